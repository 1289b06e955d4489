"""Cross-entropy between yes or no and predicted probabilities."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.activations.sigmoid import Sigmoid
from core.activations.softplus import add_softplus
from core.losses.base import Loss, Share, add_gradient, add_mean

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class BinaryCrossEntropy(Loss, frozen=True, kw_only=True, tag="binary-cross-entropy"):
    """L = -t log y - (1 - t) log(1 - y), mean over outputs and batch (Bishop 2006, 4.90).

    With sigmoid, from the sums z: L = log(1 + eᶻ) - t z and ∂L/∂z = (y - t) / (K · batch) for K outputs, safe
    for any z; torch's ``BCEWithLogitsLoss``. Without, y is kept off 0 and 1 by the smallest step there is.
    """

    title = "Cross-entropy, yes or no"
    help = "How surprised the network is by the right answer, 0 or 1. Goes with sigmoid."
    order = 40
    fuses = ("sigmoid",)
    encodings = ("0/1", "one-hot")

    def build(
        self, build: "Build", y: "Array", target: "Array", dy: "Array | None", total: "Array", share: "Share"
    ) -> None:
        step = float(np.finfo(build.dtype).eps)
        low, high = np.full_like(y, step), np.full_like(y, 1 - step)
        yes, no, terms, rest = (np.empty_like(y) for _ in range(4))
        build.forward(partial(np.maximum, y, low, out=yes))
        build.forward(partial(np.minimum, yes, high, out=yes))
        build.forward(np.subtract, build.one, yes, no)
        build.forward(np.log, yes, terms)
        build.forward(np.log, no, rest)
        build.forward(np.subtract, terms, rest, terms)
        build.forward(np.multiply, terms, target, terms)
        build.forward(np.add, terms, rest, terms)  # t (log y - log(1 - y)) + log(1 - y)
        add_mean(build, terms, share, total, -1 / len(y))
        if dy is not None:
            build.forward(np.subtract, yes, target, terms)
            build.forward(np.multiply, yes, no, rest)
            build.forward(np.divide, terms, rest, terms)
            add_gradient(build, terms, share, dy, 1 / len(y))

    def build_fused(
        self, build: "Build", z: "Array", target: "Array", dz: "Array | None", total: "Array", share: "Share"
    ) -> None:
        y, terms, agreement = z, np.empty_like(z), np.empty_like(z)
        add_softplus(build, z, terms)
        build.forward(np.multiply, z, target, agreement)
        build.forward(np.subtract, terms, agreement, terms)
        add_mean(build, terms, share, total, 1 / len(z))
        Sigmoid().forward(build, z, y, 0)
        if dz is not None:
            build.forward(np.subtract, y, target, terms)
            add_gradient(build, terms, share, dz, 1 / len(z))
