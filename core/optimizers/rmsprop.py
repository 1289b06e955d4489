"""RMSprop."""

import math
from typing import Annotated

import numpy as np

from core.optimizers.base import Array, Optimizer, Updater
from core.spec import meta


class RMSprop(Optimizer, frozen=True, kw_only=True, tag="rmsprop"):
    """v ← α v + (1-α) g²;  w ← w - η g / (sqrt v + eps): torch's form (Tieleman and Hinton 2012).

    The slot holds v / (1-α), which saves a pass.
    """

    title = "RMSprop"
    help = "Divides each slope by its usual size, so that steep and flat directions move alike."
    order = 40
    slots = ("second_moment",)

    alpha: Annotated[
        float, meta("Alpha", "How slowly the mean squared gradient is forgotten.", ge=0, lt=1, step=0.01)
    ] = 0.99
    epsilon: Annotated[
        float, meta("Epsilon", "Keeps the division safe.", gt=0, le=1, log=True, advanced=True)
    ] = 1e-8

    def updater(self, parameters: Array, gradients: Array, slots: dict[str, Array], decays: Array) -> Updater:
        return _RMSpropUpdater(self, parameters, gradients, slots["second_moment"])


class _RMSpropUpdater(Updater):
    def __init__(self, spec: RMSprop, *vectors: Array) -> None:
        super().__init__(*vectors)
        self.scale = math.sqrt(1 - spec.alpha)  # sqrt v is so many times the root of what the slot holds
        self.alpha, self.epsilon = self.number(spec.alpha), self.number(spec.epsilon / self.scale)

    def step(self, learning_rate: float) -> None:
        self.steps += 1
        self.rate.fill(learning_rate / self.scale)
        for w, g, v, s in self.chunks:
            np.multiply(v, self.alpha, v)
            np.multiply(g, g, s)
            np.add(v, s, v)
            np.sqrt(v, s)
            np.add(s, self.epsilon, s)
            np.divide(g, s, s)
            np.multiply(s, self.rate, s)
            np.subtract(w, s, w)
