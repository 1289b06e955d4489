"""The largest value of a whole image or sequence."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.layers.base import Shape
from core.layers.global_pooling import GlobalPooling, counting, places

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


class GlobalMaxPooling(GlobalPooling, frozen=True, kw_only=True, tag="global-max-pooling"):
    """y[c] = max of x[..., c]; values that are equally large share the gradient.

    x (height, width, channels) or (steps, channels), y (channels,). Of sequences of unequal length only the steps that
    count.
    """

    title = "Global max"
    help = "The largest value of each channel over the whole image or sequence: was it there, wherever?"
    order = 55
    icon = "M2.5 2.5h11v11h-11zM5 10.5l3-5 3 5"

    def memory(self, inputs: tuple[Shape, ...]) -> int:
        size = 1
        for extent in inputs[0]:
            size *= extent
        return size + 4 * size

    def build(self, build: "Build") -> None:
        x = build.input(0)
        values, y, dx = places(x.array, x.shape), build.emit_new((x.shape[-1],)), build.input_gradient(0)
        if x.lengths is not None and len(x.shape) == 2:
            values = self._without_the_rest(build, values, x.lengths)
        largest = build.buffer((build.batch, x.shape[-1]))
        build.forward(np.maximum.reduce, values, 1, None, largest)
        build.forward(np.copyto, y.array, largest.T)
        if dx is not None and y.gradient is not None:
            self._backward(build, values, largest, y.gradient, places(dx, x.shape))

    def _without_the_rest(self, build: "Build", values: "Array", lengths: "Array") -> "Array":
        """The values, and -∞ behind each sample's length."""
        counts = counting(build, lengths, values.shape[1])
        penalty, found = build.buffer(counts.shape), build.buffer(values.shape)
        build.forward(np.subtract, counts, build.one, penalty)
        build.forward(np.multiply, penalty, build.number(np.finfo(build.dtype).max), penalty)
        build.forward(np.multiply, values, counts[:, :, None], found)
        build.forward(np.add, found, penalty[:, :, None], found)
        return found

    def _backward(self, build: "Build", values: "Array", largest: "Array", dy: "Array", dx: "Array") -> None:
        wins, share = build.buffer(values.shape, bool), build.buffer(largest.shape)
        build.backward(np.equal, values, largest[:, None], wins)
        build.backward(np.copyto, dx, wins)
        build.backward(np.add.reduce, dx, 1, None, share)
        build.backward(partial(np.divide, dy.T, share, out=share))
        build.backward(np.multiply, wins, share[:, None], dx)

    def lower(self, lowering: "Lowering") -> None:
        self.lowered(lowering, "GlobalMaxPool")
