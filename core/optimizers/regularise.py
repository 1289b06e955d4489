"""Penalties and clipping, on the flat vectors."""

import math

import numpy as np

from core.optimizers.base import CHUNK, Array


def add_penalty_gradient(
    parameters: Array, gradients: Array, decays: Array, l1: float, l2: float, scratch: Array
) -> None:
    """g ← g + decays · (l2 w + l1 sign w), in place: the slope of ½ l2 Σ w² + l1 Σ |w|.

    All vectors (count,), but for ``scratch``, of which (min(count, CHUNK),) is enough.
    """
    for start in range(0, parameters.size, CHUNK):
        w, g, d = (v[start : start + CHUNK] for v in (parameters, gradients, decays))
        s = scratch[: w.size]
        if l2:
            np.multiply(w, d, s)
            np.multiply(s, l2, s)
            np.add(g, s, g)
        if l1:
            np.sign(w, s)
            np.multiply(s, d, s)
            np.multiply(s, l1, s)
            np.add(g, s, g)


def clip_norm(gradients: Array, limit: float) -> float:
    """Scale the gradient (count,) to a Euclidean length of at most ``limit``; returns the length before.

    The same as torch's ``clip_grad_norm_``; a length that is not finite is left for the trainer to find.
    """
    norm = math.sqrt(float(np.dot(gradients, gradients)))
    share = limit / (norm + 1e-6)
    if share < 1 and math.isfinite(norm):
        np.multiply(gradients, share, gradients)
    return norm
