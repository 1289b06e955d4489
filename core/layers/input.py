"""Where the data comes in."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np

from core.errors import ShapeError
from core.layers.base import Category, Feed, Layer, Shape, State, in_words
from core.spec import Meta, meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering

Columns = Annotated[
    tuple[Annotated[int, Meta(ge=1, le=100_000)], ...],
    meta(
        "Columns",
        "Which of the numbers to take, counted from 1; none: all.",
        max_length=100_000,
        advanced=True,
    ),
]


class Input(Layer, frozen=True, kw_only=True, tag="input"):
    """Hands the samples of the data set to the network: x = (raw - offset) · scale.

    ``offset`` and ``scale`` come from the data recipe's preprocessing, fitted on the training part; they are state,
    saved with the weights and exported with the network, which so takes raw data.
    """

    title = "Data"
    help = "The samples of the data set, one at a time or in batches."
    order = 10
    icon = "M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.6 6.3V13"
    each_step: ClassVar[bool] = True
    category: ClassVar[Category] = "source"
    inputs: ClassVar[tuple[str, ...]] = ()
    fed: ClassVar[tuple[Feed, ...]] = ("sample",)

    columns: Columns = ()

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return (chosen(inputs[0], self.columns),)

    def states(self, inputs: tuple[Shape, ...]) -> dict[str, State]:
        return sample_states(inputs[0])

    def build(self, build: "Build") -> None:
        shape = build.shape_in(0)
        array, ones = take_sample(build, shape, self.columns)
        value = build.emit_view(chosen(shape, self.columns), array, None, ones)
        value.lengths = build.feeds.get("lengths")

    def lower(self, lowering: "Lowering") -> None:
        offset, scale = lowering.state("offset"), lowering.state("scale")
        raw = lowering.graph_input("input", lowering.shape_in(0))
        value = lowering.add("Mul", lowering.add("Sub", raw, offset), scale)
        if self.columns:
            value = lowering.add("Gather", value, lowering.constant(_indices(self.columns)), axis=-1)
        lowering.emit(value)


def sample_states(shape: Shape) -> dict[str, State]:
    """What preprocessing is kept in, for a layer that takes samples."""
    return {"offset": State(shape), "scale": State(shape)}


def chosen(shape: Shape, columns: tuple[int, ...]) -> Shape:
    """The shape that is left of some columns of the last axis; all for none.

    Raises:
        ShapeError: a column is not there.
    """
    if not columns:
        return shape
    if max(columns) > shape[-1]:
        raise ShapeError(f"{in_words(shape)} here; there is no column {max(columns)}.")
    return (*shape[:-1], len(columns))


def take_sample(build: "Build", shape: Shape, columns: tuple[int, ...]) -> "tuple[Array, Array | None]":
    """The chosen columns of the samples after preprocessing, laid out as values are, and the same with a row of ones
    behind it, if there is one.
    """
    raw = take_columns(build, build.fed("sample"), shape, columns)
    offset, scale = build.state("offset"), build.state("scale")
    if columns:
        offset, scale = offset[..., _indices(columns)], scale[..., _indices(columns)]
    shifts = bool(offset.any())
    if raw.dtype == build.dtype and not shifts and (scale == 1).all():
        return raw, None if columns else build.sample_ones
    value, ones = build.fresh(chosen(shape, columns))
    column = (slice(None), None) if len(shape) == 1 else (None,)
    # one scale for all pixels, as a 0-d array, is twice as fast as one a pixel
    factor = build.number(float(scale.flat[0])) if (scale == scale.flat[0]).all() else scale[column]
    if shifts:
        build.forward(np.subtract, raw, offset[column], value)
        build.forward(np.multiply, value, factor, value)
    else:
        build.forward(np.multiply, raw, factor, value)
    return value, ones


def take_columns(build: "Build", fed: "Array", shape: Shape, columns: tuple[int, ...]) -> "Array":
    """Some columns of what was fed."""
    if not columns:
        return fed
    axis = 0 if len(shape) == 1 else -1
    indices = _indices(columns)
    taken = np.take(fed, indices, axis)
    build.forward(np.take, fed, indices, axis, taken, "clip")
    return taken


def _indices(columns: tuple[int, ...]) -> "Array":
    return np.array(columns, np.int64) - 1
