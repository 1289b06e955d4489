"""Bytes to 0 ... 1."""

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from core.data.preprocessing.base import Preprocessing
from core.spec import meta


class Pixels(Preprocessing, frozen=True, kw_only=True, tag="pixels"):
    """x = raw / white."""

    title = "Pixels to 0 … 1"
    help = "Divides every pixel by the brightest value there can be."
    order = 2

    white: Annotated[float, meta("White", "The brightest value there can be.", gt=0, le=65_535)] = 255.0

    def fit(self, samples: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return np.zeros(samples.shape[1:]), np.full(samples.shape[1:], 1 / self.white)
