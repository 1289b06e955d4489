"""Where the network's answer is compared with the truth."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from msgspec.structs import replace

from core.activations.linear import Linear
from core.errors import ShapeError
from core.layers.base import Category, Feed, Layer, Shape, State, in_words, mismatch, size_of
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Columns, chosen, sample_states, take_columns, take_sample
from core.layers.reshape import Reshape
from core.losses import AnyLoss
from core.losses.base import Loss
from core.losses.half_squared import HalfSquared
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering

FEEDS: dict[str, Feed] = {"answer": "target", "sample": "sample", "values": "values"}


class Output(Layer, frozen=True, kw_only=True, tag="output"):
    """The end of the network: what comes in is its answer; the loss says how far it is from the target.

    The target is the data's answer, the sample itself as the network sees it (an autoencoder; Hinton and Salakhutdinov
    2006), or the numbers that stand beside the answer. The losses of several Outputs are added up, each times its
    weight.
    """

    title = "Output"
    help = "The network's answer. The loss says how wrong it is, and training makes that small."
    order = 90
    icon = "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM8 6.8a1.2 1.2 0 1 0 0 2.4a1.2 1.2 0 1 0 0-2.4z"
    each_step: ClassVar[bool] = True
    category: ClassVar[Category] = "source"
    outputs: ClassVar[tuple[str, ...]] = ()
    ends: ClassVar[bool] = True

    loss: Annotated[AnyLoss, meta("Loss", "How the distance between answer and target is measured.")] = (
        HalfSquared()
    )
    compares: Annotated[
        Literal["answer", "sample", "values"],
        meta(
            "Compared with",
            "The right answer; the sample itself, which the network is to give back (an autoencoder); "
            "or the numbers that some data sets have beside the answer.",
            advanced=True,
        ),
    ] = "answer"
    columns: Columns = ()
    weight: Annotated[
        float,
        meta(
            "Weight",
            "How much this loss counts, where there are several.",
            gt=0,
            le=1000,
            log=True,
            advanced=True,
        ),
    ] = 1.0

    @property
    def summary(self) -> str:
        return self.loss.title

    @property
    def fed(self) -> tuple[Feed, ...]:  # type: ignore[override]
        return (FEEDS[self.compares],)

    @property
    def objective(self) -> Loss:
        return self.loss

    @property
    def takes_over(self) -> tuple[str, ...]:
        return self.loss.fuses

    def measured_by(self, loss: Loss) -> "Output":
        return replace(self, loss=loss)

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        shape, target = inputs[0], chosen(inputs[1], self.columns)
        if shape != target:
            what = "sample" if self.compares == "sample" else "target"
            raise ShapeError(
                mismatch(shape, self.title, f"{in_words(target)}, as the data's {what} has"),
                _mends(shape, target),
                wanted=target,
            )
        return ()

    def states(self, inputs: tuple[Shape, ...]) -> dict[str, State]:
        return sample_states(inputs[1]) if self.compares == "sample" else {}

    def build(self, build: "Build") -> None:
        if build.mode is build.mode.INFERENCE:
            return
        fed, shape = build.fed(self.fed[0]), build.shape_in(1)
        if self.compares == "sample":
            target, _ = take_sample(build, shape, self.columns)
        else:
            target = take_columns(build, fed, shape, self.columns)
        build.lose(
            self.loss, target, self.weight, build.feeds.get("judged") if self.compares == "answer" else None
        )

    def lower(self, lowering: "Lowering") -> None:
        lowering.graph_output(lowering.input(0))


def _mends(shape: Shape, target: Shape) -> tuple[Layer, ...]:
    """Layers that make the one shape of the other, where one layer is enough."""
    if len(shape) == len(target) and shape[:-1] == target[:-1]:
        return (Dense(units=target[-1], activation=Linear()),)
    if size_of(shape) == size_of(target) and len(target) > 1:
        return (Reshape(shape=target),)
    return (Flatten(),) if len(target) == 1 else ()
