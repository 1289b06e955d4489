"""The same numbers in another shape."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from msgspec import Meta

from core.errors import ShapeError
from core.layers.base import Layer, Shape, mismatch, size_of
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering

Extent = Annotated[int, Meta(ge=1, le=100_000)]


class Reshape(Layer, frozen=True, kw_only=True, tag="reshape"):
    """The same numbers in the same order, row by row, channels last, in another shape."""

    title = "Reshape"
    help = "Arranges the same numbers in another shape, such as 64 values as an 8×8×1 image."
    order = 50
    icon = "M2.5 6.5h7v7h-7zM5.5 3.5v-1h8v5h-1.2"
    counts_padding: ClassVar[bool] = True

    shape: Annotated[
        tuple[Extent, ...],
        meta(
            "Shape",
            "The length of each axis; an image is height, width, channels.",
            min_length=1,
            max_length=4,
        ),
    ] = (8, 8, 1)

    @property
    def summary(self) -> str:
        return "×".join(map(str, self.shape))

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        if size_of(shape) != size_of(self.shape):
            raise ShapeError(
                mismatch(shape, self.title, f"{size_of(self.shape):,}, as many as {self.summary} holds")
                + ("" if len(shape) == 1 else f" There are {size_of(shape):,}.")
            )
        return (self.shape,)

    def build(self, build: "Build") -> None:
        reshape(build, self.shape)

    def lower(self, lowering: "Lowering") -> None:
        shape = lowering.constant(np.array([-1, *self.shape], np.int64))
        lowering.emit(lowering.add("Reshape", lowering.input(0), shape))


def reshape(build: "Build", shape: Shape) -> None:
    """Emit the only input in another shape: a view, save where a list becomes a block, which is copied."""
    x, dx = build.input(0), build.input_gradient(0)
    if len(x.shape) == 1 and len(shape) == 1:
        build.emit_view(shape, x.array, dx, x.ones)
    elif len(x.shape) > 1:
        full = (build.batch, *shape)
        array, gradient = x.array.reshape(full), None if dx is None else dx.reshape(full)
        if len(shape) == 1:
            array, gradient = array.T, None if gradient is None else gradient.T
        build.emit_view(shape, array, gradient)
    else:  # feature-major to batch-first
        y = build.emit_new(shape)
        build.forward(np.copyto, y.array.reshape(build.batch, -1), x.array.T)
        if dx is not None and y.gradient is not None:
            build.backward(np.copyto, dx, y.gradient.reshape(build.batch, -1).T)
