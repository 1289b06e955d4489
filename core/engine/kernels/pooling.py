"""Pooling along one axis; along two it is done twice, which is far less work than over all of a window at once.

Values are seen as (outer, length, inner); the window slides along the middle one. Places of the window that lie in the
margins are left out: they are no candidates for a maximum and do not count in an average.
"""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.engine.kernels.patches import Array
from core.engine.kernels.window import Window

if TYPE_CHECKING:
    from core.engine.build import Build


@dataclass(frozen=True, slots=True)
class Slide:
    """A window of ``kernel`` neighbours that moves by ``stride`` over ``length`` values, from -``before`` on."""

    length: int
    kernel: int
    stride: int
    before: int
    positions: int

    @property
    def idle(self) -> bool:
        return self.kernel == self.stride == 1 and self.positions == self.length

    @property
    def overlaps(self) -> bool:
        return self.stride < self.kernel

    def taps(self) -> list[tuple[slice, slice]]:
        """For each tap the positions where it meets a value, and these values; a tap that meets none is left out."""
        found = []
        for tap in range(self.kernel):
            offset = tap - self.before
            first = max(0, -(offset // self.stride))
            last = min(self.positions - 1, (self.length - 1 - offset) // self.stride)
            if first <= last:
                start = first * self.stride + offset
                stop = last * self.stride + offset + 1
                found.append((slice(first, last + 1), slice(start, stop, self.stride)))
        return found

    def counts(self) -> Array:
        """How many values the window holds at each position."""
        counts = np.zeros(self.positions)
        for positions, _ in self.taps():
            counts[positions] += 1
        return counts

    @property
    def full(self) -> bool:
        """Whether every tap meets a value everywhere."""
        return bool((self.counts() == self.kernel).all())


def pool_max(build: "Build", slide: Slide, x: Array, y: Array) -> None:
    """Append y = the largest of each window; x (outer, length, inner), y (outer, positions, inner)."""
    views = [(y[:, p], x[:, v]) for p, v in slide.taps()]
    if slide.full and slide.kernel > 1:
        build.forward(partial(np.maximum, views[0][1], views[1][1], out=y))
        views = views[2:]
    else:
        build.forward(y.fill, -np.inf)
    for place, values in views:
        build.forward(partial(np.maximum, place, values, out=place))


def unpool_max(build: "Build", slide: Slide, x: Array, y: Array, dy: Array, dx: Array) -> None:
    """Append dx = dy at the largest value of each window, 0 elsewhere; among equals the first has it."""
    taps = slide.taps()
    if slide.kernel == 2 and slide.full and not slide.overlaps:
        (_, first), (_, second) = taps
        wins, share = build.buffer(y.shape, bool), build.buffer(y.shape)
        _clear_gaps(build, slide, dx)
        build.backward(np.greater_equal, x[:, first], x[:, second], wins)
        build.backward(np.multiply, dy, wins, share)  # into a dense array: three dense operands are faster
        build.backward(np.copyto, dx[:, first], share)
        build.backward(np.subtract, dy, share, dx[:, second])
        return
    free, wins, share = build.buffer(y.shape, bool), build.buffer(y.shape, bool), build.buffer(y.shape)
    build.backward(free.fill, True)
    build.backward(dx.fill, 0)
    for positions, values in taps:
        won, left, part = wins[:, positions], free[:, positions], share[:, positions]
        build.backward(np.equal, x[:, values], y[:, positions], won)
        build.backward(np.logical_and, won, left, won)
        build.backward(np.greater, left, won, left)
        build.backward(np.multiply, dy[:, positions], won, part)
        build.backward(np.add, dx[:, values], part, dx[:, values])


def pool_sum(build: "Build", slide: Slide, x: Array, y: Array, backward: bool = False) -> None:
    """Append y = the sum of each window, to the forward or the backward calls."""
    append = build.backward if backward else build.forward
    views = [(y[:, p], x[:, v]) for p, v in slide.taps()]
    if slide.full and slide.kernel > 1:
        append(np.add, views[0][1], views[1][1], y)
        views = views[2:]
    else:
        append(y.fill, 0)
    for place, values in views:
        append(np.add, place, values, place)


def unpool_sum(build: "Build", slide: Slide, dy: Array, dx: Array) -> None:
    """Append dx = the sum of dy over all windows that hold a value."""
    if not slide.overlaps:
        _clear_gaps(build, slide, dx)
        for positions, values in slide.taps():
            build.backward(np.copyto, dx[:, values], dy[:, positions])
        return
    build.backward(dx.fill, 0)
    for positions, values in slide.taps():
        build.backward(np.add, dx[:, values], dy[:, positions], dx[:, values])


def _clear_gaps(build: "Build", slide: Slide, dx: Array) -> None:
    """Append 0 for the values that no window holds, where windows do not overlap."""
    held = np.zeros(slide.length, bool)
    for _, values in slide.taps():
        held[values] = True
    edges = np.flatnonzero(np.diff(held, prepend=True, append=True)).tolist()
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        build.backward(dx[:, start:stop].fill, 0)


def slides(window: Window) -> tuple[Slide, Slide]:
    """The vertical and the horizontal half of a window without dilation."""
    top, left, _, _ = window.margins
    rows, columns = (
        Slide(window.image[i], window.kernel[i], window.stride[i], before, window.positions[i])
        for i, before in ((0, top), (1, left))
    )
    return rows, columns


class Pooling:
    """Pools images (images, height, width, channels) down the columns, then along the lines.

    In this order most of the work is done on whole lines, which is fast for few channels too.
    """

    def __init__(self, build: "Build", window: Window, mean: bool, x: Array, y: Array) -> None:
        self.build, self.mean, self.x, self.y = build, mean, x, y
        images, _, width, channels = x.shape
        self.rows, self.columns = slides(window)
        self.halfway = (images, self.rows.positions, width, channels)
        self.middle = y if self.columns.idle else build.buffer(self.halfway)
        self.share = self._share(window)
        build.by_parts(self._forward)

    def _forward(self, part: "Build") -> None:
        x, middle, y = (part.own(a) for a in (self.x, self.middle, self.y))
        pool = pool_sum if self.mean else pool_max
        pool(part, self.rows, *_down(x, middle))
        if not self.columns.idle:
            pool(part, self.columns, *_along(middle, y))
        if self.mean:
            part.forward(np.multiply, y, self.share, y)

    def backward(self, dy: Array, dx: Array) -> None:
        self.build.by_parts(lambda part: self._backward(part, part.own(dy), part.own(dx)))

    def _backward(self, part: "Build", dy: Array, dx: Array) -> None:
        x, middle, y = (part.own(a) for a in (self.x, self.middle, self.y))
        between = dy if self.columns.idle else part.buffer(middle.shape)
        if self.mean:
            shared = part.buffer(dy.shape)
            part.backward(np.multiply, dy, self.share, shared)
            if self.columns.idle:
                between = shared
            else:
                unpool_sum(part, self.columns, *_along(shared, between))
            unpool_sum(part, self.rows, *_down(between, dx))
            return
        if not self.columns.idle:
            unpool_max(part, self.columns, *_along(middle, y), *_along(dy, between))
        unpool_max(part, self.rows, *_down(x, middle), *_down(between, dx))

    def _share(self, window: Window) -> Array:
        """1 / how many values the window holds: one number, or one for each place of a line and each line."""
        if self.rows.full and self.columns.full:
            return self.build.number(1 / (window.kernel[0] * window.kernel[1]))
        counts = np.outer(self.rows.counts(), self.columns.counts())[:, :, None]
        return np.ascontiguousarray(np.broadcast_to(1 / counts, self.y.shape[1:]), self.build.dtype)


def _down(*arrays: Array) -> list[Array]:
    return [a.reshape(*a.shape[:2], -1) for a in arrays]


def _along(*arrays: Array) -> list[Array]:
    return [a.reshape(-1, *a.shape[2:]) for a in arrays]
