"""Depthwise convolution: each channel has filters of its own."""

from typing import TYPE_CHECKING

import numpy as np

from core.engine.kernels.patches import Array
from core.engine.kernels.window import Window

if TYPE_CHECKING:
    from core.engine.build import Build

TAKEN = 512 * 1024  # bytes of images at a time, so that they stay in the cache


class Depthwise:
    """z = Σ over taps of (x, moved by the tap) · weight (kernel height, kernel width, 1, channels · multiplier).

    There is one number a channel and tap, so a matrix product has nothing to gain; whole lines are multiplied.
    """

    def __init__(self, build: "Build", window: Window, groups: int, bias: bool, x: Array, z: Array) -> None:
        self.build, self.window, self.bias, self.x = build, window, bias, x
        (_, across), (tall, wide) = window.positions, window.kernel
        self.multiplier = z.shape[-1] // groups
        self.lines = build.buffer((self.multiplier, tall * wide, across, groups))
        image = window.padded[0] * window.padded[1] * groups * build.dtype.itemsize
        self.count = max(1, min(len(x), TAKEN // image))
        self.framed, self.folded = np.zeros((2, self.count, *window.padded, groups), build.dtype)
        self.product = build.buffer((self.count, *window.positions, groups))
        top, left, _, _ = window.margins
        self.inside = (slice(None), slice(top, top + x.shape[1]), slice(left, left + x.shape[2]))
        build.forward(self._spread)
        build.forward(self._forward, z, build.parameter("bias") if bias else None)

    def backward(self, dz: Array, dx: Array | None) -> None:
        build = self.build
        if not build.frozen:
            sums = build.buffer(self.x.shape[-1:])
            build.backward(self._weigh, dz, build.gradient("weight"), sums)
            if self.bias:
                pixels = dz.reshape(-1, dz.shape[-1])
                build.backward(np.dot, build.constant(1.0, (len(pixels),)), pixels, build.gradient("bias"))
        if dx is not None:
            build.backward(self._fold, dz, dx)

    def _spread(self) -> None:
        """Each tap's weights once for every place of a line: long rows are fast, short ones are not."""
        weight = self.build.parameter("weight")
        taps = weight.reshape(-1, 1, self.x.shape[-1], self.multiplier)
        np.copyto(self.lines, taps.transpose(3, 0, 1, 2))

    def _taps(self, framed: Array) -> list[Array]:
        """Views of images with margins, one a tap, as the taps see them."""
        (down, right), (deep, apart) = self.window.stride, self.window.dilation
        (high, across), (tall, wide) = self.window.positions, self.window.kernel
        return [
            framed[:, i * deep :, j * apart :][
                :, : (high - 1) * down + 1 : down, : (across - 1) * right + 1 : right
            ]
            for i in range(tall)
            for j in range(wide)
        ]

    def _parts(self) -> list[slice]:
        return [slice(i, min(i + self.count, len(self.x))) for i in range(0, len(self.x), self.count)]

    def _frame(self, images: slice) -> list[Array]:
        framed = self.framed[: images.stop - images.start]
        np.copyto(framed[self.inside], self.x[images])
        return self._taps(framed)

    def _forward(self, z: Array, bias: Array | None) -> None:
        for images in self._parts():
            taps = self._frame(images)
            product = self.product[: len(taps[0])]
            for m in range(self.multiplier):
                out = z[images, ..., m :: self.multiplier]
                np.multiply(taps[0], self.lines[m, 0], out)
                for tap, line in zip(taps[1:], self.lines[m, 1:], strict=True):
                    np.multiply(tap, line, product)
                    np.add(out, product, out)
            if bias is not None:
                np.add(z[images], bias, z[images])

    def _weigh(self, dz: Array, gradient: Array, sums: Array) -> None:
        gradient.fill(0)
        rows = gradient.reshape(-1, gradient.shape[-1])
        for images in self._parts():
            taps = self._frame(images)
            product = self.product[: len(taps[0])]
            for m in range(self.multiplier):
                out = dz[images, ..., m :: self.multiplier]
                for tap, row in zip(taps, rows, strict=True):
                    np.multiply(tap, out, product)
                    np.add.reduce(product, (0, 1, 2), out=sums)
                    np.add(row[m :: self.multiplier], sums, row[m :: self.multiplier])

    def _fold(self, dz: Array, dx: Array) -> None:
        for images in self._parts():
            folded = self.folded[: images.stop - images.start]
            folded.fill(0)
            taps = self._taps(folded)
            product = self.product[: len(folded)]
            for m in range(self.multiplier):
                out = dz[images, ..., m :: self.multiplier]
                for tap, line in zip(taps, self.lines[m], strict=True):
                    np.multiply(out, line, product)
                    np.add(tap, product, tap)
            np.copyto(dx[images], folded[self.inside])
