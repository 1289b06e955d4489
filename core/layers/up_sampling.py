"""A larger image of the same content."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np

from core.engine.kernels.pooling import Slide, pool_sum
from core.layers.base import Category, Layer, Shape
from core.layers.sliding import ChannelsFirst, Step, frames, image_in
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


class UpSampling(Layer, frozen=True, kw_only=True, tag="up-sampling"):
    """x (height, width, channels), pixels repeated ``factor`` times along both axes, or blended into its neighbours.

    Bilinear: the middles of the pixels stay where they are, as in ONNX's ``half_pixel``. With steps before the height,
    each step's image is treated alike.
    """

    title = "Upsampling"
    help = "Makes an image larger, without learning how."
    category: ClassVar[Category] = "convolution"
    order = 60
    icon = "M2.5 9.5h4v4h-4zM6.5 6.5v-4h7v7h-4M9 7l3-3M9.5 4H12v2.5"

    factor: Annotated[tuple[Step, Step], meta("Factor", "How many times as high and as wide.")] = (2, 2)
    blending: Annotated[
        Literal["nearest", "bilinear"],
        meta("Blending", "nearest: pixels are repeated. bilinear: they fade into each other."),
    ] = "nearest"

    @property
    def summary(self) -> str:
        return "×".join(map(str, self.factor))

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        height, width, channels = image_in(self, shape)
        return ((*shape[:-3], height * self.factor[0], width * self.factor[1], channels),)

    def build(self, build: "Build") -> None:
        x, (out,) = build.input(0), self.output_shapes((build.shape_in(0),))
        y, dx = build.emit_new(out), build.input_gradient(0)
        pairs = [(frames(x.array, x.shape[-3:]), frames(y.array, out[-3:]))]
        if dx is not None and y.gradient is not None:
            pairs.append((frames(dx, x.shape[-3:]), frames(y.gradient, out[-3:])))
        bind = _repeat if self.blending == "nearest" else _blend
        bind(build, self.factor, pairs)

    def lower(self, lowering: "Lowering") -> None:
        shape = lowering.shape_in(0)
        (out,) = self.output_shapes((shape,))
        images = ChannelsFirst(lowering, shape)
        scales = lowering.constant(np.array([1, 1, *self.factor], np.float32))
        how = (
            {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
            if self.blending == "nearest"
            else {"mode": "linear", "coordinate_transformation_mode": "half_pixel"}
        )
        lowering.emit(images.back(lowering.add("Resize", images.value, "", scales, **how), out[-3:]))


def _repeat(build: "Build", factor: tuple[int, int], pairs: "list[tuple[Array, Array]]") -> None:
    """Append y = x, repeated; and dx = the sum over all the copies of a pixel."""
    (x, y), *gradients = pairs
    images, height, width, channels = x.shape
    down, right = factor
    build.forward(np.copyto, y.reshape(images, height, down, width, right, channels), x[:, :, None, :, None])
    for dx, dy in gradients:
        half = build.buffer((images, height, width * right, channels))
        lines, columns = (
            Slide(height * down, down, down, 0, height),
            Slide(width * right, right, right, 0, width),
        )
        for slide, source, target in (
            (lines, dy.reshape(images, height * down, -1), half.reshape(images, height, -1)),
            (columns, half.reshape(-1, width * right, channels), dx.reshape(-1, width, channels)),
        ):
            pool_sum(build, slide, source, target, backward=True)


def _blend(build: "Build", factor: tuple[int, int], pairs: "list[tuple[Array, Array]]") -> None:
    """Append y = Mv x Mhᵀ for each channel, with a matrix of shares along each axis; and dx with their transposes."""
    images, height, width, channels = pairs[0][0].shape
    vertical, horizontal = (
        _shares(n, f).astype(build.dtype) for n, f in ((height, factor[0]), (width, factor[1]))
    )
    half = build.buffer((images, height * factor[0], width, channels))
    flat = half.reshape(images, height * factor[0], -1)
    lines = half.reshape(-1, width, channels)
    (x, y), *gradients = pairs
    build.forward(np.matmul, vertical, x.reshape(images, height, -1), flat)
    build.forward(np.matmul, horizontal, lines, y.reshape(-1, width * factor[1], channels))
    for dx, dy in gradients:
        build.backward(np.matmul, horizontal.T, dy.reshape(-1, width * factor[1], channels), lines)
        build.backward(np.matmul, vertical.T, flat, dx.reshape(images, height, -1))


def _shares(length: int, factor: int) -> "Array":
    """(length · factor, length): how much each new value takes of each old one."""
    places = np.clip((np.arange(length * factor) + 0.5) / factor - 0.5, 0, length - 1)
    distance = np.abs(places[:, None] - np.arange(length))
    shares: Array = np.clip(1 - distance, 0, None)
    return shares
