"""What an optimizer is: one vectorised pass over the flat parameter vector."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from core.spec import Spec

Array = NDArray[np.floating]
CHUNK = 32_768  # elements a pass: parameters, gradient and moments then stay in the cache between the calls


class Optimizer(Spec, frozen=True, kw_only=True):
    """Base of all optimizers. ``slots`` names the vectors it keeps, each as long as the parameters.

    ``strides``: however steep the loss, a weight moves by about the learning rate a step, hardly ever by more.
    """

    slots: ClassVar[tuple[str, ...]] = ()
    strides: ClassVar[bool] = False

    def updater(
        self, parameters: Array, gradients: Array, slots: dict[str, Array], decays: Array
    ) -> "Updater":
        """Bind the update to the vectors it works on.

        Args:
            parameters, gradients: flat, (count,).
            slots: this optimizer's own vectors, (count,) each, zero at the start of a training.
            decays: (count,) bool, where weight decay acts.
        """
        raise NotImplementedError


class Updater:
    """An optimizer bound to its vectors. ``steps`` counts the updates made; it is saved with the run.

    ``rate`` is a 0-d array for what the update is scaled with: faster in a call than a Python number.
    ``chunks``: the vectors, cut alike into pieces that fit the cache, and behind them a scratch buffer.
    """

    def __init__(self, *vectors: Array) -> None:
        self.steps = 0
        self.dtype = vectors[0].dtype
        self.rate = np.empty((), self.dtype)
        scratch = np.empty(min(CHUNK, vectors[0].size), self.dtype)
        self.chunks: list[tuple[Array, ...]] = [
            (*pieces, scratch[: pieces[0].size])
            for start in range(0, vectors[0].size, CHUNK)
            for pieces in [[vector[start : start + CHUNK] for vector in vectors]]
        ]

    def step(self, learning_rate: float) -> None:
        """Change the parameters once."""
        raise NotImplementedError

    def number(self, value: float) -> Array:
        """A constant of the update as a 0-d array."""
        return np.array(value, self.dtype)
