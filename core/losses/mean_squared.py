"""The mean squared error."""

from typing import TYPE_CHECKING

import numpy as np

from core.losses.base import Loss

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class MeanSquared(Loss, frozen=True, kw_only=True, tag="mean-squared"):
    """L = 1/K Σ_k (y_k - t_k)² over K outputs, mean over the batch; ∂L/∂y = 2 (y - t) / (K · batch).

    The same as torch's ``MSELoss``.
    """

    title = "Squared error, mean"
    help = "The mean of all outputs' squared errors. Large errors count much more than small ones."
    order = 11

    def build(self, build: "Build", y: "Array", target: "Array", dy: "Array | None", total: "Array") -> None:
        error = build.buffer(y.shape)
        build.forward(np.subtract, y, target, error)
        flat = error.reshape(-1)
        build.forward(np.dot, flat, flat, total)
        build.forward(np.multiply, total, build.number(1.0 / y.size), total)
        if dy is not None:
            build.forward(np.multiply, error, build.number(2.0 / y.size), dy)
