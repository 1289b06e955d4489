"""Stochastic gradient descent."""

import numpy as np

from core.optimizers.base import Array, Optimizer, Updater


class SGD(Optimizer, frozen=True, kw_only=True, tag="sgd"):
    """w ← w - η g (Robbins and Monro 1951)."""

    title = "SGD"
    help = "Walks downhill along the slope of each batch."
    order = 10

    def updater(self, parameters: Array, gradients: Array, slots: dict[str, Array], decays: Array) -> Updater:
        return _SGDUpdater(parameters, gradients)


class _SGDUpdater(Updater):
    def step(self, learning_rate: float) -> None:
        self.steps += 1
        self.rate.fill(learning_rate)
        for w, g, s in self.chunks:
            np.multiply(g, self.rate, s)
            np.subtract(w, s, w)
