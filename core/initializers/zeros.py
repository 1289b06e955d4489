"""All zeros."""

import numpy as np
from numpy.typing import NDArray

from core.initializers.base import Initializer


class Zeros(Initializer, frozen=True, kw_only=True, tag="zeros"):
    """Every value 0: right for biases; neurons that start equal stay equal, so wrong for hidden weights."""

    title = "Zeros"
    help = "Every value starts at 0. Hidden neurons that start equal stay equal."
    order = 50

    def sample(
        self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator
    ) -> NDArray[np.float64]:
        return np.zeros(shape)
