"""Half the squared error."""

from typing import TYPE_CHECKING

import numpy as np

from core.losses.base import Loss

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class HalfSquared(Loss, frozen=True, kw_only=True, tag="half-squared"):
    """L = ½ Σ_k (y_k - t_k)², mean over the batch; ∂L/∂y = (y - t) / batch (Bishop 2006, 5.14)."""

    title = "Squared error, half"
    help = "Half of each output's squared error, added up; its slope is simply output minus target."
    order = 10

    def build(self, build: "Build", y: "Array", target: "Array", dy: "Array | None", total: "Array") -> None:
        error = build.buffer(y.shape)
        build.forward(np.subtract, y, target, error)
        flat = error.reshape(-1)
        build.forward(np.dot, flat, flat, total)
        build.forward(np.multiply, total, build.number(0.5 / build.batch), total)
        if dy is not None:
            build.forward(np.multiply, error, build.number(1.0 / build.batch), dy)
