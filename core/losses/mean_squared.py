"""The mean squared error."""

from typing import TYPE_CHECKING

import numpy as np

from core.losses.base import Loss, Share, add_gradient, add_squares

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class MeanSquared(Loss, frozen=True, kw_only=True, tag="mean-squared"):
    """L = 1/K Σ_k (y_k - t_k)² over K outputs, mean over the batch; ∂L/∂y = 2 (y - t) / (K · batch).

    The same as torch's ``MSELoss``.
    """

    title = "Squared error, mean"
    help = "The mean of all outputs' squared errors. Large errors count much more than small ones."
    order = 11

    def build(
        self, build: "Build", y: "Array", target: "Array", dy: "Array | None", total: "Array", share: "Share"
    ) -> None:
        error = np.empty_like(y)
        build.forward(np.subtract, y, target, error)
        add_squares(build, error, share, total, 1 / len(y))
        if dy is not None:
            add_gradient(build, error, share, dy, 2 / len(y))
