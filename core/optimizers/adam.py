"""Adam."""

from typing import Annotated

import numpy as np

from core.optimizers.base import CHUNK, Array, Optimizer, Updater
from core.spec import meta


class Adam(Optimizer, frozen=True, kw_only=True, tag="adam"):
    """Adam (Kingma and Ba 2015, algorithm 1), in torch's form: eps is added after the bias correction.

    m ← β1 m + (1-β1) g;  v ← β2 v + (1-β2) g²;  w ← w - η m̂ / (sqrt v̂ + eps)
    """

    title = "Adam"
    help = "Gives every weight its own step size. A good first choice."
    order = 60
    slots = ("first_moment", "second_moment")

    beta1: Annotated[float, meta("Beta 1", "How slowly the mean gradient is forgotten.", ge=0, lt=1)] = 0.9
    beta2: Annotated[float, meta("Beta 2", "How slowly the mean squared gradient is forgotten.", ge=0, lt=1)] = 0.999
    epsilon: Annotated[float, meta("Epsilon", "Keeps the division safe.", gt=0, le=1, log=True, advanced=True)] = 1e-8

    def updater(self, parameters: Array, gradients: Array, slots: dict[str, Array], decays: Array) -> Updater:
        return _AdamUpdater(self, parameters, gradients, slots)


class _AdamUpdater(Updater):
    def __init__(self, spec: Adam, parameters: Array, gradients: Array, slots: dict[str, Array]) -> None:
        super().__init__()
        self.spec, dtype = spec, parameters.dtype
        self.beta1, self.rest1, self.beta2, self.rest2 = (
            np.array(v, dtype) for v in (spec.beta1, 1 - spec.beta1, spec.beta2, 1 - spec.beta2)
        )
        self.rate, self.epsilon = np.empty((), dtype), np.empty((), dtype)
        m, v = slots["first_moment"], slots["second_moment"]
        scratch = np.empty(min(CHUNK, parameters.size), dtype)
        self.chunks = [
            (parameters[a:b], gradients[a:b], m[a:b], v[a:b], scratch[: b - a])
            for a in range(0, parameters.size, CHUNK)
            for b in (min(a + CHUNK, parameters.size),)
        ]

    def step(self, learning_rate: float) -> None:
        self.steps += 1
        correction2 = np.sqrt(1 - self.spec.beta2**self.steps)
        # the corrections of both moments are folded into the rate and epsilon: two passes fewer
        self.rate.fill(learning_rate * correction2 / (1 - self.spec.beta1**self.steps))
        self.epsilon.fill(self.spec.epsilon * correction2)
        for w, g, m, v, s in self.chunks:
            np.multiply(m, self.beta1, m)
            np.multiply(g, self.rest1, s)
            np.add(m, s, m)
            np.multiply(v, self.beta2, v)
            np.multiply(g, g, s)
            np.multiply(s, self.rest2, s)
            np.add(v, s, v)
            np.sqrt(v, s)
            np.add(s, self.epsilon, s)
            np.divide(m, s, s)
            np.multiply(s, self.rate, s)
            np.subtract(w, s, w)
