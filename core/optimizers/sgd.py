"""Stochastic gradient descent."""

import numpy as np

from core.optimizers.base import Array, Optimizer, Updater


class SGD(Optimizer, frozen=True, kw_only=True, tag="sgd"):
    """w ← w - η g."""

    title = "SGD"
    help = "Walks downhill along the slope of each batch."
    order = 10

    def updater(self, parameters: Array, gradients: Array, slots: dict[str, Array], decays: Array) -> Updater:
        return _SGDUpdater(parameters, gradients)


class _SGDUpdater(Updater):
    def __init__(self, parameters: Array, gradients: Array) -> None:
        super().__init__()
        self.parameters, self.gradients = parameters, gradients
        self.scratch = np.empty_like(parameters)
        self.rate = np.empty((), parameters.dtype)

    def step(self, learning_rate: float) -> None:
        self.steps += 1
        self.rate.fill(learning_rate)
        np.multiply(self.gradients, self.rate, self.scratch)
        np.subtract(self.parameters, self.scratch, self.parameters)
