"""The GRU cell, the reset gate behind the product (Cho et al. 2014, in the form of cuDNN, torch and ONNX).

r, z = σ(Uᵀ h + Wᵀ x + b)           reset and update gate
a = Uᵀ h + b'                       what the candidate sees of the past
n = tanh(Wᵀ x + b + r ∘ a)          candidate
h' = n + z ∘ (h - n)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.engine.kernels.recurrent import Run
from core.engine.kernels.sigmoid import Sigmoid

if TYPE_CHECKING:
    from core.engine.build import Array


class GRURun(Run):
    """Slopes lie in the order a, r, z, n: the first three go back to h, the last three to x."""

    gates, sums = 3, 4

    def prepare(self) -> None:
        build, n = self.build, self.units
        self.seen = n + self.ones  # rows of [h; 1]
        self.gate_weights = build.buffer((self.rows, 2 * n))
        self.past_weights = build.buffer((self.seen, n))
        self.input_weights = build.buffer((self.ones + self.features, n))
        self.back_weights = build.buffer((n, 3 * n))
        shape = self.h[1:].shape
        self.gate = build.buffer((self.steps, 2 * n, self.batch))
        self.a, self.n, self.inputs, self.drop = (build.buffer(shape) for _ in range(4))
        self.sigmoid = Sigmoid(build, (2 * n, self.batch))
        self._collect()
        build.forward(np.matmul, self.input_weights.T, self.stacked[:-1, n:], self.inputs)

    def _collect(self) -> None:
        forward, n = self.build.forward, self.units
        gates, candidate = slice(0, 2 * n), slice(2 * n, None)
        self.collect(self.gate_weights, gates)
        forward(np.negative, self.gate_weights, self.gate_weights)
        self.collect(self.input_weights, candidate, recurrent=False)
        recurrent = self.parameter("recurrent_weight")
        forward(np.copyto, self.past_weights[:n], recurrent[:, candidate])
        if self.ones:
            forward(np.copyto, self.past_weights[n], self.parameter("recurrent_bias"))
        if self.build.training:
            forward(np.copyto, self.back_weights[:, :n], recurrent[:, candidate])
            forward(np.copyto, self.back_weights[:, n:], recurrent[:, gates])

    def step(self, t: int) -> None:
        forward, units, gate = self.build.forward, self.units, self.gate[t]
        r, z, n, h = gate[:units], gate[units:], self.n[t], self.h[t]
        forward(np.dot, self.gate_weights.T, self.stacked[t], gate)
        self.sigmoid.forward(gate)
        forward(np.dot, self.past_weights.T, self.stacked[t, : self.seen], self.a[t])
        forward(np.multiply, r, self.a[t], n)
        forward(np.add, n, self.inputs[t], n)
        forward(np.tanh, n, n)
        forward(np.subtract, h, n, self.drop[t])
        forward(np.multiply, z, self.drop[t], self.temporary)
        forward(np.add, n, self.temporary, self.h[t + 1])

    def differentiate(self) -> None:
        """All slopes are factors of dh."""
        backward, units, one = self.build.backward, self.units, self.build.one
        a, r, z, n = (self.slopes[:, k * units : (k + 1) * units] for k in range(4))
        reset, update = self.gate[:, :units], self.gate[:, units:]
        backward(np.subtract, one, self.gate, self.slopes[:, units : 3 * units])  # r: 1 - r, z: 1 - z
        backward(np.square, self.n, n)
        backward(np.subtract, one, n, n)
        backward(np.multiply, n, z, n)  # (1 - z) (1 - n²)
        backward(np.multiply, n, reset, a)
        backward(np.multiply, r, a, r)
        backward(np.multiply, r, self.a, r)  # n' r (1 - r) a
        backward(np.multiply, z, update, z)
        backward(np.multiply, z, self.drop, z)  # z (1 - z) (h - n)
        if self.mask is not None:
            backward(np.multiply, update, self.mask.valid, update)
        self.update, self.direct = update, self.block()

    def step_back(self, t: int, dh: Array) -> None:
        slopes = self.slopes[t].reshape(4, self.units, self.batch)
        self.build.backward(np.multiply, slopes, dh, slopes)
        self.build.backward(np.multiply, self.update[t], dh, self.direct)

    def pass_back(self, t: int, cut: bool) -> None:
        if cut:
            self.build.backward(self.passed.fill, 0)
            return
        self.build.backward(np.dot, self.back_weights, self.slopes[t, : 3 * self.units], self.passed)
        self.build.backward(np.add, self.passed, self.direct, self.passed)

    def weight_gradients(self, stacked: Array, slopes: Array) -> None:
        n, names = self.units, ["recurrent_weight", *["bias"] * self.ones, "input_weight"]
        of_gates, of_candidate = (
            [self.gradient(name)[..., columns] for name in names]
            for columns in (slice(2 * n), slice(2 * n, None))
        )
        self.product(stacked, slopes[n : 3 * n], *of_gates)
        past = [of_candidate[0], *[self.gradient(name) for name in ["recurrent_bias"] * self.ones]]
        self.product(stacked[: self.seen], slopes[:n], *past)
        self.product(stacked[n:], slopes[3 * n :], *of_candidate[1:])

    def input_slopes(self, slopes: Array) -> Array:
        return slopes[self.units :]
