"""The logistic function."""

from typing import TYPE_CHECKING

import numpy as np

from core.activations.base import Activation

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


class Sigmoid(Activation, frozen=True, kw_only=True, tag="sigmoid"):
    """y = 1 / (1 + e⁻ᶻ) = ½ tanh(z/2) + ½, which cannot overflow; dy/dz = y (1 - y)."""

    title = "Sigmoid"
    help = "Squeezes the sum into 0 to 1, as a probability."
    order = 25

    def forward(self, build: "Build", z: "Array", y: "Array", axis: int) -> None:
        half = build.number(0.5)
        build.forward(np.multiply, z, half, y)
        build.forward(np.tanh, y, y)
        build.forward(np.multiply, y, half, y)
        build.forward(np.add, y, half, y)

    def backward(self, build: "Build", z: "Array", y: "Array", dy: "Array", axis: int) -> None:
        slope = build.buffer(y.shape)
        build.backward(np.subtract, build.one, y, slope)
        build.backward(np.multiply, slope, y, slope)
        build.backward(np.multiply, dy, slope, dy)

    def lower(self, lowering: "Lowering", value: str) -> str:
        return lowering.add("Sigmoid", value)
