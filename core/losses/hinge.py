"""The hinge loss."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.losses.base import Loss, add_scaled_sum

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class Hinge(Loss, frozen=True, kw_only=True, tag="hinge"):
    """L = max(0, 1 - t y), t = -1 or +1, mean over outputs and batch (Cortes and Vapnik 1995).

    ∂L/∂y = -t / (K · batch) where t y < 1, else 0, for K outputs. The same as scikit-learn's ``hinge_loss``.
    """

    title = "Hinge"
    help = "Wants the output on the right side of 0, at least 1 away from it. Targets are -1 and +1."
    order = 35
    encodings = ("-1/+1",)

    def build(self, build: "Build", y: "Array", target: "Array", dy: "Array | None", total: "Array") -> None:
        short, zeros = build.buffer(y.shape), build.constant(0.0, y.shape)
        build.forward(np.multiply, y, target, short)
        build.forward(np.subtract, build.one, short, short)
        build.forward(partial(np.maximum, short, zeros, out=short))
        add_scaled_sum(build, short, 1.0 / y.size, total)
        if dy is not None:
            build.forward(np.greater, short, build.number(0.0), short)
            build.forward(np.multiply, short, target, short)
            build.forward(np.multiply, short, build.number(-1.0 / y.size), dy)
