"""Xavier (Glorot) initialisation."""

import numpy as np
from numpy.typing import NDArray

from core.initializers.base import Initializer


class Xavier(Initializer, frozen=True, kw_only=True, tag="xavier"):
    """Uniform in ±sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010, equation 16)."""

    title = "Xavier"
    help = "Keeps the spread of values equal from layer to layer; fits tanh and sigmoid."
    order = 10

    def sample(
        self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator
    ) -> NDArray[np.float64]:
        bound = np.sqrt(6.0 / (fan_in + fan_out))
        return random.uniform(-bound, bound, shape)
