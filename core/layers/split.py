"""One value in several parts."""

from itertools import accumulate
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from msgspec.structs import replace

from core.errors import ShapeError
from core.layers.base import Category, Layer, Shape, mismatch
from core.layers.concatenate import pieces
from core.spec import Meta, meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering

Size = Annotated[int, Meta(ge=1, le=100_000)]


class Split(Layer, frozen=True, kw_only=True, tag="split"):
    """Parts of the last axis, one an output: of a list, of the features of each step, of the channels.

    A part that nothing is wired to takes no part in the training.
    """

    title = "Split"
    help = "Divides a list, or the channels of an image, into parts that go different ways."
    order = 50
    icon = "M2.5 8H6l3-4.5h4.5M6 8l3 4.5h4.5"
    category: ClassVar[Category] = "merge"
    each_step: ClassVar[bool] = True

    count: Annotated[int, meta("Outputs", "How many equal parts there are.", ge=2, le=8)] = 2
    sizes: Annotated[
        tuple[Size, ...],
        meta(
            "Sizes",
            "How large each part is, where they are not all equal; empty: as many equal parts as said above.",
            max_length=8,
            advanced=True,
        ),
    ] = ()

    @property
    def outputs(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(f"out{number + 1}" for number in range(len(self.sizes) or self.count))

    @property
    def summary(self) -> str:
        return " + ".join(map(str, self.sizes)) or f"{self.count} parts"

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        if self.sizes and sum(self.sizes) != shape[-1]:
            raise ShapeError(
                mismatch(
                    shape, self.title, f"{sum(self.sizes)} in the last place, for parts of {self.summary}"
                ),
                wanted=(*shape[:-1], sum(self.sizes)),
            )
        if not self.sizes and shape[-1] % self.count:
            even = -(-shape[-1] // self.count) * self.count
            fitting = [n for n in range(2, 9) if shape[-1] % n == 0]
            raise ShapeError(
                mismatch(
                    shape, self.title, f"{self.count} equal parts, but {shape[-1]} cannot be divided so"
                ),
                wanted=(*shape[:-1], even),
                instead=tuple(replace(self, count=n) for n in fitting[:1]),
            )
        return tuple((*shape[:-1], size) for size in self._parts(shape))

    def _parts(self, shape: Shape) -> list[int]:
        return list(self.sizes) or [shape[-1] // self.count] * self.count

    def build(self, build: "Build") -> None:
        x, dx = build.input(0), build.input_gradient(0)
        parts = self._parts(x.shape)
        arrays = pieces(x.array, parts, x.feature_axis)
        slopes: list[Array | None] = [None] * len(parts)
        if dx is not None:
            slopes = list(pieces(dx, parts, x.feature_axis))
        for port, (array, slope) in enumerate(zip(arrays, slopes, strict=True)):
            if len(x.shape) == 1:  # rows of the list
                last = port == len(parts) - 1 and x.ones is not None
                ones = x.ones[-parts[port] - 1 :] if last and x.ones is not None else None
                build.emit_view((parts[port],), array, slope, ones)
                continue
            y = build.emit_new((*x.shape[:-1], parts[port]))
            build.forward(np.copyto, y.array, array)
            if slope is not None and y.gradient is not None:
                build.backward(np.copyto, slope, y.gradient)

    def lower(self, lowering: "Lowering") -> None:
        parts = self._parts(lowering.shape_in(0))
        ends = list(accumulate(parts))
        for size, end in zip(parts, ends, strict=True):
            places = [lowering.constant(np.array([n], np.int64)) for n in (end - size, end, -1)]
            lowering.emit(lowering.add("Slice", lowering.input(0), *places))
