"""What the discriminator says: real or generated."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from core.activations.linear import Linear
from core.adversarial import AnyAdversarialLoss
from core.adversarial.non_saturating import NonSaturating
from core.errors import ShapeError
from core.layers.base import Category, Layer, Shape, mismatch
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Verdict(Layer, frozen=True, kw_only=True, tag="verdict"):
    """The end of a discriminator: one number a sample, large where it takes it for real.

    The discriminator learns to say so rightly, the generator to be taken for real; the loss says how both are
    measured.
    """

    title = "Verdict"
    help = (
        "The discriminator's one answer: real or generated. It learns to be right; the generator, to fool it."
    )
    order = 30
    icon = "M8 2.5v11M4 13.5h8M3 5.5h10M3 5.5l-1.5 4h3zM13 5.5l-1.5 4h3z"
    category: ClassVar[Category] = "adversarial"
    outputs: ClassVar[tuple[str, ...]] = ()
    ends: ClassVar[bool] = True

    loss: Annotated[AnyAdversarialLoss, meta("Loss", "How generator and discriminator are measured.")] = (
        NonSaturating()
    )
    smoothing: Annotated[
        float,
        meta(
            "Label smoothing",
            "Real samples count as real only up to this much less: it keeps the discriminator from being too sure.",
            ge=0,
            lt=0.5,
            step=0.05,
        ),
    ] = 0.0

    @property
    def summary(self) -> str:
        return self.loss.title

    @property
    def takes_over(self) -> tuple[str, ...]:
        return self.loss.fuses

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        if shape != (1,):
            raise ShapeError(
                mismatch(shape, self.title, "a single value"),
                (Dense(units=1, activation=Linear()),) if len(shape) == 1 else (Flatten(),),
                wanted=(1,),
            )
        return ()

    def build(self, build: "Build") -> None:
        build.judge(self.loss, self.smoothing)

    def lower(self, lowering: "Lowering") -> None:
        """Nothing: what is taken away is the generator."""
