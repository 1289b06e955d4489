"""The product of several values."""

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.layers.add import lower_each
from core.layers.base import Shape, size_of
from core.layers.merging import SameShape

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


class Multiply(SameShape, frozen=True, kw_only=True, tag="multiply"):
    """y = x₁ · x₂ · …, value by value; dx_i = dy · the product of the others."""

    title = "Multiply"
    help = "Multiplies its inputs, value by value: one branch can open or close what another lets through."
    order = 30
    icon = "M4 4l8 8M12 4l-8 8"
    each_step: ClassVar[bool] = True

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return (self.count - 1) * size_of(inputs[0])

    def build(self, build: "Build") -> None:
        gradients = [build.input_gradient(port) for port in range(self.count)]
        y = build.emit_new(build.shape_in(0))
        arrays = [build.input(port).array for port in range(self.count)]
        build.forward(np.multiply, arrays[0], arrays[1], y.array)
        for array in arrays[2:]:
            build.forward(np.multiply, y.array, array, y.array)
        if y.gradient is not None:
            for port, dx in enumerate(gradients):
                if dx is not None:
                    self._backward(build, y.gradient, arrays[:port] + arrays[port + 1 :], dx)

    def _backward(self, build: "Build", dy: "Array", others: "list[Array]", dx: "Array") -> None:
        build.backward(np.multiply, dy, others[0], dx)
        for other in others[1:]:
            build.backward(np.multiply, dx, other, dx)

    def lower(self, lowering: "Lowering") -> None:
        lowering.emit(lower_each("Mul", lowering, self.count))
