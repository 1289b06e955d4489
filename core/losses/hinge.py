"""The hinge loss."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.losses.base import Loss, Share, add_gradient, add_mean

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

    def build(
        self, build: "Build", y: "Array", target: "Array", dy: "Array | None", total: "Array", share: "Share"
    ) -> None:
        short, zeros = np.empty_like(y), np.zeros_like(y)
        build.forward(np.multiply, y, target, short)
        build.forward(np.subtract, build.one, short, short)
        build.forward(partial(np.maximum, short, zeros, out=short))
        add_mean(build, short, share, total, 1 / len(y))
        if dy is not None:
            build.forward(np.greater, short, build.number(0.0), short)
            build.forward(np.multiply, short, target, short)
            add_gradient(build, short, share, dy, -1 / len(y))
