"""Single values put together to a list."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np
from msgspec.structs import replace

from core.layers.base import Category, Layer, Shape
from core.layers.neuron import single_value
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build, Value
    from core.lowering import Lowering

MOST = 256


class Stack(Layer, frozen=True, kw_only=True, tag="stack"):
    """x₁ ... xₙ, each (1,), to a list (n,); each (steps, 1), to (steps, n), or the last step of each to (n,).

    Where the values lie side by side already, as those of neurons of equal depth do, nothing is copied.
    """

    title = "Stack"
    help = "Puts single values, one a wire, back into a list, in the order of its inputs."
    order = 40
    icon = "M9.5 3h4v10h-4zM2.5 4.5h7M2.5 8h7M2.5 11.5h7"
    category: ClassVar[Category] = "neurons"

    count: Annotated[int, meta("Values", "How many values are put together.", ge=1, le=MOST, reach=32)] = 2
    gives: Annotated[
        Literal["whole sequence", "last step"],
        meta("Of sequences", "The list of each step, or only that of the last.", advanced=True),
    ] = "whole sequence"

    @property
    def each_step(self) -> bool:  # type: ignore[override]
        return True

    @property
    def inputs(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(f"in{number + 1}" for number in range(self.count))

    @property
    def summary(self) -> str:
        return f"{self.count} value{'' if self.count == 1 else 's'}"

    def giving(self, shape: Shape) -> "Stack | None":
        return replace(self, count=shape[-1]) if len(shape) <= 2 and shape[-1] <= MOST else None

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        steps = single_value(self.title, inputs)[:-1]
        return ((self.count,) if self.gives == "last step" else (*steps, self.count),)

    def build(self, build: "Build") -> None:
        values = [build.input(port) for port in range(self.count)]
        if any(len(v.shape) == 2 for v in values):
            self._build_steps(build, values)
            return
        slopes = [build.input_gradient(port) for port in range(self.count)]
        array, slope = side_by_side([v.array for v in values]), None
        if array is not None and all(s is not None for s in slopes):
            slope = side_by_side([s for s in slopes if s is not None])
        if array is not None and (slope is not None or not build.learns):
            build.emit_view((self.count,), array, slope)
            return
        y = build.emit_new((self.count,))
        for row, value in enumerate(values):
            build.forward(np.copyto, y.array[row : row + 1], value.array)
        for row, dx in enumerate(slopes):
            if dx is not None and y.gradient is not None:
                build.backward(np.copyto, dx, y.gradient[row : row + 1])

    def _build_steps(self, build: "Build", values: "list[Value]") -> None:
        steps = max(v.shape[0] for v in values if len(v.shape) == 2)
        lengths = next((v.lengths for v in values if v.lengths is not None), None)
        last = self.gives == "last step"
        y = build.emit_new((self.count,) if last else (steps, self.count))
        if not last:
            y.lengths = lengths
        pick = LastStep(build.batch, steps, lengths)
        for place, value in enumerate(values):
            dx = build.input_gradient(place)
            if last:
                row = y.array[place : place + 1]
                slope = None if y.gradient is None else y.gradient[place : place + 1]
            else:
                row, slope = y.array[..., place], None if y.gradient is None else y.gradient[..., place]
            if len(value.shape) == 1:
                source = value.array if last else value.array.reshape(-1, 1)
                build.forward(np.copyto, row, source)
                if dx is not None and slope is not None:
                    if last:
                        build.backward(np.copyto, dx, slope)
                    else:
                        build.backward(_sum_steps, slope, dx)
            elif last:
                build.forward(pick.forward, value.array, row)
                if dx is not None and slope is not None:
                    build.backward(pick.backward, slope, dx)
            else:
                build.forward(np.copyto, row, value.array[..., 0])
                if dx is not None and slope is not None:
                    build.backward(np.copyto, dx[..., 0], slope)

    def lower(self, lowering: "Lowering") -> None:
        steps = max((lowering.shape_in(port) for port in range(self.count)), key=len)
        parts = [lowering.input(port) for port in range(self.count)]
        if len(steps) == 2:
            parts = [
                part if len(lowering.shape_in(port)) == 2 else lowering.over_steps(part, steps[0])
                for port, part in enumerate(parts)
            ]
        value = lowering.add("Concat", *parts, axis=-1) if len(parts) > 1 else parts[0]
        if len(steps) == 2 and self.gives == "last step":
            value = lowering.add("Gather", value, lowering.constant(np.array(steps[0] - 1)), axis=1)
        lowering.emit(value)


class LastStep:
    """Picks the last step of each sequence, (batch, steps, 1) to (1, batch)."""

    def __init__(self, batch: int, steps: int, lengths: "Array | None") -> None:
        self._rows = np.arange(batch)
        self._lengths = lengths
        self._last = np.full(batch, steps - 1)

    def _steps(self) -> "Array":
        if self._lengths is not None:
            np.subtract(self._lengths, 1, self._last)
            np.maximum(self._last, 0, out=self._last)
        return self._last

    def forward(self, sequence: "Array", values: "Array") -> None:
        values[0] = sequence[self._rows, self._steps(), 0]

    def backward(self, slope: "Array", dx: "Array") -> None:
        dx.fill(0)
        dx[self._rows, self._steps(), 0] = slope[0]


def _sum_steps(slope: "Array", dx: "Array") -> None:
    np.sum(slope, axis=1, out=dx[0])


def side_by_side(rows: "list[Array]") -> "Array | None":
    """One array that single rows, each (1, batch), are in this order the rows of; None where they lie elsewhere."""
    first = rows[0]
    if len(rows) == 1:
        return first
    base, step = first.base, first.strides[0]
    start = first.__array_interface__["data"][0]
    if base is None or any(r.base is not base or r.strides != first.strides for r in rows):
        return None
    if any(r.__array_interface__["data"][0] != start + place * step for place, r in enumerate(rows)):
        return None
    return np.lib.stride_tricks.as_strided(first, (len(rows), first.shape[1]), first.strides)
