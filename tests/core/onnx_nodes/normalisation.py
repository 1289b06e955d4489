"""Normalisation; images have channels first there, last here."""

import numpy as np

from core.layers.batch_norm import BatchNorm
from core.layers.layer_norm import LayerNorm
from tests.core.onnx_nodes.case import Case, refuse_if, run_layer


def batch_normalization(case: Case) -> list[np.ndarray]:
    refuse_if(case.get("training_mode", 0), "running variances without Bessel's correction")
    x, scale, shift, mean, variance = case.inputs
    weights = {"scale": scale, "shift": shift, "mean": mean, "variance": variance}
    layer = BatchNorm(epsilon=case.get("epsilon", 1e-5))
    answer = run_layer(layer, np.ascontiguousarray(np.moveaxis(x, 1, -1)), weights)
    return [np.moveaxis(answer, -1, 1)]


def layer_normalization(case: Case) -> list[np.ndarray]:
    """Several axes at once are one long axis. The means and spreads, which no reader of ours asks for, are left out."""
    x, scale, *shift = case.inputs
    axis = case.get("axis", -1) % x.ndim
    rows = x.reshape(int(np.prod(x.shape[:axis])), -1)
    weights = {"scale": scale.ravel(), "shift": shift[0].ravel() if shift else np.zeros(scale.size)}
    return [run_layer(LayerNorm(epsilon=case.get("epsilon", 1e-5)), rows, weights).reshape(x.shape)]


ADAPTERS = {"BatchNormalization": batch_normalization, "LayerNormalization": layer_normalization}
