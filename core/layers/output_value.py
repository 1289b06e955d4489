"""One number of the answer."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec.structs import replace

from core.errors import ShapeError
from core.layers.base import Category, Feed, Layer, Shape, in_words, mismatch
from core.layers.take import Take
from core.losses import AnyLoss
from core.losses.base import Loss
from core.losses.half_squared import HalfSquared
from core.phrases import subscript
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build


class OutputValue(Layer, frozen=True, kw_only=True, tag="output-value"):
    """Compares one value with one number of the answer; of a sequence the last step, where the answer has no steps.

    All of them with one loss are computed together, as one Output (``core/engine/wiring.py``).
    """

    title = "Output value"
    help = "One number of the network's answer, compared with one number of the right answer."
    order = 95
    icon = "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM5.6 5.4L8 8.4l2.4-3M8 8.4V11"
    category: ClassVar[Category] = "source"
    each_step: ClassVar[bool] = True
    counted: ClassVar[str] = "column"
    single: ClassVar[bool] = True
    outputs: ClassVar[tuple[str, ...]] = ()
    fed: ClassVar[tuple[Feed, ...]] = ("target",)
    ends: ClassVar[bool] = True

    column: Annotated[
        int, meta("Column", "Which of the numbers of the answer, counted from 1.", ge=1, le=100_000, reach=32)
    ] = 1
    loss: Annotated[AnyLoss, meta("Loss", "How the distance between value and target is measured.")] = (
        HalfSquared()
    )

    @property
    def summary(self) -> str:
        return self.loss.title

    @property
    def sign(self) -> str:
        return f"y{subscript(self.column)}"

    @property
    def objective(self) -> Loss:
        return self.loss

    def measured_by(self, loss: Loss) -> "OutputValue":
        return replace(self, loss=loss)

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        shape, target = inputs
        if len(shape) > 2 or shape[-1] != 1:
            raise ShapeError(
                mismatch(shape, self.title, "a single value"),
                (Take(),) if len(shape) <= 2 else (),
            )
        if self.column > target[-1]:
            raise ShapeError(f"{in_words(target)} in the answer; there is no number {self.column}.")
        if len(target) > len(shape) or (len(target) == 2 and target[0] != shape[0]):
            raise ShapeError(mismatch(shape, self.title, f"{in_words(target)}, as the data's target has"))
        return ()

    def build(self, build: "Build") -> None:
        raise AssertionError("output values are built together")
