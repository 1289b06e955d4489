"""The mean of a whole image or sequence."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.layers.global_pooling import GlobalPooling, counting, places

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


class GlobalAveragePooling(GlobalPooling, frozen=True, kw_only=True, tag="global-average-pooling"):
    """y[c] = mean of x[..., c] (Lin et al. 2014). x (height, width, channels) or (steps, channels), y (channels,).

    Of sequences of unequal length only the steps that count.
    """

    title = "Global average"
    help = "The mean of each channel over the whole image or sequence: as many values as channels."
    order = 50
    icon = "M2.5 2.5h11v11h-11zM5.5 8h5"

    def build(self, build: "Build") -> None:
        x = build.input(0)
        values, y, dx = places(x.array, x.shape), build.emit_new((x.shape[-1],)), build.input_gradient(0)
        sums = build.buffer((build.batch, x.shape[-1]))
        if x.lengths is None or len(x.shape) > 2:
            mask, share = None, build.number(1 / values.shape[1])
            build.forward(np.add.reduce, values, 1, None, sums)
        else:
            mask, share = counting(build, x.lengths, values.shape[1]), build.buffer((build.batch,))
            build.forward(np.matmul, mask[:, None], values, sums[:, None])
            build.forward(partial(np.maximum, x.lengths, build.one, out=share))
            build.forward(np.divide, build.one, share, share)
        build.forward(np.multiply, sums.T, share, y.array)
        if dx is not None and y.gradient is not None:
            _spread(build, y.gradient, share, mask, places(dx, x.shape))

    def lower(self, lowering: "Lowering") -> None:
        self.lowered(lowering, "GlobalAveragePool")


def _spread(build: "Build", dy: "Array", share: "Array", mask: "Array | None", dx: "Array") -> None:
    part = build.buffer((build.batch, dx.shape[-1]))
    build.backward(np.multiply, dy, share, part.T)
    if mask is None:
        build.backward(np.copyto, dx, part[:, None])
    else:
        build.backward(np.multiply, mask[:, :, None], part[:, None], dx)
