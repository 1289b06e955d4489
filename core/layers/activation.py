"""An activation as a layer of its own."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec.structs import replace

from core.activations import AnyActivation
from core.activations.base import Activation as Function
from core.activations.relu import ReLU
from core.layers.base import Layer, Shape
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Activation(Layer, frozen=True, kw_only=True, tag="activation"):
    """y = f(x), value by value (softmax: over the features of each sample). Any shape."""

    title = "Activation"
    help = (
        "Bends the values it is given, one by one: without a bend, layers in a row can only add up to a line."
    )
    order = 20
    icon = "M2.5 11.5H8L13.5 4"
    each_step: ClassVar[bool] = True

    function: Annotated[AnyActivation, meta("Function", "What is done to each value.")] = ReLU()

    @property
    def summary(self) -> str:
        return self.function.title

    @property
    def final_activation(self) -> Function:
        return self.function

    def ending_in(self, activation: Function) -> "Activation":
        return replace(self, function=activation)

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return inputs

    def build(self, build: "Build") -> None:
        x = build.input(0)
        y = build.emit_new(x.shape, build.input_gradient(0))  # both gradients in one array: dx = dy · f'
        build.activate(self.function, y, x.array)

    def lower(self, lowering: "Lowering") -> None:
        lowering.emit(self.function.lower(lowering, lowering.input(0)))
