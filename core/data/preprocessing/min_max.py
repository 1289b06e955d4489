"""Smallest value to 0, largest to 1."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.preprocessing.base import Preprocessing, scales


class MinMax(Preprocessing, frozen=True, kw_only=True, tag="min-max"):
    """x = (raw - smallest) / (largest - smallest), for each number of a sample on its own."""

    title = "Smallest to 0, largest to 1"
    help = "Shifts and stretches every column so that the training samples fill 0 to 1."
    order = 4

    def fit(self, samples: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        low, high = samples.min(axis=0).astype(np.float64), samples.max(axis=0).astype(np.float64)
        return low, scales(high - low, np.maximum(np.abs(low), np.abs(high)))
