"""What a layer is: fields, shapes, parameters, a kernel and a lowering, all in its one file."""

from typing import TYPE_CHECKING, ClassVar, Literal

import msgspec

from core.spec import Spec

if TYPE_CHECKING:
    from core.activations.base import Activation
    from core.engine.build import Build
    from core.initializers.base import Initializer
    from core.losses.base import Loss
    from core.lowering import Lowering

Shape = tuple[int, ...]
"""The shape of one sample, without the batch: ``(features,)``, ``(height, width, channels)`` ..."""

Feed = Literal["sample", "target"]
Category = Literal["source", "core", "convolution", "recurrent", "normalisation", "merge", "adversarial"]


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """One learned array of a layer. ``decays``: L1, L2 and weight decay act on it (weights yes, biases no)."""

    name: str
    shape: Shape
    initializer: "Initializer"
    fan_in: int
    fan_out: int
    decays: bool = True

    @property
    def size(self) -> int:
        size = 1
        for extent in self.shape:
            size *= extent
        return size


class Layer(Spec, frozen=True, kw_only=True):
    """Base of all layers.

    ``inputs`` and ``outputs`` name the ports that wires go to and come from. ``fed`` names what the data recipe
    hands the layer beside its wires: a sample, a target.
    """

    category: ClassVar[Category] = "core"
    icon: ClassVar[str] = ""  # SVG path of lines in a square of 16 by 16; empty: the title's initial
    inputs: ClassVar[tuple[str, ...]] = ("in",)
    outputs: ClassVar[tuple[str, ...]] = ("out",)
    fed: ClassVar[tuple[Feed, ...]] = ()

    @property
    def final_activation(self) -> "Activation | None":
        """The activation that the layer ends in, which a loss may want to compute itself."""
        return None

    @property
    def objective(self) -> "Loss | None":
        """The loss that the network ends in, if this layer is such an end."""
        return None

    def giving(self, shape: Shape) -> "Layer | None":
        """This layer, changed so that its output has the shape; None where that is not a matter of its fields."""
        return None

    def ending_in(self, activation: "Activation") -> "Layer | None":
        """This layer with another final activation; None where it has none."""
        return None

    def measured_by(self, loss: "Loss") -> "Layer | None":
        """This layer with another loss; None where it has none."""
        return None

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        """The shapes at the output ports.

        Args:
            inputs: the shapes at the input ports, in their order, then one for each entry of ``fed``.

        Raises:
            ShapeError: the layer cannot take these shapes; it names both sides and the layers that would mend it.
        """
        raise NotImplementedError

    def parameters(self, inputs: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        """What the layer learns, in the order in which it lies in the flat parameter vector."""
        return ()

    def states(self, inputs: tuple[Shape, ...]) -> dict[str, Shape]:
        """Arrays that are kept and saved without being learned, by name; zero at first unless the data sets them."""
        return {}

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        """Multiply-add operations of one sample's forward pass."""
        return 0

    def build(self, build: "Build") -> None:
        """Take the input values, bind the forward and backward calls, and emit the output values."""
        raise NotImplementedError

    def lower(self, lowering: "Lowering") -> None:
        """Write the layer as ONNX operators, for every exporter."""
        raise NotImplementedError


def size_of(shape: Shape) -> int:
    """How many numbers an array of this shape holds."""
    size = 1
    for extent in shape:
        size *= extent
    return size


def in_words(shape: Shape) -> str:
    """A shape as people say it: ``784 values``, ``28×28×1 image``."""
    if len(shape) == 1:
        return f"{shape[0]} value{'' if shape[0] == 1 else 's'}"
    return "×".join(map(str, shape)) + (" image" if len(shape) == 3 else "")
