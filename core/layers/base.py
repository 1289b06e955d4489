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

Feed = Literal["sample", "target", "values"]
"""What a layer can be handed of a data set: a sample, its answer, the numbers that stand beside the answer."""

Category = Literal[
    "source", "neurons", "core", "convolution", "recurrent", "normalisation", "merge", "adversarial"
]


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


class State(msgspec.Struct, frozen=True):
    """An array that a layer keeps without learning it; ``start``: what it holds before the first step."""

    shape: Shape
    start: float = 0.0


class Layer(Spec, frozen=True, kw_only=True):
    """Base of all layers.

    ``inputs`` and ``outputs`` name the ports that wires go to and come from. ``fed`` names what the data recipe
    hands the layer beside its wires: a sample, a target. All three may be properties of a subclass that depend
    on its fields. ``ends``: training wants something of what leads here, so that all of it is computed.
    """

    category: ClassVar[Category] = "core"
    icon: ClassVar[str] = ""  # SVG path of lines in a square of 16 by 16; empty: the title's initial
    inputs: ClassVar[tuple[str, ...]] = ("in",)
    outputs: ClassVar[tuple[str, ...]] = ("out",)
    fed: ClassVar[tuple[Feed, ...]] = ()
    ends: ClassVar[bool] = False
    each_step: ClassVar[bool] = (
        False  # of a sequence, what it makes of a step hangs on that and earlier ones only
    )
    parted: ClassVar[bool] = False  # most of its work is done by parts of the batch, which cores share
    counts_padding: ClassVar[bool] = (
        False  # of sequences of unequal length, it takes what follows them for data
    )
    takes_tokens: ClassVar[bool] = False  # its input is a list of token numbers
    counted: ClassVar[str] = (
        ""  # the field that is one higher in each further one: which column it stands for
    )
    single: ClassVar[bool] = False  # it stands for a single value, and is drawn as a circle
    weighs: ClassVar[bool] = (
        False  # any number of wires may end at its one input, each with a weight of its own
    )

    @property
    def sign(self) -> str:
        """What stands in the circle of a single value: a letter or two, a number."""
        return ""

    @property
    def final_activation(self) -> "Activation | None":
        """The activation that the layer ends in, which a loss may want to compute itself."""
        return None

    @property
    def objective(self) -> "Loss | None":
        """The loss between answer and truth that the network ends in, if this layer is such an end."""
        return None

    @property
    def takes_over(self) -> tuple[str, ...]:
        """Tags of the activations that the layer computes itself if they stand right in front of it."""
        return ()

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

    def states(self, inputs: tuple[Shape, ...]) -> dict[str, State]:
        """Arrays that are kept and saved without being learned, by name."""
        return {}

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        """Multiply-add operations of one sample's forward pass."""
        return 0

    def memory(self, inputs: tuple[Shape, ...]) -> int:
        """Bytes of buffers that one sample needs in training, beside the outputs and their gradients."""
        return 0

    def smallest_batch(self, inputs: tuple[Shape, ...]) -> int:
        """How many samples a batch must hold at least so that the layer can be trained."""
        return 1

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
    """A shape as people say it: ``784 values``, ``12 steps × 40``, ``28×28×1 image``, ``5 steps of 28×28×1 images``."""
    match shape:
        case (count,):
            return f"{count} value{'' if count == 1 else 's'}"
        case (steps, features):
            return f"{steps} step{'' if steps == 1 else 's'} × {features}"
        case (height, width, channels):
            return f"{height}×{width}×{channels} image"
        case (steps, *image):
            return f"{steps} steps of {'×'.join(map(str, image))} images"
    return "one number"


def mismatch(shape: Shape, title: str, wanted: str) -> str:
    """What is said of a shape that a layer cannot take: what comes and what is wanted, always in the same words."""
    return f"{in_words(shape)} here; {title} wants {wanted}."


def flat(shape: Shape) -> str:
    """A value with its axes laid behind each other, in words."""
    return f"a flat list of {size_of(shape):,} value{'' if size_of(shape) == 1 else 's'}"
