"""Attention and the random middle of a variational autoencoder in torch."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from tests.core.references.given import Given


def self_attention(f: Any, given: Given) -> Tensor:
    """With torch's own module; steps behind the end are 0 in the output."""
    steps, features = given.x.shape[1:]
    module = torch.nn.MultiheadAttention(
        features, f.heads, bias=f.bias, batch_first=True, dtype=torch.float64
    )
    w = given.weights
    own = {"in_proj_weight": w["input_weight"].T, "out_proj.weight": w["output_weight"].T}
    if f.bias:
        own |= {"in_proj_bias": w["input_bias"], "out_proj.bias": w["output_bias"]}
    later = torch.ones(steps, steps, dtype=torch.bool).triu(1) if f.causal else None
    kept = torch.ones(len(given.x), steps, dtype=torch.bool)
    if given.lengths is not None:
        kept = torch.arange(steps) < torch.tensor(given.lengths)[:, None]
    answer, _ = torch.func.functional_call(
        module, own, (given.x, given.x, given.x), {"attn_mask": later, "key_padding_mask": ~kept}
    )
    return answer * kept[..., None]


def positional_encoding(f: Any, given: Given) -> Tensor:
    if f.kind == "learned":
        return given.x + given.weights["pattern"]
    steps, features = given.x.shape[1:]
    pattern = torch.zeros(steps, features, dtype=torch.float64)
    for t in range(steps):
        for i in range(features):
            angle = torch.tensor(t / 10_000 ** ((i - i % 2) / features), dtype=torch.float64)
            pattern[t, i] = torch.cos(angle) if i % 2 else torch.sin(angle)
    return given.x + pattern


def sampling(f: Any, given: Given) -> tuple[Tensor, Tensor]:
    """The noise is read off the engine's own output; behind it the divergence, by torch's own formula."""
    mean, log_variance = given.inputs
    deviation = torch.exp(log_variance / 2)
    z = mean
    if given.training:
        z = mean + deviation * ((given.seen[0] - mean) / deviation).detach()
    bell = torch.distributions.Normal(mean, deviation)
    divergence = torch.distributions.kl_divergence(bell, torch.distributions.Normal(0.0, 1.0))
    return z, f.weight * divergence.sum() / len(mean)


LAYERS: dict[str, Callable[[Any, Given], Tensor | tuple[Tensor, ...]]] = {
    "self-attention": self_attention,
    "positional-encoding": positional_encoding,
    "sampling": sampling,
}
