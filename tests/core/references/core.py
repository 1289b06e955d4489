"""The plain layers in torch."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from tests.core.references.functions import activate
from tests.core.references.given import Given


def dense(f: Any, given: Given) -> Tensor:
    z = given.x @ given.weights["weight"]
    return activate(f.activation, z + given.weights["bias"] if f.bias else z)


def dropout(f: Any, given: Given) -> Tensor:
    """Which values were kept is read off the engine's own output; that they are as many as asked is tested apart."""
    return torch.where(given.seen[0] != 0, given.x / (1 - f.rate), torch.zeros_like(given.x))


def taken(f: Any, sample: Tensor) -> Tensor:
    return sample[..., [column - 1 for column in f.columns]] if f.columns else sample


LAYERS: dict[str, Callable[[Any, Given], Tensor | tuple[Tensor, ...]]] = {
    "input": lambda f, given: taken(f, (given.x - given.weights["offset"]) * given.weights["scale"]),
    "labels": lambda f, given: given.x,
    "dense": dense,
    "activation": lambda f, given: activate(f.function, given.x),
    "dropout": dropout,
    "flatten": lambda f, given: given.x.flatten(1),
    "reshape": lambda f, given: given.x.reshape(len(given.x), *f.shape),
}
