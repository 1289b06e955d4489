"""What an initialiser is."""

import numpy as np
from numpy.typing import NDArray

from core.activations.base import Activation
from core.spec import Spec


class Initializer(Spec, frozen=True, kw_only=True):
    """Base of all initialisers."""

    def fitted(self, activation: Activation) -> "Initializer":
        """The initialiser that is meant when the weights stand in front of this activation."""
        return self

    def sample(
        self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator
    ) -> NDArray[np.float64]:
        """First values of one parameter of the given shape.

        Args:
            fan_in: how many inputs feed one output value.
            fan_out: how many outputs one input value feeds.
        """
        raise NotImplementedError
