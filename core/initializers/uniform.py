"""Uniform initialisation."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from core.initializers.base import Initializer
from core.spec import meta


class Uniform(Initializer, frozen=True, kw_only=True, tag="uniform"):
    """Uniform in ±reach, whatever the size of the layer."""

    title = "Uniform"
    help = "Any value between -r and +r, all equally likely."
    order = 40

    reach: Annotated[float, meta("r", "The largest value there can be.", gt=0, le=100, step=0.05)] = 0.5

    @property
    def summary(self) -> str:
        return f"±{self.reach:g}"

    def sample(
        self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator
    ) -> NDArray[np.float64]:
        return random.uniform(-self.reach, self.reach, shape)
