"""Penalties and clipping, on the flat vectors."""

import math

import numpy as np

from core.optimizers.base import Array


def add_penalty_gradient(
    parameters: Array, gradients: Array, decays: Array, l1: float, l2: float, scratch: Array
) -> None:
    """g ← g + decays · (l2 w + l1 sign w), in place. All vectors (count,)."""
    if l2:
        np.multiply(parameters, decays, scratch)
        scratch *= l2
        gradients += scratch
    if l1:
        np.sign(parameters, scratch)
        np.multiply(scratch, decays, scratch)
        scratch *= l1
        gradients += scratch


def clip_norm(gradients: Array, limit: float) -> float:
    """Scale the gradient (count,) so that its Euclidean length is at most ``limit``; returns the length before."""
    norm = math.sqrt(float(np.dot(gradients, gradients)))
    if norm > limit:
        gradients *= limit / (norm + 1e-6)
    return norm
