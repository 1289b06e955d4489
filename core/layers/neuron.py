"""The single neuron."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec.structs import replace

from core.activations import AnyActivation
from core.activations.base import Activation
from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.errors import ShapeError
from core.initializers import AnyInitializer
from core.initializers.fitting import Fitting
from core.initializers.zeros import Zeros
from core.layers.base import Category, Layer, Parameter, Shape, in_words, mismatch
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build


class Neuron(Layer, frozen=True, kw_only=True, tag="neuron"):
    """y = f(Σ wᵢ xᵢ + b), one wire an input, each wire with its own weight; of a sequence, each step for itself.

    (McCulloch and Pitts 1943, Rosenblatt 1958.) The weights belong to the wires; the neuron itself learns its bias.
    Neurons are computed many at a time: the engine puts those of equal depth into one product
    (``core/engine/wiring.py``), so a neuron has no kernel of its own.
    """

    title = "Neuron"
    help = "Adds up its inputs, each times the weight of its wire, and a bias, and bends the sum."
    order = 10
    icon = "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM10.4 5.4H6l2.6 2.6L6 10.6h4.4"
    category: ClassVar[Category] = "neurons"
    each_step: ClassVar[bool] = True
    single: ClassVar[bool] = True
    weighs: ClassVar[bool] = True

    activation: Annotated[AnyActivation, meta("Activation", "What the neuron does with its sum.")] = Tanh()
    bias: Annotated[bool, meta("Bias", "The neuron adds a learned number of its own to its sum.")] = True
    first_bias: Annotated[
        float,
        meta(
            "First bias",
            "The bias to start with.",
            ge=-1e6,
            le=1e6,
            step=0.1,
            reach=10,
            live=True,
            advanced=True,
        ),
    ] = 0.0
    bias_locked: Annotated[
        bool, meta("Lock the bias", "Training leaves the bias as it is.", advanced=True)
    ] = False
    initializer: Annotated[
        AnyInitializer,
        meta("First weights", "How the weights are drawn at the start that are not given.", advanced=True),
    ] = Fitting()

    @property
    def summary(self) -> str:
        return self.activation.title

    @property
    def sign(self) -> str:
        return "Σ"

    @property
    def final_activation(self) -> Activation:
        return self.activation

    def ending_in(self, activation: Activation) -> "Neuron":
        return replace(self, activation=activation)

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        """``inputs``: of each wire that ends here, (1,) or (steps, 1)."""
        if not self.activation.elementwise:
            raise ShapeError(
                f"{self.activation.title} compares several values; a single neuron would always say 1. Sigmoid says "
                "how sure one neuron is.",
                instead=(replace(self, activation=Sigmoid()),),
            )
        return (single_value(self.title, inputs),)

    def weight(self, fan_in: int, fan_out: int) -> Parameter:
        """What a wire into the neuron learns."""
        initializer = self.initializer.fitted(self.activation)
        return Parameter(name="weight", shape=(), initializer=initializer, fan_in=fan_in, fan_out=fan_out)

    def parameters(self, inputs: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        if not self.bias:
            return ()
        fan_in = len(inputs)
        return (
            Parameter(name="bias", shape=(), initializer=Zeros(), fan_in=fan_in, fan_out=1, decays=False),
        )

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return sum(shape[0] for shape in inputs)

    def build(self, build: "Build") -> None:
        raise AssertionError("neurons are built in groups")


def single_value(title: str, inputs: tuple[Shape, ...]) -> Shape:
    """The one shape that all of some inputs have: a single value, or one a step. A single one goes with steps.

    Raises:
        ShapeError: an input holds more, or the steps differ.
    """
    from core.layers.flatten import Flatten
    from core.layers.take import Take

    for port, shape in enumerate(inputs):
        if len(shape) > 2 or shape[-1] != 1:
            raise ShapeError(
                mismatch(shape, title, "single values"),
                (Take(),) if len(shape) <= 2 else (Flatten(),),
                port=port,
            )
    longest = max(inputs, key=len, default=(1,))
    for shape in inputs:
        if len(shape) == len(longest) and shape != longest:
            raise ShapeError(
                f"{in_words(longest)} from one wire, {in_words(shape)} from another; {title} wants as many steps."
            )
    return longest
