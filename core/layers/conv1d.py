"""Convolution of sequences."""

from typing import TYPE_CHECKING, Annotated

import numpy as np
from msgspec.structs import replace

from core.activations import AnyActivation
from core.activations.relu import ReLU
from core.engine.kernels.convolution import convolve
from core.engine.kernels.window import Window, window_over
from core.initializers import AnyInitializer
from core.initializers.fitting import Fitting
from core.layers.base import Shape
from core.layers.conv2d import Conv2D
from core.layers.convolving import Convolving
from core.layers.sliding import (
    PADDING_HELP,
    Margin,
    Padding,
    fewer_steps,
    fitting,
    sequence_in,
    within,
)
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Conv1D(Convolving, frozen=True, kw_only=True, tag="conv1d"):
    """y[t, f] = f(Σ x[t·s + a·d, c] · w[a, c, f] + bias[f]) for stride s and dilation d, zeros before and behind x.

    x (steps, channels), y (steps, filters), weight (kernel, channels / groups, filters), bias (filters,). Filter f sees
    the channels of its group only. A sequence that ends early has zeros behind its end.
    """

    title = "Conv1D"
    help = "Slides small filters along a sequence: each looks for one pattern, whenever it comes."
    order = 5
    icon = "M2.5 6h11v4h-11zM5.3 6v4M8 6v4M10.7 6v4M5.3 3h5.4"

    filters: Annotated[
        int, meta("Filters", "How many patterns are looked for.", ge=1, le=4096, log=True, reach=256)
    ] = 16
    kernel: Annotated[int, meta("Kernel", "Length of the window.", unit="steps", ge=1, le=31)] = 3
    stride: Annotated[int, meta("Stride", "How far the window moves.", unit="steps", ge=1, le=16)] = 1
    padding: Annotated[Padding, meta("Padding", PADDING_HELP)] = "same"
    activation: Annotated[AnyActivation, meta("Activation", "What is done to each sum.")] = ReLU()
    bias: Annotated[bool, meta("Bias", "Each filter adds a learned number of its own to its sums.")] = True
    margins: Annotated[
        tuple[Margin, Margin],
        meta("Margins", "Zeros before and behind; used where the padding is explicit.", advanced=True),
    ] = (0, 0)
    dilation: Annotated[
        int,
        meta(
            "Dilation", "How far apart the steps in the window are.", unit="steps", ge=1, le=64, advanced=True
        ),
    ] = 1
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
    def taps(self) -> Shape:
        return (self.kernel,)

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        image = Conv2D(filters=self.filters, kernel=(self.kernel, self.kernel), activation=self.activation)
        shape = sequence_in(self, inputs[0], (image,))
        self.refuse_groups(shape)
        instead = () if self.padding == "same" else (replace(self, padding="same"),)
        return ((fitting(shape, self._window(shape), instead)[1], self.filters),)

    def _window(self, shape: Shape) -> Window:
        """A sequence is an image of one line."""
        margins = (0, self.margins[0], 0, self.margins[1])
        return window_over(
            (1, shape[0]), (1, self.kernel), (1, self.stride), self.padding, (1, self.dilation), margins
        )

    def build(self, build: "Build") -> None:
        x, shape = build.input(0), build.shape_in(0)
        window, (out,) = self._window(shape), self.output_shapes((shape,))
        y = build.emit_new(out)
        fewer_steps(build, window, x, y)
        source, mask = within(build, x)
        kernel = convolve(build, window, self.groups, self.bias, source[:, None], y.array[:, None])
        dz = build.activate(self.activation, y)
        if dz is not None:
            dx = build.input_gradient(0)
            kernel.backward(dz[:, None], None if dx is None else dx[:, None])
            if dx is not None and mask is not None:
                build.backward(np.multiply, dx, mask, dx)

    def lower(self, lowering: "Lowering") -> None:
        window = self._window(lowering.shape_in(0))
        x = lowering.add("Transpose", lowering.input(0), perm=[0, 2, 1])
        weight = lowering.add("Transpose", lowering.parameter("weight"), perm=[2, 1, 0])
        bias = (lowering.parameter("bias"),) if self.bias else ()
        z = lowering.add(
            "Conv",
            x,
            weight,
            *bias,
            kernel_shape=[self.kernel],
            strides=[self.stride],
            dilations=[self.dilation],
            pads=[window.margins[1], window.margins[3]],
            group=self.groups,
        )
        z = lowering.add("Transpose", z, perm=[0, 2, 1])
        lowering.emit(self.activation.lower(lowering, z))
