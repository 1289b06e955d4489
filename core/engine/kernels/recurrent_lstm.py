"""The LSTM cell, with a forget gate and without peepholes (Hochreiter and Schmidhuber 1997; Gers et al. 2000).

o, i, f = σ(Uᵀ h + Wᵀ x + b)        output, input and forget gate
g = tanh(Uᵀ h + Wᵀ x + b)           candidate
c' = f ∘ c + i ∘ g
h' = o ∘ tanh c'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.engine.kernels.recurrent import Run, hold
from core.engine.kernels.sigmoid import Sigmoid

if TYPE_CHECKING:
    from core.engine.build import Array


class LSTMRun(Run):
    """Gates lie in the order o, i, f, g; the cell state stands behind them, so that [i f] ∘ [g c] is one call."""

    gates = sums = 4
    memories = ("start", "start_cell")

    def prepare(self) -> None:
        build, n = self.build, self.units
        self.weights = build.buffer((self.rows, 4 * n))
        self.gate = build.buffer((self.steps + 1, 5 * n, self.batch))
        self.c, self.tanh_c = self.gate[:, 4 * n :], build.buffer(self.h[1:].shape)
        self.pair = self.block(2)
        self.sigmoid = Sigmoid(build, (3 * n, self.batch))
        self.collect(self.weights, slice(None))
        self.build.forward(np.negative, self.weights[:, : 3 * n], self.weights[:, : 3 * n])

    def states(self) -> tuple[Array, ...]:
        return (self.h, self.c)

    def step(self, t: int) -> None:
        forward, n, gate = self.build.forward, self.units, self.gate[t]
        o, g, c = gate[:n], gate[3 * n : 4 * n], self.c[t + 1]
        forward(np.dot, self.weights.T, self.stacked[t], gate[: 4 * n])
        self.sigmoid.forward(gate[: 3 * n])
        forward(np.tanh, g, g)
        forward(np.multiply, gate[n : 3 * n], gate[3 * n :], self.pair)
        forward(np.add, self.pair[:n], self.pair[n:], c)
        forward(np.tanh, c, self.tanh_c[t])
        forward(np.multiply, o, self.tanh_c[t], self.h[t + 1])

    def differentiate(self) -> None:
        """∂L/∂o = dh ∘ slopes_o, of i, f, g: dc ∘ slopes; with dc = dc' + dh ∘ slope_c."""
        backward, n, one = self.build.backward, self.units, self.build.one
        gate, slopes = self.gate[:-1], self.slopes
        o, i, f, g = (gate[:, k * n : (k + 1) * n] for k in range(4))
        self.forget, self.dc, self.slope_c = f, self.block(), self.build.buffer(self.tanh_c.shape)
        sigmoids, candidate = slopes[:, : 3 * n], slopes[:, 3 * n :]
        backward(np.subtract, one, gate[:, : 3 * n], sigmoids)
        backward(np.multiply, sigmoids, gate[:, : 3 * n], sigmoids)
        backward(np.multiply, slopes[:, :n], self.tanh_c, slopes[:, :n])
        backward(np.multiply, slopes[:, n : 3 * n], gate[:, 3 * n :], slopes[:, n : 3 * n])
        for out, squashed, factor in ((candidate, g, i), (self.slope_c, self.tanh_c, o)):
            backward(np.square, squashed, out)
            backward(np.subtract, one, out, out)
            backward(np.multiply, out, factor, out)
        if self.mask is not None:
            backward(np.multiply, self.slope_c, self.mask.valid, self.slope_c)
            backward(hold, f, self.build.one, self.mask.where)

    def step_back(self, t: int, dh: Array) -> None:
        backward, n, slopes = self.build.backward, self.units, self.slopes[t]
        if t == self.steps - 1:
            backward(np.multiply, dh, self.slope_c[t], self.dc)
        else:
            change = self.pair[:n]
            backward(np.multiply, dh, self.slope_c[t], change)
            backward(np.add, self.dc, change, self.dc)
        backward(np.multiply, slopes[:n], dh, slopes[:n])
        others = slopes[n:].reshape(3, n, self.batch)
        backward(np.multiply, others, self.dc, others)

    def pass_back(self, t: int, cut: bool) -> None:
        backward = self.build.backward
        if not cut:
            backward(np.dot, self.parameter("recurrent_weight"), self.slopes[t], self.passed)
            backward(np.multiply, self.dc, self.forget[t], self.dc)
            return
        backward(self.passed.fill, 0)
        if self.mask is None:
            backward(self.dc.fill, 0)
        else:
            backward(np.multiply, self.dc, self.mask.padded[t], self.dc)

    def start_slopes(self) -> tuple[Array, ...]:
        return (self.arriving[0], self.dc)

    def weight_gradients(self, stacked: Array, slopes: Array) -> None:
        names = ["recurrent_weight", *["bias"] * self.ones, "input_weight"]
        self.product(stacked, slopes, *map(self.gradient, names))
