"""Merging and splitting layers in torch."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from tests.core.references.given import Given


def split(f: Any, given: Given) -> tuple[Tensor, ...]:
    return torch.split(given.x, list(f.sizes) or given.x.shape[-1] // f.count, -1)


LAYERS: dict[str, Callable[[Any, Given], Tensor | tuple[Tensor, ...]]] = {
    "concatenate": lambda f, given: torch.cat(given.inputs, -1),
    "addition": lambda f, given: torch.stack(given.inputs).sum(0),
    "average": lambda f, given: torch.stack(given.inputs).mean(0),
    "multiply": lambda f, given: torch.stack(given.inputs).prod(0),
    "split": split,
}
