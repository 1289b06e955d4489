"""SGD with Nesterov's momentum."""

import numpy as np

from core.optimizers.base import Array, Updater
from core.optimizers.momentum import Momentum, MomentumUpdater


class Nesterov(Momentum, frozen=True, kw_only=True, tag="nesterov"):
    """v ← μ v + g;  w ← w - η (g + μ v): torch's form (Nesterov 1983; Sutskever et al. 2013)."""

    title = "Nesterov"
    help = "Momentum that looks ahead: it brakes before a slope turns, not after."
    order = 30

    def updater(self, parameters: Array, gradients: Array, slots: dict[str, Array], decays: Array) -> Updater:
        return _NesterovUpdater(self.momentum, parameters, gradients, slots["velocity"])


class _NesterovUpdater(MomentumUpdater):
    def step(self, learning_rate: float) -> None:
        self.steps += 1
        self.rate.fill(learning_rate)
        for w, g, v, s in self.chunks:
            np.multiply(v, self.momentum, v)
            np.add(v, g, v)
            np.multiply(v, self.momentum, s)
            np.add(s, g, s)
            np.multiply(s, self.rate, s)
            np.subtract(w, s, w)
