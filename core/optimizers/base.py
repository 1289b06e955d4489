"""What an optimizer is: one vectorised pass over the flat parameter vector."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from core.spec import Spec

Array = NDArray[np.floating]
CHUNK = 32_768  # elements a pass: parameters, gradient and moments then stay in the cache between the calls


class Optimizer(Spec, frozen=True, kw_only=True):
    """Base of all optimizers. ``slots`` names the vectors it keeps, each as long as the parameters."""

    slots: ClassVar[tuple[str, ...]] = ()

    def updater(self, parameters: Array, gradients: Array, slots: dict[str, Array], decays: Array) -> "Updater":
        """Bind the update to the vectors it works on.

        Args:
            parameters, gradients: flat, (count,).
            slots: this optimizer's own vectors, (count,) each, zero at the start of a training.
            decays: (count,) of 0 and 1, where weight decay acts.
        """
        raise NotImplementedError


class Updater:
    """An optimizer bound to its vectors. ``steps`` counts the updates made; it is saved with the run."""

    def __init__(self) -> None:
        self.steps = 0

    def step(self, learning_rate: float) -> None:
        """Change the parameters once."""
        raise NotImplementedError
