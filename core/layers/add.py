"""The sum of several values."""

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.layers.base import Shape, size_of
from core.layers.merging import SameShape

if TYPE_CHECKING:
    from core.engine.build import Array, Build, Value
    from core.lowering import Lowering


class Add(SameShape, frozen=True, kw_only=True, tag="addition"):
    """y = x₁ + x₂ + …, value by value; each input has the gradient of y."""

    title = "Add"
    help = "Adds up its inputs, value by value. A skip connection ends here."
    order = 20
    icon = "M8 3v10M3 8h10"
    each_step: ClassVar[bool] = True

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return (self.count - 1) * size_of(inputs[0])

    def build(self, build: "Build") -> None:
        y, gradients = add_up(build, self.count)
        if y.gradient is not None:
            hand_on(build, y.gradient, gradients)

    def lower(self, lowering: "Lowering") -> None:
        lowering.emit(lower_each("Add", lowering, self.count))


def add_up(build: "Build", count: int) -> "tuple[Value, list[Array]]":
    """Emit the sum of all inputs; returns it and the inputs' gradients, the first of which is the sum's too."""
    gradients = [dx for port in range(count) if (dx := build.input_gradient(port)) is not None]
    y = build.emit_new(build.shape_in(0), gradients[0] if gradients else None)
    first, second, *others = (build.input(port).array for port in range(count))
    build.forward(np.add, first, second, y.array)
    for other in others:
        build.forward(np.add, y.array, other, y.array)
    return y, gradients


def hand_on(build: "Build", dy: "Array", gradients: "list[Array]") -> None:
    for dx in gradients[1:]:
        build.backward(np.copyto, dx, dy)


def lower_each(op: str, lowering: "Lowering", count: int) -> str:
    """The name of in1 op in2 op …"""
    value = lowering.input(0)
    for port in range(1, count):
        value = lowering.add(op, value, lowering.input(port))
    return value
