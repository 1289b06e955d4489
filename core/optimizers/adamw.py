"""Adam with decoupled weight decay."""

from typing import Annotated

import numpy as np

from core.optimizers.adam import Adam, AdamUpdater
from core.optimizers.base import Array, Updater
from core.spec import meta


class AdamW(Adam, frozen=True, kw_only=True, tag="adamw"):
    """w ← (1 - η λ) w, then a step of Adam: torch's form (Loshchilov and Hutter 2019, algorithm 2).

    Biases do not decay.
    """

    title = "AdamW"
    help = "Adam that also shrinks all weights a little at each step, apart from their slopes."
    order = 70

    weight_decay: Annotated[
        float, meta("Weight decay", "How strongly weights shrink at each step.", ge=0, le=10, log=True)
    ] = 0.01

    def updater(self, parameters: Array, gradients: Array, slots: dict[str, Array], decays: Array) -> Updater:
        vectors = parameters, gradients, slots["first_moment"], slots["second_moment"]
        return _AdamWUpdater(self, decays, *vectors)


class _AdamWUpdater(AdamUpdater):
    def __init__(self, spec: AdamW, decays: Array, *vectors: Array) -> None:
        super().__init__(spec, *vectors)
        self.weight_decay, self.shrink = spec.weight_decay, self.number(1.0)
        framed = np.pad(decays.astype(bool), 1)
        edges = np.flatnonzero(framed[1:] != framed[:-1]).reshape(-1, 2)
        self.decaying = [
            vectors[0][start:stop] for start, stop in edges
        ]  # without their neighbours, the biases

    def step(self, learning_rate: float) -> None:
        self.shrink.fill(1 - learning_rate * self.weight_decay)
        for w in self.decaying:
            np.multiply(w, self.shrink, w)
        super().step(learning_rate)
