"""How a window slides over images: the arithmetic that convolution and pooling share."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.layers.base import Shape

Pair = tuple[int, int]  # vertical, horizontal
Margins = tuple[int, int, int, int]  # top, left, bottom, right, the order of ONNX


@dataclass(frozen=True, slots=True)
class Window:
    """A window of ``kernel`` taps, ``dilation`` apart, that moves by ``stride`` over an image with margins."""

    image: Pair
    kernel: Pair
    stride: Pair = (1, 1)
    dilation: Pair = (1, 1)
    margins: Margins = (0, 0, 0, 0)

    @property
    def span(self) -> Pair:
        """How many pixels the window reaches over, from its first tap to its last."""
        return span(self.kernel[0], self.dilation[0]), span(self.kernel[1], self.dilation[1])

    @property
    def padded(self) -> Pair:
        """The size of the image with its margins."""
        top, left, bottom, right = self.margins
        return self.image[0] + top + bottom, self.image[1] + left + right

    @property
    def positions(self) -> Pair:
        """How many places the window takes, which is the size of the output; not positive if it does not fit."""
        (height, width), (tall, wide) = self.padded, self.span
        return (height - tall) // self.stride[0] + 1, (width - wide) // self.stride[1] + 1


def span(kernel: int, dilation: int) -> int:
    """How many values a window along one axis reaches over."""
    return (kernel - 1) * dilation + 1


def same_margins(size: int, kernel: int, stride: int, dilation: int) -> Pair:
    """The zeros before and behind an axis with which ceil(size / stride) windows fit; the odd one is put behind.

    As Keras's ``same`` and ONNX's ``SAME_UPPER``.
    """
    positions = -(-size // stride)
    missing = max(0, (positions - 1) * stride + span(kernel, dilation) - size)
    return missing // 2, missing - missing // 2


def window_over(
    shape: "Shape",
    kernel: Pair,
    stride: Pair,
    padding: str,
    dilation: Pair = (1, 1),
    margins: Margins | None = None,
) -> Window:
    """A window over an image (height, width, ...).

    Args:
        padding: "same", "valid" or, with ``margins``, anything else.
    """
    image = (shape[0], shape[1])
    if padding == "same":
        rows, columns = (same_margins(*sizes) for sizes in zip(image, kernel, stride, dilation, strict=True))
        margins = (rows[0], columns[0], rows[1], columns[1])
    elif padding == "valid" or margins is None:
        margins = (0, 0, 0, 0)
    return Window(image, kernel, stride, dilation, margins)
