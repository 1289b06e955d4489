"""Mean absolute error."""

import numpy as np
from numpy.typing import NDArray

from core.metrics.base import Judged, Metric


class MeanAbsoluteError(Metric, frozen=True, kw_only=True, tag="mean-absolute-error"):
    """Mean of |output - target| over samples and outputs, in the target's unit."""

    title = "Mean absolute error"
    help = "How far the output is off, on average."
    order = 30
    for_classes = False

    def compute(self, judged: Judged) -> NDArray[np.float64]:
        return np.asarray(np.mean(np.abs(judged.outputs - judged.targets), dtype=np.float64))
