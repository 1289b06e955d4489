"""What the pooling layers have in common."""

from math import prod
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace

from core.engine.kernels.pooling import Pooling, slides
from core.engine.kernels.window import Window, window_over
from core.layers.base import Category, Layer, Shape
from core.layers.sliding import (
    ChannelsFirst,
    SimplePadding,
    fewer_steps,
    fitting,
    frames,
    image_in,
    sequence_in,
)

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class PoolingOfImages(Layer, frozen=True, kw_only=True):
    """Base of pooling over windows of an image; the subclasses declare the fields."""

    category: ClassVar[Category] = "convolution"
    mean: ClassVar[bool]
    operator: ClassVar[str]

    if TYPE_CHECKING:
        kernel: tuple[int, int]
        stride: tuple[int, int]
        padding: SimplePadding

    @property
    def summary(self) -> str:
        return f"{self.kernel[0]}×{self.kernel[1]}"

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        image = image_in(self, shape)
        instead = () if self.padding == "same" else (replace(self, padding="same"),)
        return ((*shape[:-3], *fitting(shape, self._window(image), instead), image[-1]),)

    def _window(self, shape: Shape) -> Window:
        return window_over(shape[-3:], self.kernel, self.stride, self.padding)

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return prod(self.output_shapes(inputs)[0]) * sum(self.kernel)

    def memory(self, inputs: tuple[Shape, ...]) -> int:
        (shape,) = inputs
        rows, _ = slides(self._window(shape))
        return 2 * 4 * prod(shape) // shape[-3] * rows.positions  # what stands halfway, and its gradient

    def build(self, build: "Build") -> None:
        x, shape = build.input(0), build.shape_in(0)
        (out,) = self.output_shapes((shape,))
        y, dx = build.emit_new(out), build.input_gradient(0)
        pooling = Pooling(
            build, self._window(shape), self.mean, frames(x.array, shape[-3:]), frames(y.array, out[-3:])
        )
        if dx is not None and y.gradient is not None:
            pooling.backward(frames(y.gradient, out[-3:]), frames(dx, shape[-3:]))

    def lower(self, lowering: "Lowering") -> None:
        shape = lowering.shape_in(0)
        (out,) = self.output_shapes((shape,))
        images = ChannelsFirst(lowering, shape)
        y = lowering.add(
            self.operator,
            images.value,
            kernel_shape=list(self.kernel),
            strides=list(self.stride),
            pads=list(self._window(shape).margins),
        )
        lowering.emit(images.back(y, out[-3:]))


class PoolingOfSequences(Layer, frozen=True, kw_only=True):
    """Base of pooling over windows of a sequence; the subclasses declare the fields."""

    category: ClassVar[Category] = "convolution"
    mean: ClassVar[bool]
    operator: ClassVar[str]
    in_images: ClassVar[type[Layer]]

    if TYPE_CHECKING:
        kernel: int
        stride: int
        padding: SimplePadding

    @property
    def counts_padding(self) -> bool:  # type: ignore[override]
        return self.padding == "same"

    @property
    def summary(self) -> str:
        return f"{self.kernel} steps"

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        shape = sequence_in(self, inputs[0], (self.in_images(),))
        instead = () if self.padding == "same" else (replace(self, padding="same"),)
        return ((fitting(shape, self._window(shape), instead)[1], shape[-1]),)

    def _window(self, shape: Shape) -> Window:
        """A sequence is an image of one line."""
        return window_over((1, shape[0]), (1, self.kernel), (1, self.stride), self.padding)

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return prod(self.output_shapes(inputs)[0]) * self.kernel

    def build(self, build: "Build") -> None:
        x, shape = build.input(0), build.shape_in(0)
        window, (out,) = self._window(shape), self.output_shapes((shape,))
        y, dx = build.emit_new(out), build.input_gradient(0)
        fewer_steps(build, window, x, y)
        pooling = Pooling(build, window, self.mean, x.array[:, None], y.array[:, None])
        if dx is not None and y.gradient is not None:
            pooling.backward(y.gradient[:, None], dx[:, None])

    def lower(self, lowering: "Lowering") -> None:
        margins = self._window(lowering.shape_in(0)).margins
        x = lowering.add("Transpose", lowering.input(0), perm=[0, 2, 1])
        y = lowering.add(
            self.operator,
            x,
            kernel_shape=[self.kernel],
            strides=[self.stride],
            pads=[margins[1], margins[3]],
        )
        lowering.emit(lowering.add("Transpose", y, perm=[0, 2, 1]))
