"""Windows over images as rows of a matrix, and back: what turns a convolution into matrix products."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from core.engine.kernels.window import Window

Array = NDArray[Any]
CACHED = 384 * 1024  # bytes of patches that are made at a time, so that they stay in the cache of a core


@dataclass(frozen=True)
class Layout:
    """How one row of patches lies in memory: (kernel rows, columns, channels) of ``block`` neighbouring windows.

    Neighbouring windows share most of their columns. A product over a block of them has more multiplications by zero,
    but far less to copy, and matrices that are wide enough to be fast where there are few channels and filters.
    """

    window: Window
    channels: int
    block: int = 1

    @property
    def across(self) -> int:
        """Blocks in a line."""
        return self.window.positions[1] // self.block

    @cached_property
    def columns(self) -> int:
        """Columns of the image in a row of patches: the taps of one window, or all that a block reaches over."""
        if self.block == 1:
            return self.window.kernel[1]
        return (self.block - 1) * self.window.stride[1] + self.window.span[1]

    @property
    def step(self) -> int:
        """How far apart these columns are."""
        return self.window.dilation[1] if self.block == 1 else 1

    @cached_property
    def shape(self) -> tuple[int, int, int]:
        return self.window.kernel[0], self.columns, self.channels

    @cached_property
    def length(self) -> int:
        return self.window.kernel[0] * self.columns * self.channels

    def taps(self, number: int) -> slice:
        """Where the taps of one window of a block lie among the columns."""
        if self.block == 1:
            return slice(None)
        start = number * self.window.stride[1]
        return slice(start, start + self.window.span[1], self.window.dilation[1])

    def windows(self, framed: Array, lines: slice) -> Array:
        """A view (images, lines, across, *shape) of images with margins (images, height, width, channels)."""
        (down, right), (deep, _) = self.window.stride, self.window.dilation
        n, h, w, c = framed.strides
        start = framed[:, lines.start * down :]
        shape = (len(framed), lines.stop - lines.start, self.across, *self.shape)
        return as_strided(start, shape, (n, down * h, self.block * right * w, deep * h, self.step * w, c))

    def additions(self, framed: Array, lines: slice, rows: Array) -> Iterator[tuple[Array, Array]]:
        """Pairs of views, image and patches, by whose addition patches are put back; no view overlaps itself.

        Args:
            rows: patches (images, lines, across, *shape).
        """
        windows = self.windows(framed, lines)
        apart = -(-((self.columns - 1) * self.step + 1) // (self.block * self.window.stride[1]))
        if (
            self.block > 1
        ):  # one at a time: NumPy cannot tell that larger steps leave no overlap, and would copy
            apart = self.across
        for line in range(self.shape[0]):
            if apart <= self.columns or self.block > 1:
                for first in range(min(apart, self.across)):
                    yield windows[:, :, first::apart, line], rows[:, :, first::apart, line]
            else:  # wide gaps between the taps: one tap of all windows at a time
                for tap in range(self.columns):
                    yield windows[:, :, :, line, tap], rows[:, :, :, line, tap]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some lines of some images, whose patches fit the cache."""

    images: slice
    lines: slice
    first: bool  # of these images' chunks
    last: bool


def most(layout: Layout, images: int, itemsize: int) -> tuple[int, int]:
    """How many images, of a batch, and lines of each a chunk has at most."""
    lines = layout.window.positions[0]
    line = layout.across * layout.length * itemsize
    if line * lines <= CACHED:
        return min(images, CACHED // (line * lines)), lines
    return 1, max(1, CACHED // line)


def chunks(layout: Layout, images: int, itemsize: int) -> list[Chunk]:
    """A batch in chunks: several images, or where one is too large, some of its lines."""
    lines = layout.window.positions[0]
    count, height = most(layout, images, itemsize)
    if height == lines:
        parts = -(-images // count)
        bounds = [images * i // parts for i in range(parts + 1)]  # of about equal size
        return [Chunk(slice(a, b), slice(0, lines), True, True) for a, b in pairwise(bounds)]
    return [
        Chunk(slice(image, image + 1), slice(top, min(top + height, lines)), top == 0, top + height >= lines)
        for image in range(images)
        for top in range(0, lines, height)
    ]


def best_layout(
    window: Window, channels: int, filters: int, folds: bool = True, blocks: bool = True
) -> Layout:
    """The layout of the least estimated time: products slow down where matrices are thin, copies where runs are short.

    The constants are nanoseconds measured on one x86 core; only their proportions matter.

    Args:
        folds: patches are put back too, which costs far more than to make them.
    """
    across = window.positions[1] if blocks else 1
    layouts = [Layout(window, channels, block) for block in range(1, across + 1) if across % block == 0]
    return min(layouts, key=lambda layout: (_cost(layout, filters, folds), layout.block))


def _cost(layout: Layout, filters: int, folds: bool) -> float:
    rows = layout.window.positions[0] * layout.across
    inner, outer = layout.length, layout.block * filters
    if layout.block > 1 and inner * outer > 65_536:
        return float("inf")
    run = layout.columns * layout.channels if layout.step == 1 else layout.channels
    runs = rows * inner / run
    product = 2 * rows * inner * outer * (1 + 8 / inner) * (1 + 6 / outer) / 90
    gather = runs * (6 + 0.4 * run)
    fold = runs * (50 + run)
    return 3 * product + 2 * gather + fold if folds else 2 * (product + gather)
