"""The simple recurrent cell: h_{t+1} = f(Uᵀ h_t + Wᵀ x_t + b)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.engine.kernels.recurrent import Run

if TYPE_CHECKING:
    from core.engine.build import Array


class SimpleRun(Run):
    """f is tanh, with f' = 1 - h², or ReLU, with f' = sign h."""

    gates = sums = 1

    def prepare(self) -> None:
        self.weights = self.build.buffer((self.rows, self.units))
        self.zeros = self.build.constant(0.0, (self.units, self.batch))
        self.collect(self.weights, slice(None))

    def step(self, t: int) -> None:
        h = self.h[t + 1]
        self.build.forward(np.dot, self.weights.T, self.stacked[t], h)
        if self.spec.rectifies:
            self.build.forward(partial(np.maximum, h, self.zeros, out=h))
        else:
            self.build.forward(np.tanh, h, h)

    def differentiate(self) -> None:
        if self.spec.rectifies:
            self.build.backward(np.sign, self.h[1:], self.slopes)
            return
        self.build.backward(np.square, self.h[1:], self.slopes)
        self.build.backward(np.subtract, self.build.one, self.slopes, self.slopes)

    def step_back(self, t: int, dh: Array) -> None:
        self.build.backward(np.multiply, self.slopes[t], dh, self.slopes[t])

    def pass_back(self, t: int, cut: bool) -> None:
        if cut:
            self.build.backward(self.passed.fill, 0)
        else:
            self.build.backward(np.dot, self.parameter("recurrent_weight"), self.slopes[t], self.passed)

    def weight_gradients(self, stacked: Array, slopes: Array) -> None:
        names = ["recurrent_weight", *["bias"] * self.ones, "input_weight"]
        self.product(stacked, slopes, *map(self.gradient, names))
