"""The absolute error."""

from typing import TYPE_CHECKING

import numpy as np

from core.losses.base import Loss, Share, add_gradient, add_mean

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class Absolute(Loss, frozen=True, kw_only=True, tag="absolute"):
    """L = 1/K Σ_k |y_k - t_k| over K outputs, mean over the batch; ∂L/∂y = sign(y - t) / (K · batch).

    The same as torch's ``L1Loss``.
    """

    title = "Absolute error"
    help = "The mean distance between output and target. Outliers count no more than their distance."
    order = 20

    def build(
        self, build: "Build", y: "Array", target: "Array", dy: "Array | None", total: "Array", share: "Share"
    ) -> None:
        error, distance = np.empty_like(y), np.empty_like(y)
        build.forward(np.subtract, y, target, error)
        build.forward(np.absolute, error, distance)
        add_mean(build, distance, share, total, 1 / len(y))
        if dy is not None:
            build.forward(np.sign, error, error)
            add_gradient(build, error, share, dy, 1 / len(y))
