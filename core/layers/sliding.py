"""What the layers that slide a window have in common: fields, and shapes that they take or refuse in words."""

from functools import partial
from math import isqrt
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from msgspec import Meta

from core.engine.kernels.window import Pair, Window
from core.errors import ShapeError
from core.layers.base import Layer, Shape, in_words, mismatch
from core.layers.global_pooling import counting
from core.layers.reshape import Reshape

if TYPE_CHECKING:
    from core.engine.build import Array, Build, Value
    from core.lowering import Lowering

Taps = Annotated[int, Meta(ge=1, le=31)]
Step = Annotated[int, Meta(ge=1, le=16)]
Margin = Annotated[int, Meta(ge=0, le=64)]
Padding = Literal["same", "valid", "explicit"]
SimplePadding = Literal["same", "valid"]

PADDING_HELP = (
    "same: zeros around, so that a stride of 1 keeps the size. valid: no zeros. explicit: the margins below."
)
SIMPLE_PADDING_HELP = (
    "same: windows may hang over the edge, so that a stride of 1 keeps the size. valid: they may not."
)
MARGINS_HELP = (
    "Rows and columns of zeros at the top, left, bottom and right; used where the padding is explicit."
)


def image_in(layer: Layer, shape: Shape) -> Shape:
    """The image (height, width, channels) at the end of a shape; any axis before it is of steps.

    Raises:
        ShapeError: a list or a sequence.
    """
    if len(shape) >= 3:
        return shape[-3:]
    message = mismatch(shape, layer.title, "an image: height × width × channels")
    if len(shape) == 2:
        raise ShapeError(message, (Reshape(shape=(*shape, 1)),))
    raise ShapeError(message, _as_image(shape[0]))


def _as_image(size: int) -> tuple[Layer, ...]:
    """A Reshape for a list that may well be a square image, grey or in colours."""
    for channels in (1, 3):
        side = isqrt(size // channels)
        if side > 1 and side * side * channels == size:
            return (Reshape(shape=(side, side, channels)),)
    return ()


def sequence_in(layer: Layer, shape: Shape, instead: tuple[Layer, ...] = ()) -> Shape:
    """A shape, if it is that of a sequence (steps, channels).

    Args:
        instead: layers that do the same for an image.

    Raises:
        ShapeError: a list or an image.
    """
    if len(shape) == 2:
        return shape
    message = mismatch(shape, layer.title, "a sequence: steps × features")
    if len(shape) == 1:
        raise ShapeError(message, (Reshape(shape=(shape[0], 1)),) if shape[0] > 1 else ())
    raise ShapeError(message, instead=instead)


def fitting(shape: Shape, window: Window, instead: tuple[Layer, ...] = ()) -> Pair:
    """The positions of a window over what a shape says.

    Raises:
        ShapeError: it does not fit into the image.
    """
    rows, columns = window.positions
    if rows >= 1 and columns >= 1:
        return rows, columns
    (height, width), (tall, wide) = window.padded, window.span
    raise ShapeError(
        f"{in_words(shape)} here; the window reaches over {tall}×{wide}, more than the {height}×{width} values there "
        f"are. Choose a smaller kernel{' or the padding “same”' if instead else ''}.",
        instead=instead,
    )


def frames(array: "Array", image: Shape) -> "Array":
    """A batch (batch, *image) or (batch, steps, *image) as images alone: a view."""
    return array.reshape(-1, *image)


class ChannelsFirst:
    """Writes operators for images of channels first, as ONNX wants them, around the order of ours."""

    def __init__(self, lowering: "Lowering", shape: Shape) -> None:
        self.lowering, self.steps = lowering, shape[:-3]
        self.value = lowering.input(0)
        if self.steps:
            self.value = lowering.add("Reshape", self.value, _numbers(lowering, -1, *shape[-3:]))
        self.value = lowering.add("Transpose", self.value, perm=[0, 3, 1, 2])

    def back(self, value: str, image: Shape) -> str:
        """The result, channels last again."""
        value = self.lowering.add("Transpose", value, perm=[0, 2, 3, 1])
        if not self.steps:
            return value
        return self.lowering.add("Reshape", value, _numbers(self.lowering, -1, *self.steps, *image))


def _numbers(lowering: "Lowering", *values: int) -> str:
    return lowering.constant(np.array(values, np.int64))


def within(build: "Build", x: "Value") -> "tuple[Array, Array | None]":
    """A sequence (batch, steps, channels) with 0 behind each sample's last step, as if it ended there, and the mask
    (batch, steps, 1) that made it so; the sequence itself and None where all steps count.
    """
    if x.lengths is None:
        return x.array, None
    mask, kept = counting(build, x.lengths, x.shape[0])[:, :, None], build.buffer(x.array.shape)
    build.forward(np.multiply, x.array, mask, kept)
    return kept, mask


def fewer_steps(build: "Build", window: Window, x: "Value", y: "Value") -> None:
    """Tell how many steps of each sample count behind a window that slides along the steps of x.

    A position counts where its window lies over steps that do, as far as it would if the sequence ended there; at
    least one always does.
    """
    if x.lengths is None:
        return
    lengths = build.buffer(x.lengths.shape, x.lengths.dtype)
    y.lengths = lengths
    before, behind, stride = window.margins[1], window.margins[3], window.stride[1]
    surplus = np.array(before + behind - window.span[1] + stride, lengths.dtype)
    most = np.array(window.positions[1], lengths.dtype)
    build.forward(np.add, x.lengths, surplus, lengths)
    build.forward(np.floor_divide, lengths, np.array(stride, lengths.dtype), lengths)
    build.forward(partial(np.clip, lengths, np.array(1, lengths.dtype), most, out=lengths))
