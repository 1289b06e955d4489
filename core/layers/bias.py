"""A bias drawn as a node."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from core.layers.base import Category, Layer, Shape
from core.phrases import figure
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Bias(Layer, frozen=True, kw_only=True, tag="bias"):
    """A number that is always the same. The weight of a wire from here to a neuron is a bias, as text books draw it."""

    title = "Bias"
    help = "Always says 1. The weight of a wire from here is a bias that you can see."
    order = 20
    icon = "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM6.6 6.4L8.4 5v6"
    category: ClassVar[Category] = "neurons"
    each_step: ClassVar[bool] = True
    single: ClassVar[bool] = True
    inputs: ClassVar[tuple[str, ...]] = ()

    value: Annotated[float, meta("Value", "What it says.", ge=-1e6, le=1e6, step=0.1, reach=10)] = 1.0

    @property
    def summary(self) -> str:
        return f"{self.value:g}"

    @property
    def sign(self) -> str:
        return figure(self.value)

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return ((1,),)

    def build(self, build: "Build") -> None:
        build.emit_view((1,), build.constant(self.value, (1, build.batch)), None)

    def lower(self, lowering: "Lowering") -> None:
        lowering.emit(lowering.spread(self.value))
