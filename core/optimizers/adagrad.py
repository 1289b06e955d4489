"""Adagrad."""

from typing import Annotated

import numpy as np

from core.optimizers.base import Array, Optimizer, Updater
from core.spec import meta


class Adagrad(Optimizer, frozen=True, kw_only=True, tag="adagrad"):
    """v ← v + g²;  w ← w - η g / (sqrt v + eps): torch's form (Duchi et al. 2011)."""

    title = "Adagrad"
    help = "Shortens the steps of each weight the more it has already moved; good for rare features."
    order = 50
    slots = ("squares",)

    epsilon: Annotated[
        float, meta("Epsilon", "Keeps the division safe.", gt=0, le=1, log=True, advanced=True)
    ] = 1e-10

    def updater(self, parameters: Array, gradients: Array, slots: dict[str, Array], decays: Array) -> Updater:
        return _AdagradUpdater(self.epsilon, parameters, gradients, slots["squares"])


class _AdagradUpdater(Updater):
    def __init__(self, epsilon: float, *vectors: Array) -> None:
        super().__init__(*vectors)
        self.epsilon = self.number(epsilon)

    def step(self, learning_rate: float) -> None:
        self.steps += 1
        self.rate.fill(learning_rate)
        for w, g, v, s in self.chunks:
            np.multiply(g, g, s)
            np.add(v, s, v)
            np.sqrt(v, s)
            np.add(s, self.epsilon, s)
            np.divide(g, s, s)
            np.multiply(s, self.rate, s)
            np.subtract(w, s, w)
