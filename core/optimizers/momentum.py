"""SGD with momentum."""

from typing import Annotated

import numpy as np

from core.optimizers.base import Array, Optimizer, Updater
from core.spec import meta


class Momentum(Optimizer, frozen=True, kw_only=True, tag="momentum"):
    """v ← μ v + g;  w ← w - η v: torch's form, the learning rate acts behind the velocity (Polyak 1964)."""

    title = "Momentum"
    help = (
        "SGD that keeps rolling: past slopes go on pushing, so that it crosses flat and shaky ground faster."
    )
    order = 20
    slots = ("velocity",)

    momentum: Annotated[
        float, meta("Momentum", "The part of the velocity that is kept at each step.", ge=0, lt=1, step=0.01)
    ] = 0.9

    def updater(self, parameters: Array, gradients: Array, slots: dict[str, Array], decays: Array) -> Updater:
        return MomentumUpdater(self.momentum, parameters, gradients, slots["velocity"])


class MomentumUpdater(Updater):
    """The velocity's update."""

    def __init__(self, momentum: float, *vectors: Array) -> None:
        super().__init__(*vectors)
        self.momentum = self.number(momentum)

    def step(self, learning_rate: float) -> None:
        self.steps += 1
        self.rate.fill(learning_rate)
        for w, g, v, s in self.chunks:
            np.multiply(v, self.momentum, v)
            np.add(v, g, v)
            np.multiply(v, self.rate, s)
            np.subtract(w, s, w)
