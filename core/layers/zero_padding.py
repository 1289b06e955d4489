"""Zeros around an image."""

from typing import TYPE_CHECKING, Annotated

import numpy as np

from core.layers.base import Shape
from core.layers.framing import Framing
from core.layers.sliding import Margin
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class ZeroPadding(Framing, frozen=True, kw_only=True, tag="zero-padding"):
    """x (height, width, channels) with rows and columns of zeros around it."""

    title = "Zero padding"
    help = "Puts a frame of zeros around an image."
    order = 70
    icon = "M2.5 2.5h11v11h-11zM5.5 5.5h5v5h-5z"

    margins: Annotated[
        tuple[Margin, Margin, Margin, Margin],
        meta("Margins", "Rows and columns of zeros at the top, left, bottom and right."),
    ] = (1, 1, 1, 1)

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return (self.resized(inputs[0], 1),)

    def build(self, build: "Build") -> None:
        x, (out,) = build.input(0), self.output_shapes((build.shape_in(0),))
        y, dx = build.emit_new(out), build.input_gradient(0)
        y.array.fill(0)  # nobody writes to the margins again
        build.forward(np.copyto, self.inside(y.array, x.shape), x.array)
        if dx is not None and y.gradient is not None:
            build.backward(np.copyto, dx, self.inside(y.gradient, x.shape))

    def lower(self, lowering: "Lowering") -> None:
        top, left, bottom, right = self.margins
        before = [0] * (len(lowering.shape_in(0)) - 2)  # the batch and steps
        pads = [*before, top, left, 0, *before, bottom, right, 0]
        lowering.emit(lowering.add("Pad", lowering.input(0), lowering.constant(np.array(pads, np.int64))))
