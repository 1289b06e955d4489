"""What leads single values in and out of layers, in torch; neurons themselves are tested in test_neurons."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from tests.core.references.given import Given


def stack(f: Any, given: Given) -> Tensor:
    values = torch.cat(given.inputs, -1)
    return values[:, -1] if values.ndim == 3 and f.gives == "last step" else values


LAYERS: dict[str, Callable[[Any, Given], Tensor | tuple[Tensor, ...]]] = {
    "take": lambda f, given: given.x[..., f.index - 1 : f.index],
    "stack": stack,
}
