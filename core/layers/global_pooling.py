"""What the layers that pool a whole image or sequence have in common."""

from math import prod
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.errors import ShapeError
from core.layers.base import Category, Layer, Shape, mismatch

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


class GlobalPooling(Layer, frozen=True, kw_only=True):
    """Base: from (height, width, channels) or (steps, channels) to one number a channel."""

    category: ClassVar[Category] = "convolution"

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        if len(shape) < 2:
            raise ShapeError(mismatch(shape, self.title, "an image or a sequence"))
        return ((shape[-1],),)

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return prod(inputs[0])

    def lowered(self, lowering: "Lowering", operator: str) -> None:
        """Emit one of ONNX's global pooling operators, which want the channels first."""
        shape = lowering.shape_in(0)
        rank = len(shape)
        value = lowering.add("Transpose", lowering.input(0), perm=[0, rank, *range(1, rank)])
        lowering.emit(lowering.add("Flatten", lowering.add(operator, value), axis=1))


def places(array: "Array", shape: Shape) -> "Array":
    """A batch (batch, *axes, channels) with all its places in one axis, (batch, places, channels): a view."""
    return array.reshape(len(array), -1, shape[-1])


def counting(build: "Build", lengths: "Array", steps: int) -> "Array":
    """(batch, steps), 1 where a step counts and 0 behind a sample's length; filled in each forward pass."""
    mask = build.buffer((build.batch, steps))
    build.forward(np.less, np.arange(steps), lengths[:, None], mask)
    return mask
