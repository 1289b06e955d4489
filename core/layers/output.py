"""Where the network's answer is compared with the truth."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from core.errors import ShapeError
from core.layers.base import Category, Feed, Layer, Shape, in_words
from core.losses import AnyLoss
from core.losses.half_squared import HalfSquared
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Output(Layer, frozen=True, kw_only=True, tag="output"):
    """The end of the network: what comes in is its answer; the loss says how far it is from the target."""

    title = "Output"
    help = "The network's answer. The loss says how wrong it is, and training makes that small."
    order = 90
    category: ClassVar[Category] = "source"
    outputs: ClassVar[tuple[str, ...]] = ()
    fed: ClassVar[tuple[Feed, ...]] = ("target",)

    loss: Annotated[AnyLoss, meta("Loss", "How the distance between answer and target is measured.")] = HalfSquared()

    @property
    def summary(self) -> str:
        return self.loss.title

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        shape, target = inputs
        if shape != target:
            raise ShapeError(f"{in_words(shape)} here; the data has a target of {in_words(target)}.", ())
        return ()

    def build(self, build: "Build") -> None:
        build.lose(self.loss, build.input(0))

    def lower(self, lowering: "Lowering") -> None:
        lowering.graph_output(lowering.input(0))
