"""Adam."""

import math
from typing import Annotated

import numpy as np

from core.optimizers.base import Array, Optimizer, Updater
from core.spec import meta


class Adam(Optimizer, frozen=True, kw_only=True, tag="adam"):
    """Adam (Kingma and Ba 2015, algorithm 1), in torch's form: eps is added after the bias correction.

    m ← β1 m + (1-β1) g;  v ← β2 v + (1-β2) g²;  w ← w - η m̂ / (sqrt v̂ + eps) with m̂ = m / (1-β1ᵗ) and
    v̂ = v / (1-β2ᵗ) at step t. The slots hold m / (1-β1) and v / (1-β2), which saves two passes.
    """

    title = "Adam"
    help = "Gives every weight its own step size. A good first choice."
    order = 60
    slots = ("first_moment", "second_moment")
    strides = True

    beta1: Annotated[float, meta("Beta 1", "How slowly the mean gradient is forgotten.", ge=0, lt=1)] = 0.9
    beta2: Annotated[
        float, meta("Beta 2", "How slowly the mean squared gradient is forgotten.", ge=0, lt=1)
    ] = 0.999
    epsilon: Annotated[
        float, meta("Epsilon", "Keeps the division safe.", gt=0, le=1, log=True, advanced=True)
    ] = 1e-8

    def updater(self, parameters: Array, gradients: Array, slots: dict[str, Array], decays: Array) -> Updater:
        return AdamUpdater(self, parameters, gradients, slots["first_moment"], slots["second_moment"])


class AdamUpdater(Updater):
    """The update of Adam: ten passes, with all corrections folded into the rate and epsilon."""

    def __init__(self, spec: Adam, *vectors: Array) -> None:
        super().__init__(*vectors)
        self.spec = spec
        self.beta1, self.beta2 = self.number(spec.beta1), self.number(spec.beta2)
        self.epsilon = self.number(0.0)

    def step(self, learning_rate: float) -> None:
        self.steps += 1
        spec = self.spec
        scale1 = (1 - spec.beta1) / (1 - spec.beta1**self.steps)  # m̂ is so many times what the slot holds
        scale2 = math.sqrt((1 - spec.beta2) / (1 - spec.beta2**self.steps))  # sqrt v̂ likewise, of the root
        self.rate.fill(learning_rate * scale1 / scale2)
        self.epsilon.fill(spec.epsilon / scale2)
        for w, g, m, v, s in self.chunks:
            np.multiply(m, self.beta1, m)
            np.add(m, g, m)
            np.multiply(v, self.beta2, v)
            np.multiply(g, g, s)
            np.add(v, s, v)
            np.sqrt(v, s)
            np.add(s, self.epsilon, s)
            np.divide(m, s, s)
            np.multiply(s, self.rate, s)
            np.subtract(w, s, w)
