"""Activations and losses in torch, by their tags; batch-first, float64."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from core.spec import tag


def step(f: Any, z: Tensor) -> Tensor:
    return z + ((z >= f.threshold).to(z.dtype) - z).detach()


ACTIVATIONS: dict[str, Callable[[Any, Tensor], Tensor]] = {
    "linear": lambda f, z: z,
    "step": step,
    "sigmoid": lambda f, z: torch.sigmoid(z),
    "tanh": lambda f, z: torch.tanh(z),
    "relu": lambda f, z: functional.relu(z),
    "leaky-relu": lambda f, z: functional.leaky_relu(z, f.slope),
    "elu": lambda f, z: functional.elu(z, f.alpha),
    "gelu": lambda f, z: functional.gelu(z, approximate="tanh"),
    "softplus": lambda f, z: functional.softplus(z, threshold=1000),
    "softmax": lambda f, z: functional.softmax(z, dim=-1),
}

LOSSES: dict[str, Callable[[Any, Tensor, Tensor], Tensor]] = {
    "half-squared": lambda f, y, t: 0.5 * ((y - t) ** 2).sum(1).mean(),
    "mean-squared": lambda f, y, t: functional.mse_loss(y, t),
    "absolute": lambda f, y, t: functional.l1_loss(y, t),
    "huber": lambda f, y, t: functional.huber_loss(y, t, delta=f.delta),
    "hinge": lambda f, y, t: torch.clamp(1 - t * y, min=0).mean(),
    "binary-cross-entropy": lambda f, y, t: functional.binary_cross_entropy(y, t),
    "categorical-cross-entropy": lambda f, y, t: -(t * torch.log(y)).sum(1).mean(),
}


def activate(function: Any, z: Tensor) -> Tensor:
    return ACTIVATIONS[tag(function)](function, z)
