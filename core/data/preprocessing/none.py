"""No preprocessing."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.preprocessing.base import Preprocessing


class NoPreprocessing(Preprocessing, frozen=True, kw_only=True, tag="none"):
    """x = raw."""

    title = "As it is"
    help = "The numbers go to the network unchanged."
    order = 1

    def fit(self, samples: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return np.zeros(samples.shape[1:]), np.ones(samples.shape[1:])
