"""The matrix products over patches that a convolution is made of; images lie channels last.

Three products do all: pixels = patches · W, W's gradient = patchesᵀ · pixels, and patches = pixels · Wᵀ, added up to
an image. Forward and backward of a convolution are the first and the other two; a transposed convolution swaps them.
Patches are made anew for each, a few images at a time: cheaper than to keep them all.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from core.engine.kernels.patches import Array, Chunk, Layout, chunks, most

Work = Callable[[], None]


class Filters:
    """Weights (kernel rows, kernel columns, channels, filters), and a bias behind them, as the matrix of a layout.

    With blocks, the matrix has the weights once for each window of the block, each a step further, and zeros between.
    """

    def __init__(
        self, layout: Layout, weight: Array, bias: Array | None, matrix: Array | None = None
    ) -> None:
        self.layout, self.weight, self.bias = layout, weight, bias
        shape = (layout.length + (bias is not None), layout.block * weight.shape[-1])
        self.matrix = np.zeros(shape, weight.dtype) if matrix is None else matrix
        self._total = np.empty(shape, weight.dtype)
        self._places = self._views(self.matrix)

    def _views(self, matrix: Array) -> tuple[list[Array], Array | None]:
        """The places of the weights and of the bias in a matrix, one a window of the block."""
        layout, count = self.layout, self.weight.shape[-1]
        cells = matrix[: layout.length].reshape(*layout.shape, layout.block, count)
        weights = [cells[:, layout.taps(i), :, i] for i in range(layout.block)]
        return weights, None if self.bias is None else matrix[-1].reshape(layout.block, count)

    def spread(self) -> None:
        """Copy the weights to their places."""
        (weights, biases), bias = self._places, self.bias
        for place in weights:
            np.copyto(place, self.weight)
        if biases is not None and bias is not None:
            np.copyto(biases, bias)

    def collecting(
        self, weight: Array, bias: Array | None, matrix: Array | None = None
    ) -> tuple[Array, Work]:
        """A matrix for the gradient, and what adds it up to the gradients of weights and bias."""
        if matrix is not None:
            return matrix, lambda: None
        weights, biases = self._views(self._total)

        def collect() -> None:
            np.copyto(weight, weights[0])
            for place in weights[1:]:
                np.add(weight, place, weight)
            if biases is not None and bias is not None:
                np.add.reduce(biases, 0, out=bias)

        return self._total, collect


class Scratch:
    """Room for the patches of one chunk, for its images with their margins and for what it adds to a gradient."""

    def __init__(self, layout: Layout, images: int, ones: bool, dtype: np.dtype[Any]) -> None:
        self.layout = layout
        self.most, lines = most(layout, images, dtype.itemsize)
        self.rows = np.ones((self.most * lines * layout.across, layout.length + ones), dtype)
        self.framed = self._frame(dtype)  # its margins stay zero
        self.folded = self._frame(dtype)
        self._share: Array | None = None
        top, left, _, _ = layout.window.margins
        height, width = layout.window.image
        self.inside = (slice(None), slice(top, top + height), slice(left, left + width))

    def _frame(self, dtype: np.dtype[Any]) -> Array | None:
        if not any(self.layout.window.margins):
            return None
        return np.zeros((self.most, *self.layout.window.padded, self.layout.channels), dtype)

    def share(self, shape: tuple[int, ...]) -> Array:
        """A chunk's share of a matrix's gradient."""
        if self._share is None:
            self._share = np.empty(shape, self.rows.dtype)
        return self._share

    def chunks(self, images: int) -> list[Chunk]:
        return chunks(self.layout, images, self.rows.itemsize)

    def of(self, chunk: Chunk) -> tuple[Array, Array]:
        """The rows of a chunk, with the column of ones, and their patches as (images, lines, across, *shape)."""
        images, lines = chunk.images.stop - chunk.images.start, chunk.lines.stop - chunk.lines.start
        layout = self.layout
        rows = self.rows[: images * lines * layout.across]
        row, item = rows.strides
        cells = np.lib.stride_tricks.as_strided(
            rows,
            (images, lines, layout.across, *layout.shape),
            (
                lines * layout.across * row,
                layout.across * row,
                row,
                layout.columns * layout.channels * item,
                layout.channels * item,
                item,
            ),
        )
        return rows, cells


class Scratches:
    """A scratch for each worker."""

    def __init__(self, layout: Layout, images: int, ones: bool, dtype: np.dtype[Any]) -> None:
        self._make = partial(Scratch, layout, images, ones, dtype)
        self._made: dict[int, Scratch] = {}

    def of(self, worker: int) -> Scratch:
        if worker not in self._made:
            self._made[worker] = self._make()
        return self._made[worker]


class Correlation:
    """The three products for one group of channels, over a batch of images (images, height, width, channels).

    ``pixels`` are (images, height, width, filters). Each is bound to arrays once; what comes back allocates nothing.
    """

    def __init__(self, filters: Filters, scratch: Scratch) -> None:
        self.filters, self.scratch, self.layout = filters, scratch, filters.layout

    def gathering(self, image: Array, pixels: Array) -> Work:
        """pixels = patches of the image · W + bias."""
        matrix, steps = self.filters.matrix, self._steps(image, pixels)

        def gather() -> None:
            for copies, rows, out in steps:
                for target, source in copies:
                    np.copyto(target, source)
                np.matmul(rows, matrix, out)

        return gather

    def weighing(self, image: Array, pixels: Array, total: Array) -> Work:
        """``total`` = patches of the image ᵀ · pixels: the gradient of the matrix."""
        part, steps = self.scratch.share(total.shape), self._steps(image, pixels)

        def weigh() -> None:
            out = total
            for copies, rows, values in steps:
                for target, source in copies:
                    np.copyto(target, source)
                np.matmul(rows.T, values, out)
                if out is part:
                    np.add(total, part, total)
                out = part

        return weigh

    def folding(self, pixels: Array, image: Array) -> Work:
        """image = the sum of the patches pixels · Wᵀ, each at its place."""
        scratch, length = self.scratch, self.layout.length
        matrix = self.filters.matrix[:length].T
        steps = []
        for chunk in scratch.chunks(len(image)):
            rows, cells = scratch.of(chunk)
            part = image[chunk.images]
            framed = part if scratch.folded is None else scratch.folded[: len(part)]
            additions = list(self.layout.additions(framed, chunk.lines, cells))
            out = None if scratch.folded is None or not chunk.last else (part, framed[scratch.inside])
            fresh = framed if chunk.first else None
            steps.append((self._pixels(pixels, chunk), rows[:, :length], fresh, additions, out))

        def fold() -> None:
            for values, rows, fresh, additions, out in steps:
                np.matmul(values, matrix, rows)
                if fresh is not None:
                    fresh.fill(0)
                for place, patch in additions:
                    np.add(place, patch, place)
                if out is not None:
                    np.copyto(*out)

        return fold

    def _steps(self, image: Array, pixels: Array) -> list[tuple[list[tuple[Array, Array]], Array, Array]]:
        """For each chunk: the copies that fill the rows, the rows, and the chunk's pixels as a matrix."""
        scratch, steps = self.scratch, []
        for chunk in scratch.chunks(len(image)):
            rows, cells = scratch.of(chunk)
            framed, copies = image[chunk.images], []
            if scratch.framed is not None:
                inside = framed
                framed = scratch.framed[: len(inside)]
                if chunk.first:
                    copies.append((framed[scratch.inside], inside))
            copies.append((cells, self.layout.windows(framed, chunk.lines)))
            steps.append((copies, rows, self._pixels(pixels, chunk)))
        return steps

    def _pixels(self, pixels: Array, chunk: Chunk) -> Array:
        part = pixels[chunk.images, chunk.lines]
        matrix = part.view()
        matrix.shape = (
            -1,
            self.layout.block * part.shape[-1],
        )  # refuses to copy, which would lose the result
        return matrix
