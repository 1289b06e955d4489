"""A part of an image."""

from typing import TYPE_CHECKING, Annotated

import numpy as np

from core.errors import ShapeError
from core.layers.base import Shape, in_words
from core.layers.framing import Framing
from core.layers.sliding import Margin
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Cropping(Framing, frozen=True, kw_only=True, tag="cropping"):
    """x (height, width, channels) without some rows and columns at its edges."""

    title = "Cropping"
    help = "Cuts off the edges of an image."
    order = 80
    icon = "M5 2v9h9M2 5h9v9"

    margins: Annotated[
        tuple[Margin, Margin, Margin, Margin],
        meta("Margins", "Rows and columns that are cut off at the top, left, bottom and right."),
    ] = (1, 1, 1, 1)

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        out = self.resized(shape, -1)
        if min(out) < 1:
            top, left, bottom, right = self.margins
            raise ShapeError(
                f"{in_words(shape)} here; without {top + bottom} rows and {left + right} columns nothing is left."
            )
        return (out,)

    def build(self, build: "Build") -> None:
        x, (out,) = build.input(0), self.output_shapes((build.shape_in(0),))
        y, dx = build.emit_new(out), build.input_gradient(0)
        build.forward(np.copyto, y.array, self.inside(x.array, out))
        if dx is not None and y.gradient is not None:
            for edge in self.edges(dx, out):
                build.backward(edge.fill, 0)
            build.backward(np.copyto, self.inside(dx, out), y.gradient)

    def lower(self, lowering: "Lowering") -> None:
        shape = lowering.shape_in(0)
        top, left, _, _ = self.margins
        (out,) = self.output_shapes((shape,))
        starts, ends, axes = [top, left], [top + out[-3], left + out[-2]], [len(shape) - 2, len(shape) - 1]
        parts = (lowering.constant(np.array(numbers, np.int64)) for numbers in (starts, ends, axes))
        lowering.emit(lowering.add("Slice", lowering.input(0), *parts))
