"""Cross-entropy between a class and predicted probabilities."""

from typing import TYPE_CHECKING

import numpy as np

from core.losses.base import Loss

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class CategoricalCrossEntropy(Loss, frozen=True, kw_only=True, tag="categorical-cross-entropy"):
    """L = -Σ_k t_k log y_k, mean over the batch; with softmax ∂L/∂z = (y - t) / batch (Bishop 2006, 5.24)."""

    title = "Cross-entropy, classes"
    help = "How surprised the network is by the right class. Goes with softmax."
    order = 50
    fuses = ("softmax",)
    encodings = ("one-hot",)

    def build(self, build: "Build", y: "Array", target: "Array", dy: "Array | None", total: "Array") -> None:
        safe, terms = build.buffer(y.shape), build.buffer(y.shape)
        tiny = build.number(np.finfo(build.dtype).tiny)
        build.forward(np.maximum, y, tiny, safe)
        build.forward(np.log, safe, terms)
        build.forward(np.multiply, terms, target, terms)
        build.forward(np.add.reduce, terms.reshape(-1), 0, None, total)
        build.forward(np.multiply, total, build.number(-1.0 / build.batch), total)
        if dy is not None:
            build.forward(np.divide, target, safe, dy)
            build.forward(np.multiply, dy, build.number(-1.0 / build.batch), dy)

    def build_fused(
        self, build: "Build", z: "Array", target: "Array", dz: "Array | None", total: "Array"
    ) -> None:
        y, terms = z, build.buffer(z.shape)
        peak, total_exp = build.buffer((1, build.batch)), build.buffer((1, build.batch))
        build.forward(np.maximum.reduce, z, 0, None, peak, True)
        build.forward(np.subtract, z, peak, terms)
        build.forward(np.exp, terms, y)
        build.forward(np.add.reduce, y, 0, None, total_exp, True)
        build.forward(np.divide, y, total_exp, y)
        build.forward(np.log, total_exp, total_exp)
        build.forward(np.subtract, total_exp, terms, terms)  # -log y, without ever taking the logarithm of a tiny y
        build.forward(np.multiply, terms, target, terms)
        build.forward(np.add.reduce, terms.reshape(-1), 0, None, total)
        build.forward(np.multiply, total, build.number(1.0 / build.batch), total)
        if dz is not None:
            build.forward(np.subtract, y, target, dz)
            build.forward(np.multiply, dz, build.number(1.0 / build.batch), dz)
