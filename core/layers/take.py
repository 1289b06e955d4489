"""One value out of a layer."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from msgspec.structs import replace

from core.errors import ShapeError
from core.layers.base import Category, Layer, Shape, flat, in_words, mismatch
from core.layers.flatten import Flatten
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Take(Layer, frozen=True, kw_only=True, tag="take"):
    """The k-th value of a list, (n,) to (1,), or of each step of a sequence, (steps, n) to (steps, 1)."""

    title = "Take from layer"
    help = "Leads a single value out of a layer or a data row, to be wired to neurons."
    order = 30
    icon = "M2.5 3h4v10h-4zM6.5 8h7M11 5.5L13.5 8L11 10.5"
    category: ClassVar[Category] = "neurons"
    each_step: ClassVar[bool] = True
    single: ClassVar[bool] = True

    index: Annotated[
        int, meta("Value", "Which of the values, counted from 1.", ge=1, le=65_536, reach=64)
    ] = 1

    @property
    def summary(self) -> str:
        return f"value {self.index}"

    @property
    def sign(self) -> str:
        return f"[{self.index}]"

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        if len(shape) > 2:
            raise ShapeError(mismatch(shape, self.title, flat(shape)), (Flatten(),))
        if self.index > shape[-1]:
            raise ShapeError(
                f"{in_words(shape)} here; there is no value {self.index}.",
                instead=(replace(self, index=shape[-1]),),
            )
        return ((*shape[:-1], 1),)

    def build(self, build: "Build") -> None:
        x, place = build.input(0), slice(self.index - 1, self.index)
        dx = build.input_gradient(0)
        if len(x.shape) == 1:  # a row of the list
            y = build.emit_view((1,), x.array[place], None if dx is None else dx[place])
        else:
            y = build.emit_new((x.shape[0], 1))
            build.forward(np.copyto, y.array, x.array[..., place])
        if dx is None or y.gradient is None:
            return
        build.backward(_alone, dx, place, y.gradient, len(x.shape) == 1)

    def lower(self, lowering: "Lowering") -> None:
        lowering.emit(lowering.add("Gather", lowering.input(0), lowering.constant([self.index - 1]), axis=-1))


def _alone(dx: np.ndarray, place: slice, dy: np.ndarray, rows: bool) -> None:
    """∂L/∂x is ∂L/∂y at the place, and nothing elsewhere."""
    if rows:
        dx[: place.start] = 0  # dy is a view of the row between
        dx[place.stop :] = 0
        return
    dx.fill(0)
    dx[..., place] = dy
