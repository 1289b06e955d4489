"""Transposed convolution of images."""

from math import prod
from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from core.activations import AnyActivation
from core.activations.base import Activation
from core.activations.relu import ReLU
from core.engine.kernels.convolution import TransposedConvolution
from core.engine.kernels.window import Margins, Pair, Window, same_margins, span
from core.errors import ShapeError
from core.initializers import AnyInitializer
from core.initializers.fitting import Fitting
from core.layers.base import Category, Layer, Parameter, Shape, in_words
from core.layers.convolving import bias_of
from core.layers.sliding import (
    MARGINS_HELP,
    ChannelsFirst,
    Margin,
    Padding,
    Step,
    Taps,
    frames,
    image_in,
)
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering

Extra = Annotated[int, Meta(ge=0, le=15)]


class Conv2DTranspose(Layer, frozen=True, kw_only=True, tag="conv2d-transpose"):
    """z[i·s + a, j·s + b, f] = Σ x[i, j, c] · w[a, b, f, c], margins cut off; y = f(z + bias).

    x (height, width, channels), y (height, width, filters), weight (kernel height, kernel width, filters, channels),
    bias (filters,). It is what takes a convolution's gradient back to its input (Dumoulin & Visin 2016, chapter 4).
    With steps before the height, each step's image is treated alike.
    """

    title = "Conv2DTranspose"
    help = "Paints with small filters: each value of a small image becomes a patch of a larger one."
    category: ClassVar[Category] = "convolution"
    parted: ClassVar[bool] = True
    order = 20
    icon = "M2.5 2.5h4v4h-4zM6.5 6.5h7v7h-7zM10 6.5v7M6.5 10h7"

    filters: Annotated[
        int, meta("Filters", "How many channels the output has.", ge=1, le=4096, log=True, reach=256)
    ] = 16
    kernel: Annotated[tuple[Taps, Taps], meta("Kernel", "Height and width of a patch, in pixels.")] = (4, 4)
    stride: Annotated[tuple[Step, Step], meta("Stride", "How far apart the patches are, down and right.")] = (
        2,
        2,
    )
    padding: Annotated[
        Padding,
        meta(
            "Padding",
            "same: the size is multiplied by the stride. valid: nothing is cut off. explicit: the margins below are.",
        ),
    ] = "same"
    activation: Annotated[AnyActivation, meta("Activation", "What is done to each sum.")] = ReLU()
    bias: Annotated[bool, meta("Bias", "Each filter adds a learned number of its own to its sums.")] = True
    margins: Annotated[
        tuple[Margin, Margin, Margin, Margin],
        meta("Margins", MARGINS_HELP.replace("of zeros at", "that are cut off at"), advanced=True),
    ] = (0, 0, 0, 0)
    output_padding: Annotated[
        tuple[Extra, Extra],
        meta(
            "Output padding",
            "Rows and columns more at the bottom and right; less than the stride. Not used where the padding is same.",
            advanced=True,
        ),
    ] = (0, 0)
    initializer: Annotated[
        AnyInitializer, meta("First weights", "How the weights are drawn at the start.")
    ] = Fitting()

    @property
    def summary(self) -> str:
        return f"{self.filters} · {self.kernel[0]}×{self.kernel[1]} · {self.activation.title}"

    @property
    def final_activation(self) -> Activation:
        return self.activation

    def giving(self, shape: Shape) -> "Conv2DTranspose | None":
        return replace(self, filters=shape[-1]) if len(shape) >= 3 else None

    def ending_in(self, activation: Activation) -> "Conv2DTranspose":
        return replace(self, activation=activation)

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        window = self._window(image_in(self, shape))
        if self.padding != "same" and any(
            e >= s for e, s in zip(self.output_padding, self.stride, strict=True)
        ):
            less = (
                min(self.output_padding[0], self.stride[0] - 1),
                min(self.output_padding[1], self.stride[1] - 1),
            )
            raise ShapeError(
                f"{in_words(shape)} here; the output padding must be less than the stride, {self.stride[0]}, "
                f"{self.stride[1]}, but is {self.output_padding[0]}, {self.output_padding[1]}.",
                instead=(replace(self, output_padding=less),),
            )
        if min(window.image) < 1:
            raise ShapeError(
                f"{in_words(shape)} here; the margins cut off all of the output. Choose smaller ones.",
                instead=(replace(self, padding="same"),),
            )
        return ((*shape[:-3], *window.image, self.filters),)

    def _window(self, shape: Shape) -> Window:
        """The window that slides over the output and has as many positions as the input has pixels."""
        (tall, top, bottom), (wide, left, right) = (self._axis(shape[-3 + axis], axis) for axis in (0, 1))
        margins: Margins = (top, left, bottom, right)
        return Window((tall, wide), self.kernel, self.stride, margins=margins)

    def _axis(self, size: int, axis: int) -> tuple[int, int, int]:
        """Length of the output along an axis, and what is cut off before and behind."""
        kernel, stride = self.kernel[axis], self.stride[axis]
        if self.padding == "same":
            return (size * stride, *same_margins(size * stride, kernel, stride, 1))
        before, behind = (0, 0) if self.padding == "valid" else (self.margins[axis], self.margins[axis + 2])
        whole = (size - 1) * stride + span(kernel, 1)
        return whole - before - behind + self.output_padding[axis], before, behind

    def _added(self, shape: Shape) -> Pair:
        """What ONNX must add so that its output has our size."""
        window = self._window(shape)
        rows, columns = (
            window.padded[axis] - (shape[-3 + axis] - 1) * self.stride[axis] - self.kernel[axis]
            for axis in (0, 1)
        )
        return rows, columns

    def parameters(self, inputs: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        channels = inputs[0][-1]
        taps, apart = prod(self.kernel), prod(self.stride)
        fan_in, fan_out = max(1, taps * channels // apart), taps * self.filters
        weight = Parameter(
            name="weight",
            shape=(*self.kernel, self.filters, channels),
            initializer=self.initializer.fitted(self.activation),
            fan_in=fan_in,
            fan_out=fan_out,
        )
        return (weight, bias_of(self.filters, fan_in, fan_out)) if self.bias else (weight,)

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return prod(inputs[0]) * prod(self.kernel) * self.filters

    def build(self, build: "Build") -> None:
        x, shape = build.input(0), build.shape_in(0)
        (out,) = self.output_shapes((shape,))
        y = build.emit_new(out)
        z = frames(y.array, out[-3:])
        kernel = TransposedConvolution(build, self._window(shape), self.bias, frames(x.array, shape[-3:]), z)
        dz = build.activate(self.activation, y)
        if dz is not None:
            dx = build.input_gradient(0)
            kernel.backward(frames(dz, out[-3:]), None if dx is None else frames(dx, shape[-3:]))

    def lower(self, lowering: "Lowering") -> None:
        shape = lowering.shape_in(0)
        (out,) = self.output_shapes((shape,))
        images = ChannelsFirst(lowering, shape)
        weight = lowering.add("Transpose", lowering.parameter("weight"), perm=[3, 2, 0, 1])
        bias = (lowering.parameter("bias"),) if self.bias else ()
        z = lowering.add(
            "ConvTranspose",
            images.value,
            weight,
            *bias,
            kernel_shape=list(self.kernel),
            strides=list(self.stride),
            pads=list(self._window(shape).margins),
            output_padding=list(self._added(shape)),
        )
        lowering.emit(self.activation.lower(lowering, images.back(z, out[-3:])))
