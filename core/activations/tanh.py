"""Hyperbolic tangent."""

from typing import TYPE_CHECKING

import numpy as np

from core.activations.base import Activation

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


class Tanh(Activation, frozen=True, kw_only=True, tag="tanh"):
    """y = tanh z, dy/dz = 1 - y²."""

    title = "tanh"
    help = "Squeezes the sum into -1 to 1."
    order = 30

    def forward(self, build: "Build", z: "Array", y: "Array", axis: int) -> None:
        build.forward(np.tanh, z, y)

    def backward(self, build: "Build", z: "Array", y: "Array", dy: "Array", axis: int) -> None:
        slope = build.buffer(y.shape)
        build.backward(np.multiply, y, y, slope)
        build.backward(np.subtract, build.one, slope, slope)
        build.backward(np.multiply, dy, slope, dy)

    def lower(self, lowering: "Lowering", value: str) -> str:
        return lowering.add("Tanh", value)
