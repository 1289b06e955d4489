"""Where the network's answer is compared with the truth."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec.structs import replace

from core.activations.linear import Linear
from core.errors import ShapeError
from core.layers.base import Category, Feed, Layer, Shape, in_words
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.losses import AnyLoss
from core.losses.base import Loss
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
    icon = "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM8 6.8a1.2 1.2 0 1 0 0 2.4a1.2 1.2 0 1 0 0-2.4z"
    category: ClassVar[Category] = "source"
    outputs: ClassVar[tuple[str, ...]] = ()
    fed: ClassVar[tuple[Feed, ...]] = ("target",)

    loss: Annotated[AnyLoss, meta("Loss", "How the distance between answer and target is measured.")] = (
        HalfSquared()
    )

    @property
    def summary(self) -> str:
        return self.loss.title

    @property
    def objective(self) -> Loss:
        return self.loss

    def measured_by(self, loss: Loss) -> "Output":
        return replace(self, loss=loss)

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        shape, target = inputs
        if shape != target:
            message = f"{in_words(shape)} here; the data has a target of {in_words(target)}."
            raise ShapeError(
                message,
                (Dense(units=target[0], activation=Linear()),) if len(shape) == 1 else (Flatten(),),
                wanted=target,
            )
        return ()

    def build(self, build: "Build") -> None:
        build.lose(self.loss, build.input(0))

    def lower(self, lowering: "Lowering") -> None:
        lowering.graph_output(lowering.input(0))
