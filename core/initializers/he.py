"""He initialisation."""

import numpy as np
from numpy.typing import NDArray

from core.initializers.base import Initializer


class He(Initializer, frozen=True, kw_only=True, tag="he"):
    """Normal with deviation sqrt(2 / fan_in) (He et al. 2015, equation 10)."""

    title = "He"
    help = "Makes up for the half that ReLU cuts off; fits ReLU and its relatives."
    order = 20

    def sample(
        self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator
    ) -> NDArray[np.float64]:
        return random.normal(0.0, np.sqrt(2.0 / fan_in), shape)
