"""Convolution of images."""

from typing import TYPE_CHECKING, Annotated

from msgspec.structs import replace

from core.activations import AnyActivation
from core.activations.relu import ReLU
from core.engine.kernels.convolution import convolve
from core.engine.kernels.window import Window, window_over
from core.initializers import AnyInitializer
from core.initializers.fitting import Fitting
from core.layers.base import Shape
from core.layers.convolving import Convolving
from core.layers.sliding import (
    MARGINS_HELP,
    PADDING_HELP,
    ChannelsFirst,
    Margin,
    Padding,
    Step,
    Taps,
    fitting,
    frames,
    image_in,
)
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Conv2D(Convolving, frozen=True, kw_only=True, tag="conv2d"):
    """y[i, j, f] = f(Σ x[i·s + a·d, j·s + b·d, c] · w[a, b, c, f] + bias[f]), stride s, dilation d, zeros around x.

    x (height, width, channels), y (height, width, filters), weight (kernel height, kernel width, channels / groups,
    filters), bias (filters,). Filter f sees the channels of its group only; as many groups as channels make a depthwise
    convolution. With steps before the height, each step's image is treated alike.
    """

    title = "Conv2D"
    help = "Slides small filters over an image: each looks for one pattern, wherever it is."
    order = 10
    icon = "M2.5 2.5h11v11h-11zM2.5 6.2h11M6.2 2.5v11M4 4h.7M7.5 9.8h4.6M9.8 7.5v4.6"

    filters: Annotated[
        int, meta("Filters", "How many patterns are looked for.", ge=1, le=4096, log=True, reach=256)
    ] = 16
    kernel: Annotated[tuple[Taps, Taps], meta("Kernel", "Height and width of the window, in pixels.")] = (
        3,
        3,
    )
    stride: Annotated[tuple[Step, Step], meta("Stride", "How far the window moves, down and right.")] = (1, 1)
    padding: Annotated[Padding, meta("Padding", PADDING_HELP)] = "same"
    activation: Annotated[AnyActivation, meta("Activation", "What is done to each sum.")] = ReLU()
    bias: Annotated[bool, meta("Bias", "Each filter adds a learned number of its own to its sums.")] = True
    margins: Annotated[
        tuple[Margin, Margin, Margin, Margin], meta("Margins", MARGINS_HELP, advanced=True)
    ] = (0, 0, 0, 0)
    dilation: Annotated[
        tuple[Step, Step],
        meta("Dilation", "How far apart the pixels in the window are, down and right.", advanced=True),
    ] = (1, 1)
    groups: Annotated[
        int,
        meta(
            "Groups",
            "The channels are parted into so many groups, each with filters of its own.",
            ge=1,
            advanced=True,
        ),
    ] = 1
    initializer: Annotated[
        AnyInitializer, meta("First weights", "How the weights are drawn at the start.")
    ] = Fitting()

    @property
    def summary(self) -> str:
        return f"{self.filters} · {self.kernel[0]}×{self.kernel[1]} · {self.activation.title}"

    @property
    def taps(self) -> Shape:
        return self.kernel

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        image = image_in(self, shape)
        self.refuse_groups(shape)
        instead = () if self.padding == "same" else (replace(self, padding="same"),)
        return ((*shape[:-3], *fitting(shape, self._window(image), instead), self.filters),)

    def _window(self, shape: Shape) -> Window:
        return window_over(shape[-3:], self.kernel, self.stride, self.padding, self.dilation, self.margins)

    def build(self, build: "Build") -> None:
        x, shape = build.input(0), build.shape_in(0)
        (out,) = self.output_shapes((shape,))
        y = build.emit_new(out)
        z = frames(y.array, out[-3:])
        kernel = convolve(build, self._window(shape), self.groups, self.bias, frames(x.array, shape[-3:]), z)
        dz = build.activate(self.activation, y)
        if dz is not None:
            dx = build.input_gradient(0)
            kernel.backward(frames(dz, out[-3:]), None if dx is None else frames(dx, shape[-3:]))

    def lower(self, lowering: "Lowering") -> None:
        shape = lowering.shape_in(0)
        window, (out,) = self._window(shape), self.output_shapes((shape,))
        images = ChannelsFirst(lowering, shape)
        weight = lowering.add("Transpose", lowering.parameter("weight"), perm=[3, 2, 0, 1])
        bias = (lowering.parameter("bias"),) if self.bias else ()
        z = lowering.add(
            "Conv",
            images.value,
            weight,
            *bias,
            kernel_shape=list(self.kernel),
            strides=list(self.stride),
            dilations=list(self.dilation),
            pads=list(window.margins),
            group=self.groups,
        )
        lowering.emit(self.activation.lower(lowering, images.back(z, out[-3:])))
