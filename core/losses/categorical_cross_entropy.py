"""Cross-entropy between a class and predicted probabilities."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.losses.base import Loss, Share, add_gradient, add_mean

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class CategoricalCrossEntropy(Loss, frozen=True, kw_only=True, tag="categorical-cross-entropy"):
    """L = -Σ_k t_k log y_k, mean over the batch (Bishop 2006, 4.108).

    With softmax, from the sums z: L = Σ_k t_k (log Σ_j e^z_j - z_k) and ∂L/∂z = (y - t) / batch, where the
    t_k add up to 1; safe for any z; torch's ``CrossEntropyLoss``. Without, y is kept off 0 by the smallest
    step there is.
    """

    title = "Cross-entropy, classes"
    help = "How surprised the network is by the right class. Goes with softmax."
    order = 50
    fuses = ("softmax",)
    encodings = ("one-hot",)

    def build(
        self, build: "Build", y: "Array", target: "Array", dy: "Array | None", total: "Array", share: "Share"
    ) -> None:
        safe, terms = np.empty_like(y), np.empty_like(y)
        low = np.full_like(y, np.finfo(build.dtype).eps)
        build.forward(partial(np.maximum, y, low, out=safe))
        build.forward(np.log, safe, terms)
        build.forward(np.multiply, terms, target, terms)
        add_mean(build, terms, share, total, -1.0)
        if dy is not None:
            build.forward(np.divide, target, safe, safe)
            add_gradient(build, safe, share, dy, -1.0)

    def build_fused(
        self, build: "Build", z: "Array", target: "Array", dz: "Array | None", total: "Array", share: "Share"
    ) -> None:
        y, terms = z, np.empty_like(z)
        peak, exp_sum = build.buffer((1, z.shape[1])), build.buffer((1, z.shape[1]))
        build.forward(np.maximum.reduce, z, 0, None, peak, True)
        build.forward(np.subtract, z, peak, terms)
        build.forward(np.exp, terms, y)
        build.forward(np.add.reduce, y, 0, None, exp_sum, True)
        build.forward(np.divide, y, exp_sum, y)
        build.forward(np.log, exp_sum, exp_sum)
        build.forward(np.subtract, exp_sum, terms, terms)  # -log y, without taking the logarithm of a tiny y
        build.forward(np.multiply, terms, target, terms)
        add_mean(build, terms, share, total)
        if dz is not None:
            build.forward(np.subtract, y, target, terms)
            add_gradient(build, terms, share, dz)
