"""Which class is taken for which."""

import numpy as np
from numpy.typing import NDArray

from core.metrics.base import Judged, Metric


class ConfusionMatrix(Metric, frozen=True, kw_only=True, tag="confusion-matrix"):
    """Counts (classes, classes): row is the right class, column the one that the network names."""

    title = "Confusion matrix"
    help = "How often each class is taken for each other one."
    order = 60
    scalar = False

    def compute(self, judged: Judged) -> NDArray[np.float64]:
        assert judged.labels is not None
        assert judged.predicted is not None
        classes = len(judged.class_names)
        cells = judged.labels * classes + judged.predicted
        return np.bincount(cells, minlength=classes**2).reshape(classes, classes).astype(np.float64)
