"""What the layers that merge several values into one have in common."""

from typing import Annotated, ClassVar

from core.errors import ShapeError
from core.layers.base import Category, Layer, Shape, in_words
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.spec import meta

Count = Annotated[int, meta("Inputs", "How many values are merged.", ge=2, le=8)]


class Merging(Layer, frozen=True, kw_only=True):
    """A layer with ``count`` inputs, "in1", "in2" and so on."""

    category: ClassVar[Category] = "merge"

    count: Count = 2

    @property
    def inputs(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(f"in{number + 1}" for number in range(self.count))

    @property
    def summary(self) -> str:
        return f"{self.count} inputs" if self.count > 2 else ""


class SameShape(Merging, frozen=True, kw_only=True):
    """A merging layer that works value by value, so that all its inputs have one shape."""

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        other = next((i for i, shape in enumerate(inputs) if shape != inputs[0]), None)
        if other is not None:
            first, second = inputs[0], inputs[other]
            message = (
                f"{in_words(first)} at {self.inputs[0]}, {in_words(second)} at {self.inputs[other]}; "
                f"{self.title} wants the same shape at all inputs."
            )
            if len(first) == 1 < len(second):
                raise ShapeError(message, (Flatten(),), wanted=first, port=other)
            raise ShapeError(message, _towards(first, second), wanted=second)
        return (inputs[0],)


def _towards(shape: Shape, wanted: Shape) -> tuple[Layer, ...]:
    """What to put behind a value of one shape to come nearer to another."""
    if len(wanted) != 1:
        return ()
    return (Dense(units=wanted[0]),) if len(shape) == 1 else (Flatten(),)
