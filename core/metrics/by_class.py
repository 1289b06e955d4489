"""Precision, recall and F1 of each class."""

import numpy as np
from numpy.typing import NDArray

from core.metrics.base import Judged, Metric
from core.metrics.confusion_matrix import ConfusionMatrix


class ByClass(Metric, frozen=True, kw_only=True, tag="by-class"):
    """(classes, 3): precision, recall and F1 of each class, 0 to 1; 0 where there is nothing to divide by.

    precision = hits / named, recall = hits / there are, F1 = 2 hits / (named + there are).
    """

    title = "Precision, recall, F1"
    help = "For each class: how often its name is right, how many are found, and both in one number."
    order = 50
    scalar = False
    percent = True

    def compute(self, judged: Judged) -> NDArray[np.float64]:
        counts = ConfusionMatrix().compute(judged)
        hits, there, named = np.diagonal(counts), counts.sum(axis=1), counts.sum(axis=0)
        parts = [(hits, named), (hits, there), (2 * hits, named + there)]
        return np.stack([part / np.maximum(whole, 1) for part, whole in parts], axis=1)
