"""Share of right answers."""

import numpy as np
from numpy.typing import NDArray

from core.metrics.base import Judged, Metric


class Accuracy(Metric, frozen=True, kw_only=True, tag="accuracy"):
    """Right answers / all answers, 0 to 1."""

    title = "Accuracy"
    help = "The share of samples whose class is named right."
    order = 10
    percent = True

    def compute(self, judged: Judged) -> NDArray[np.float64]:
        return np.asarray(np.mean(judged.predicted == judged.labels), dtype=np.float64)
