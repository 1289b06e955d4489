"""What convolutions of sequences and of images have in common."""

from math import gcd, prod
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace

from core.activations.base import Activation
from core.errors import ShapeError
from core.initializers.base import Initializer
from core.initializers.zeros import Zeros
from core.layers.base import Category, Layer, Parameter, Shape, in_words


class Convolving(Layer, frozen=True, kw_only=True):
    """Base of Conv1D and Conv2D; each declares the fields itself, in the order of its form."""

    category: ClassVar[Category] = "convolution"
    parted: ClassVar[bool] = True

    if TYPE_CHECKING:
        filters: int
        groups: int
        activation: Activation
        bias: bool
        initializer: Initializer

    @property
    def taps(self) -> Shape:
        """The kernel's size along each axis."""
        raise NotImplementedError

    @property
    def summary(self) -> str:
        return f"{self.filters} · {'×'.join(map(str, self.taps))} · {self.activation.title}"

    @property
    def final_activation(self) -> Activation:
        return self.activation

    def giving(self, shape: Shape) -> "Layer | None":
        possible = len(shape) > len(self.taps) and shape[-1] % self.groups == 0
        return replace(self, filters=shape[-1]) if possible else None

    def ending_in(self, activation: Activation) -> "Layer":
        return replace(self, activation=activation)

    def refuse_groups(self, shape: Shape) -> None:
        """See that groups part channels and filters evenly.

        Raises:
            ShapeError: they do not; the layer with other groups or filters is offered.
        """
        channels = shape[-1]
        for count, word, mended in (
            (channels, "channel", {"groups": gcd(channels, self.groups, self.filters)}),
            (self.filters, "filter", {"filters": -(-self.filters // self.groups) * self.groups}),
        ):
            if count % self.groups:
                raise ShapeError(
                    f"{in_words(shape)} here; {count} {word}{'' if count == 1 else 's'} cannot be parted evenly into "
                    f"{self.groups} groups.",
                    instead=(replace(self, **mended),),
                )

    def parameters(self, inputs: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        taps, channels = prod(self.taps), inputs[0][-1] // self.groups
        fan_in, fan_out = taps * channels, taps * self.filters // self.groups
        weight = Parameter(
            name="weight",
            shape=(*self.taps, channels, self.filters),
            initializer=self.initializer.fitted(self.activation),
            fan_in=fan_in,
            fan_out=fan_out,
        )
        if not self.bias:
            return (weight,)
        return (weight, bias_of(self.filters, fan_in, fan_out))

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return prod(self.output_shapes(inputs)[0]) * prod(self.taps) * inputs[0][-1] // self.groups


def bias_of(filters: int, fan_in: int, fan_out: int) -> Parameter:
    """The bias of a convolution, (filters,); zero at first."""
    return Parameter(
        name="bias", shape=(filters,), initializer=Zeros(), fan_in=fan_in, fan_out=fan_out, decays=False
    )
