"""Gaussian error linear unit."""

import math
from typing import TYPE_CHECKING

import numpy as np

from core.activations.base import Activation

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


SCALE = math.sqrt(2 / math.pi)
CUBIC = 0.044715
TINY = 1e-30


class GELU(Activation, frozen=True, kw_only=True, tag="gelu"):
    """y = ½ z (1 + tanh u), u = sqrt(2/π) (z + 0.044715 z³): the tanh form (Hendrycks and Gimpel 2016).

    The same as torch's ``gelu(approximate="tanh")``; it differs from the exact z Φ(z) by less than 0.0005.
    """

    title = "GELU"
    help = "A smooth ReLU that dips a little below zero; used in transformers. Computed in its tanh form."
    order = 70
    needs_input = True
    initializer = "he"

    def forward(self, build: "Build", z: "Array", y: "Array", axis: int) -> None:
        u = build.buffer(z.shape)
        build.forward(np.multiply, z, z, u)
        build.forward(np.multiply, u, build.number(SCALE * CUBIC), u)
        build.forward(np.add, u, build.number(SCALE), u)
        build.forward(np.multiply, u, z, u)
        build.forward(np.tanh, u, u)
        build.forward(np.add, u, build.one, u)
        build.forward(np.multiply, u, z, u)
        build.forward(np.multiply, u, build.number(0.5), y)

    def backward(self, build: "Build", z: "Array", y: "Array", dy: "Array", axis: int) -> None:
        """dy/dz = p (1 + 2 z (1 - p) du/dz), where p = ½ (1 + tanh u) = y / z spares a second tanh."""
        square, share, rest = (build.buffer(y.shape) for _ in range(3))
        build.backward(np.multiply, z, z, square)
        build.backward(np.multiply, y, z, share)
        build.backward(np.add, share, build.number(TINY / 2), share)  # so that y z / z² is ½ at z = 0
        build.backward(np.add, square, build.number(TINY), rest)
        build.backward(np.divide, share, rest, share)
        build.backward(np.subtract, build.one, share, rest)
        build.backward(np.multiply, square, build.number(6 * SCALE * CUBIC), square)
        build.backward(np.add, square, build.number(2 * SCALE), square)
        build.backward(np.multiply, square, z, square)
        build.backward(np.multiply, square, rest, square)
        build.backward(np.add, square, build.one, square)
        build.backward(np.multiply, square, share, square)
        build.backward(np.multiply, dy, square, dy)

    def lower(self, lowering: "Lowering", value: str) -> str:
        scale, cubic, one, half = (lowering.constant(x) for x in (SCALE, SCALE * CUBIC, 1.0, 0.5))
        factor = lowering.add("Add", lowering.add("Mul", lowering.add("Mul", value, value), cubic), scale)
        tanh = lowering.add("Tanh", lowering.add("Mul", factor, value))
        share = lowering.add("Mul", lowering.add("Add", tanh, one), half)
        return lowering.add("Mul", value, share)
