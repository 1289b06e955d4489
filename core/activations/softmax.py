"""Softmax."""

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.activations.base import Activation

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


class Softmax(Activation, frozen=True, kw_only=True, tag="softmax"):
    """y_i = exp z_i / Σ_j exp z_j over the features; dz = y · (dy - Σ_j dy_j y_j)."""

    title = "Softmax"
    help = "Turns the sums into shares that add up to 1: one probability for each class."
    order = 90
    elementwise: ClassVar[bool] = False

    def forward(self, build: "Build", z: "Array", y: "Array", axis: int) -> None:
        peak = build.buffer(_one_a_sample(z, axis))
        build.forward(np.maximum.reduce, z, axis, None, peak, True)
        build.forward(np.subtract, z, peak, y)
        build.forward(np.exp, y, y)
        build.forward(np.add.reduce, y, axis, None, peak, True)
        build.forward(np.divide, y, peak, y)

    def backward(self, build: "Build", z: "Array", y: "Array", dy: "Array", axis: int) -> None:
        product = build.buffer(y.shape)
        total = build.buffer(_one_a_sample(y, axis))
        build.backward(np.multiply, dy, y, product)
        build.backward(np.add.reduce, product, axis, None, total, True)
        build.backward(np.subtract, dy, total, dy)
        build.backward(np.multiply, dy, y, dy)

    def lower(self, lowering: "Lowering", value: str) -> str:
        return lowering.add("Softmax", value, axis=-1)


def _one_a_sample(array: "Array", axis: int) -> tuple[int, ...]:
    shape = list(array.shape)
    shape[axis] = 1
    return tuple(shape)
