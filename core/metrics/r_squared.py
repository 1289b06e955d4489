"""Coefficient of determination."""

import numpy as np
from numpy.typing import NDArray

from core.metrics.base import Judged, Metric


class RSquared(Metric, frozen=True, kw_only=True, tag="r-squared"):
    """R² = 1 - Σ (t - y)² / Σ (t - mean t)² of each output, then their mean; 1 at most.

    An output whose targets are all equal counts 1 where it is hit exactly, else 0, as in scikit-learn.
    """

    title = "R²"
    help = "The share of the targets' spread that is explained: 1 is perfect, 0 no better than their mean."
    order = 40
    for_classes = False

    def compute(self, judged: Judged) -> NDArray[np.float64]:
        targets = judged.targets.astype(np.float64)
        missed = np.sum((targets - judged.outputs) ** 2, axis=0)
        spread = np.sum((targets - targets.mean(axis=0)) ** 2, axis=0)
        share = missed / np.where(spread > 0, spread, 1.0)
        return np.asarray(np.mean(np.where(spread > 0, 1 - share, missed == 0)))
