"""The Huber loss."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import numpy as np

from core.losses.base import Loss, Share, add_gradient, add_mean
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class Huber(Loss, frozen=True, kw_only=True, tag="huber"):
    """L = ½ e² where |e| <= delta, else delta (|e| - ½ delta), with e = y - t; mean over outputs and batch.

    With c = e clipped to ±delta both are c (e - ½ c), and ∂L/∂y = c / (K · batch) for K outputs (Huber 1964).
    The same as torch's ``HuberLoss``.
    """

    title = "Huber"
    help = "Squared for small errors, absolute for large ones: smooth near the target, calm about outliers."
    order = 30

    delta: Annotated[
        float, meta("Delta", "The error from which on it grows in a straight line.", gt=0, le=1000, log=True)
    ] = 1.0

    @property
    def summary(self) -> str:
        return f"delta {self.delta:g}"

    def build(
        self, build: "Build", y: "Array", target: "Array", dy: "Array | None", total: "Array", share: "Share"
    ) -> None:
        error, clipped, terms = (np.empty_like(y) for _ in range(3))
        high, low = np.full_like(y, self.delta), np.full_like(y, -self.delta)
        build.forward(np.subtract, y, target, error)
        build.forward(partial(np.minimum, error, high, out=clipped))
        build.forward(partial(np.maximum, clipped, low, out=clipped))
        build.forward(np.multiply, clipped, build.number(0.5), terms)
        build.forward(np.subtract, error, terms, terms)
        build.forward(np.multiply, terms, clipped, terms)
        add_mean(build, terms, share, total, 1 / len(y))
        if dy is not None:
            add_gradient(build, clipped, share, dy, 1 / len(y))
