"""The mean of several values."""

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.layers.add import add_up, hand_on, lower_each
from core.layers.base import Shape, size_of
from core.layers.merging import SameShape

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Average(SameShape, frozen=True, kw_only=True, tag="average"):
    """y = (x₁ + x₂ + …) / count, value by value."""

    title = "Average"
    help = "The mean of its inputs, value by value: what several branches agree on."
    order = 40
    icon = "M3 8h10M8 4.2v.1M8 11.7v.1"
    each_step: ClassVar[bool] = True

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return self.count * size_of(inputs[0])

    def build(self, build: "Build") -> None:
        y, gradients = add_up(build, self.count)
        share = build.number(1 / self.count)
        build.forward(np.multiply, y.array, share, y.array)
        if y.gradient is not None:
            build.backward(np.multiply, y.gradient, share, y.gradient)
            hand_on(build, y.gradient, gradients)

    def lower(self, lowering: "Lowering") -> None:
        total = lower_each("Add", lowering, self.count)
        lowering.emit(lowering.add("Mul", total, lowering.constant(1 / self.count)))
