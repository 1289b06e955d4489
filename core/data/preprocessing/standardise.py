"""Mean 0, deviation 1."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.preprocessing.base import Preprocessing, scales

CHUNK = 1 << 20  # numbers turned into floats at a time: bytes stay bytes


class Standardise(Preprocessing, frozen=True, kw_only=True, tag="standardise"):
    """x = (raw - mean) / deviation, for each number of a sample on its own."""

    title = "Standardise"
    help = "Shifts and stretches every column to mean 0 and deviation 1, so that all carry the same weight."
    order = 3

    def fit(self, samples: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        mean = samples.mean(axis=0, dtype=np.float64)
        squares = np.zeros_like(mean)
        rows = max(1, CHUNK // max(1, mean.size))
        for start in range(0, len(samples), rows):
            squares += np.square(samples[start : start + rows] - mean).sum(axis=0)
        return mean, scales(np.sqrt(squares / len(samples)), np.abs(mean))
