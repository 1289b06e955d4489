"""Normalising and regularising layers in torch."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from tests.core.references.given import Given


def batch_norm(f: Any, given: Given) -> Tensor:
    """By its formula, as torch refuses a single number a channel."""
    w = given.weights
    mean, variance = w["mean"], w["variance"]
    if given.training:
        axes = tuple(range(given.x.ndim - 1))
        mean, variance = given.x.mean(axes), given.x.var(axes, unbiased=False)
    return (given.x - mean) / torch.sqrt(variance + f.epsilon) * w["scale"] + w["shift"]


def layer_norm(f: Any, given: Given) -> Tensor:
    w = given.weights
    return functional.layer_norm(given.x, given.x.shape[-1:], w["scale"], w["shift"], f.epsilon)


def group_norm(f: Any, given: Given) -> Tensor:
    """By its formula, as torch refuses a single number a group."""
    w, x = given.weights, given.x
    split = x.reshape(len(x), -1, f.groups, x.shape[-1] // f.groups)
    variance, mean = torch.var_mean(split, (1, 3), unbiased=False, keepdim=True)
    return ((split - mean) / torch.sqrt(variance + f.epsilon)).reshape(x.shape) * w["scale"] + w["shift"]


def spatial_dropout(f: Any, given: Given) -> Tensor:
    """Which channels were kept is read off the engine's own output."""
    seen = given.seen[0].flatten(1, -2)
    kept = (seen != 0).any(1).reshape(len(seen), *(1 for _ in given.x.shape[2:]), -1)
    return given.x * kept / (1 - f.rate)


def gaussian_noise(f: Any, given: Given) -> Tensor:
    """The noise is read off the engine's own output."""
    return given.x + (given.seen[0] - given.x).detach()


LAYERS: dict[str, Callable[[Any, Given], Tensor | tuple[Tensor, ...]]] = {
    "batch-norm": batch_norm,
    "layer-norm": layer_norm,
    "group-norm": group_norm,
    "spatial-dropout": spatial_dropout,
    "gaussian-noise": gaussian_noise,
}
