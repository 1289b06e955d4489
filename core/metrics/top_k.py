"""Share of answers that are nearly right."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from core.metrics.base import Judged, Metric
from core.spec import meta


class TopK(Metric, frozen=True, kw_only=True, tag="top-k"):
    """Samples whose class is among the k largest outputs / all samples; of equal outputs the later wins.

    A single output tells two classes apart, so that with k >= 2 it is always right.
    """

    title = "Top k accuracy"
    help = "The share of samples whose class is among the k that the network holds most likely."
    order = 20
    percent = True

    k: Annotated[int, meta("k", "How many guesses count.", ge=1, le=1000)] = 3

    @property
    def summary(self) -> str:
        return f"k {self.k}"

    @property
    def key(self) -> str:
        return f"top_{self.k}"

    def compute(self, judged: Judged) -> NDArray[np.float64]:
        if judged.outputs.shape[1] == 1:
            right = (judged.predicted == judged.labels) | (self.k >= 2)
        else:
            right = _rank(judged.outputs, judged.labels) < self.k
        return np.asarray(np.mean(right), dtype=np.float64)


def _rank(outputs: NDArray[np.floating], labels: NDArray[np.integer] | None) -> NDArray[np.integer]:
    """How many outputs (samples, classes) come before that of the label (samples,)."""
    assert labels is not None
    own = np.take_along_axis(outputs, labels[:, None], axis=1)
    later = np.arange(outputs.shape[1]) > labels[:, None]
    return np.asarray(np.sum((outputs > own) | ((outputs == own) & later), axis=1))
