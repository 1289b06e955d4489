"""Convolutions, transposed ones and depthwise ones, bound to the arrays of a plan."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np

from core.engine.kernels.depthwise import Depthwise
from core.engine.kernels.patches import Array, best_layout
from core.engine.kernels.products import Correlation, Filters, Scratch, Scratches
from core.engine.kernels.window import Window

if TYPE_CHECKING:
    from core.engine.build import Build


PLACES = 1_000_000  # elements that the sums of parts may take


class Bound(Protocol):
    """A convolution whose forward calls are in the plan; ``backward`` puts in the others."""

    def backward(self, dz: Array, dx: Array | None) -> None: ...


def convolve(build: "Build", window: Window, groups: int, bias: bool, x: Array, z: Array) -> Bound:
    """Append z = the parameter ``weight`` slid over x, plus ``bias``.

    Args:
        x: (images, height, width, channels); z: (images, height, width, filters).
        groups: channels and filters are parted into so many groups that know nothing of each other.
    """
    if groups == 1:
        return Convolution(build, window, bias, x, z)
    kind = Depthwise if groups == x.shape[-1] else GroupedConvolution
    return kind(build, window, groups, bias, x, z)


class Convolution:
    """One group: weight (kernel height, kernel width, channels, filters). The bias rides in the product."""

    def __init__(self, build: "Build", window: Window, bias: bool, x: Array, z: Array) -> None:
        self.build, self.bias, self.x = build, bias, x
        self.shape = (*window.kernel, x.shape[-1], z.shape[-1])
        weight = build.parameter("weight").reshape(self.shape)
        layout = best_layout(window, x.shape[-1], z.shape[-1], build.input(0).gradient is not None)
        self.whole = layout.block == 1  # then the parameters are the matrix, just as they lie
        matrix = self._matrix(build) if self.whole else None
        self.filters = Filters(layout, weight, build.parameter("bias") if bias else None, matrix)
        self.scratches = Scratches(layout, len(x), bias, x.dtype)
        if not self.whole:
            build.beforehand(self.filters.spread)
        build.by_parts(lambda part: part.forward(self._product(part).gathering(part.own(x), part.own(z))))

    def _product(self, part: "Build") -> Correlation:
        return Correlation(self.filters, self.scratches.of(part.worker))

    def _matrix(self, build: "Build") -> Array:
        weight = build.parameter("weight")
        return build.joined("weight", "bias") if self.bias else weight.reshape(-1, weight.shape[-1])

    def _gradient(self, build: "Build") -> Array:
        weight = build.gradient("weight")
        return build.joined_gradient("weight", "bias") if self.bias else weight.reshape(-1, weight.shape[-1])

    def backward(self, dz: Array, dx: Array | None) -> None:
        build = self.build
        if not build.frozen:
            matrix = self._gradient(build) if self.whole else None
            bias = build.gradient("bias") if self.bias else None
            total, collect = self.filters.collecting(
                build.gradient("weight").reshape(self.shape), bias, matrix
            )
            add_up(
                build,
                total,
                lambda part, sums: part.backward(
                    self._product(part).weighing(part.own(self.x), part.own(dz), sums)
                ),
            )
            if not self.whole:
                build.afterwards(collect)
        if dx is not None:
            build.by_parts(
                lambda part: part.backward(self._product(part).folding(part.own(dz), part.own(dx)))
            )


class GroupedConvolution:
    """Several groups, one after the other: weight (kernel height, kernel width, channels / groups, filters)."""

    def __init__(self, build: "Build", window: Window, groups: int, bias: bool, x: Array, z: Array) -> None:
        self.build, self.x, self.bias = build, x, bias
        channels, count = x.shape[-1] // groups, z.shape[-1] // groups
        self.shape = (*window.kernel, channels, z.shape[-1])
        self.inside = [slice(g * channels, (g + 1) * channels) for g in range(groups)]
        self.outside = [slice(g * count, (g + 1) * count) for g in range(groups)]
        layout = best_layout(window, channels, count, blocks=False)
        scratch = Scratch(layout, len(x), bias, x.dtype)
        self.products: list[Correlation] = []
        for inside, outside in zip(self.inside, self.outside, strict=True):
            weight = build.parameter("weight").reshape(self.shape)[..., outside]
            b = build.parameter("bias")[outside] if bias else None
            product = Correlation(Filters(layout, weight, b), scratch)
            build.forward(product.filters.spread)
            build.forward(product.gathering(x[..., inside], z[..., outside]))
            self.products.append(product)

    def backward(self, dz: Array, dx: Array | None) -> None:
        build = self.build
        for product, inside, outside in zip(self.products, self.inside, self.outside, strict=True):
            if not build.frozen:
                bias = build.gradient("bias")[outside] if self.bias else None
                total, collect = product.filters.collecting(
                    build.gradient("weight").reshape(self.shape)[..., outside], bias
                )
                build.backward(product.weighing(self.x[..., inside], dz[..., outside], total))
                build.backward(collect)
            if dx is not None:
                build.backward(product.folding(dz[..., outside], dx[..., inside]))


class TransposedConvolution:
    """z = each pixel of x times the weights (kernel height, kernel width, filters, channels), added up where they meet.

    ``window`` slides over z; x has its positions.
    """

    def __init__(self, build: "Build", window: Window, bias: bool, x: Array, z: Array) -> None:
        self.build, self.x, self.z = build, x, z
        weight = build.parameter("weight")
        layout = best_layout(window, z.shape[-1], x.shape[-1])
        self.bias, self.whole = bias, layout.block == 1
        matrix = weight.reshape(-1, weight.shape[-1]) if self.whole else None
        self.filters = Filters(layout, weight, None, matrix)
        self.scratches = Scratches(layout, len(x), False, x.dtype)
        if not self.whole:
            build.beforehand(self.filters.spread)
        # a line at a time: short rows of channels would be slow
        self.line = build.buffer((z.shape[-2], z.shape[-1])) if bias else None
        if self.line is not None:
            build.beforehand(np.copyto, self.line, build.parameter("bias"))
        build.by_parts(self._forward)

    def _forward(self, part: "Build") -> None:
        z = part.own(self.z)
        part.forward(self._product(part).folding(part.own(self.x), z))
        if self.line is not None:
            part.forward(np.add, z, self.line, z)

    def _product(self, part: "Build") -> Correlation:
        return Correlation(self.filters, self.scratches.of(part.worker))

    def backward(self, dz: Array, dx: Array | None) -> None:
        build = self.build
        if not build.frozen:
            gradient = build.gradient("weight")
            matrix = gradient.reshape(-1, gradient.shape[-1]) if self.whole else None
            total, collect = self.filters.collecting(gradient, None, matrix)
            add_up(
                build,
                total,
                lambda part, sums: part.backward(
                    self._product(part).weighing(part.own(dz), part.own(self.x), sums)
                ),
            )
            if not self.whole:
                build.afterwards(collect)
            if self.bias:
                sum_bias(build, dz)
        if dx is not None:
            build.by_parts(
                lambda part: part.backward(self._product(part).gathering(part.own(dz), part.own(dx)))
            )


def sum_bias(build: "Build", dz: Array) -> None:
    """Append the gradient of ``bias``: the sum of dz over all pixels."""

    def bind(part: "Build", sums: Array) -> None:
        pixels = part.own(dz).reshape(-1, dz.shape[-1])
        part.backward(np.dot, part.constant(1.0, (len(pixels),)), pixels, sums)

    add_up(build, build.gradient("bias"), bind)


def add_up(build: "Build", total: Array, bind: Callable[["Build", Array], None]) -> None:
    """Append backward calls for a sum over the batch.

    Each part has a place of its own, added up in their order: so the sum does not hang on who computes what.

    Args:
        bind: appends what fills the array it is handed with the part's share.
    """
    count = min(build.part_count, max(2, PLACES // total.size))
    if count == 1:
        bind(build, total)
        return
    sums = np.empty((count, *total.shape), total.dtype)
    build.by_parts(lambda part: bind(part, sums[part.place]), count)
    build.afterwards(partial(np.add.reduce, sums, 0, out=total))
