"""All ones."""

import numpy as np
from numpy.typing import NDArray

from core.initializers.base import Initializer


class Ones(Initializer, frozen=True, kw_only=True, tag="ones"):
    """Every value 1: for the scale of a normalisation, which so begins by changing nothing.

    It has no title, so that it is not offered for weights, where it would make all neurons equal.
    """

    def sample(
        self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator
    ) -> NDArray[np.float64]:
        return np.ones(shape)
