"""Half the squared error."""

from typing import TYPE_CHECKING

import numpy as np

from core.losses.base import Loss, Share, add_gradient, add_squares

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class HalfSquared(Loss, frozen=True, kw_only=True, tag="half-squared"):
    """L = ½ Σ_k (y_k - t_k)², mean over the batch; ∂L/∂y = (y - t) / batch (Bishop 2006, 5.14)."""

    title = "Squared error, half"
    help = "Half of each output's squared error, added up; its slope is simply output minus target."
    order = 10

    def build(
        self, build: "Build", y: "Array", target: "Array", dy: "Array | None", total: "Array", share: "Share"
    ) -> None:
        error = np.empty_like(y)
        build.forward(np.subtract, y, target, error)
        add_squares(build, error, share, total, 0.5)
        if dy is not None:
            add_gradient(build, error, share, dy)
