"""One number of each sample."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from core.errors import ShapeError
from core.layers.base import Category, Feed, Layer, Shape, State, in_words, mismatch
from core.layers.input import sample_states
from core.phrases import subscript
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build


class InputValue(Layer, frozen=True, kw_only=True, tag="input-value"):
    """One column of the data, (1,) of each sample or (steps, 1) of each sequence, after preprocessing.

    All of them are computed together, as the columns of one Data node (``core/engine/wiring.py``).
    """

    title = "Input value"
    help = "One number of each sample: a column of the data, to be wired to neurons."
    order = 15
    icon = "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"
    category: ClassVar[Category] = "source"
    each_step: ClassVar[bool] = True
    counted: ClassVar[str] = "column"
    single: ClassVar[bool] = True
    inputs: ClassVar[tuple[str, ...]] = ()
    fed: ClassVar[tuple[Feed, ...]] = ("sample",)

    column: Annotated[
        int, meta("Column", "Which of the numbers of a sample, counted from 1.", ge=1, le=100_000, reach=32)
    ] = 1

    @property
    def summary(self) -> str:
        return f"column {self.column}"

    @property
    def sign(self) -> str:
        return f"x{subscript(self.column)}"

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        if len(shape) > 2:
            raise ShapeError(mismatch(shape, self.title, "samples that are lists of values"))
        if self.column > shape[-1]:
            raise ShapeError(f"{in_words(shape)} here; there is no column {self.column}.")
        return ((*shape[:-1], 1),)

    def states(self, inputs: tuple[Shape, ...]) -> dict[str, State]:
        return sample_states(inputs[0])

    def build(self, build: "Build") -> None:
        raise AssertionError("input values are built together")
