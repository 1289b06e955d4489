"""Recurrent layers in torch, by its own modules; truncated ones step by step with the state detached."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from core.spec import tag
from tests.core.references.given import Given

KINDS = {"simple-rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
GATES = {"simple-rnn": [0], "gru": [0, 1, 2], "lstm": [1, 2, 3, 0]}  # torch's order: i, f, g, o


def recurrent(f: Any, given: Given) -> Tensor:
    if f.truncate or (given.lengths is not None and 0 in given.lengths):
        return by_hand(f, given)
    return by_module(f, given)


def by_module(f: Any, given: Given) -> Tensor:
    """All layers and directions at once, sequences of unequal length packed."""
    module, own = module_with(f, given)
    first = starts(f, given, [s for depth in range(f.layers) for s in f.suffixes(depth)], len(given.x))
    x: Any = given.x
    if given.lengths is not None:
        x = pack_padded_sequence(x, torch.tensor(given.lengths), batch_first=True, enforce_sorted=False)
    y, last = torch.func.functional_call(module, own, (x, first))
    if f.gives == "whole sequence":
        if given.lengths is None:
            return y
        return pad_packed_sequence(y, batch_first=True, total_length=given.x.shape[1])[0]
    h = last[0] if isinstance(last, tuple) else last
    return torch.cat(list(h[-f.directions :]), 1)


def module_with(f: Any, given: Given) -> tuple[torch.nn.Module, dict[str, Tensor]]:
    options = {"nonlinearity": f.function} if tag(f) == "simple-rnn" else {}
    module = KINDS[tag(f)](
        given.x.shape[2],
        f.units,
        f.layers,
        bias=f.bias,
        batch_first=True,
        bidirectional=f.bidirectional,
        dtype=torch.float64,
        **options,
    )
    own: dict[str, Tensor] = {}
    for depth in range(f.layers):
        for suffix in f.suffixes(depth):
            theirs = f"_l{depth}" + "_reverse" * suffix.endswith("back")
            own[f"weight_ih{theirs}"] = in_order(f, given.weights["input_weight" + suffix]).T
            own[f"weight_hh{theirs}"] = in_order(f, given.weights["recurrent_weight" + suffix]).T
            if f.bias:
                bias = in_order(f, given.weights["bias" + suffix])
                other = torch.zeros_like(bias)
                if tag(f) == "gru":
                    other = torch.cat([other[: 2 * f.units], given.weights["recurrent_bias" + suffix]])
                own |= {f"bias_ih{theirs}": bias, f"bias_hh{theirs}": other}
    return module, own


def in_order(f: Any, weight: Tensor) -> Tensor:
    blocks = weight.split(f.units, -1)
    return torch.cat([blocks[k] for k in GATES[tag(f)]], -1)


def starts(f: Any, given: Given, suffixes: list[str], batch: int) -> Any:
    """The first states as torch takes them, (layers · directions, batch, units)."""
    zeros = torch.zeros(f.units, dtype=torch.float64)
    found = []
    for name in f.states_kept:
        rows = torch.stack([given.weights.get(name + s, zeros) for s in suffixes])
        found.append(rows[:, None].expand(-1, batch, -1).contiguous())
    return found[0] if len(found) == 1 else tuple(found)


def by_hand(f: Any, given: Given) -> Tensor:
    """Sample by sample, step by step."""
    lengths = given.lengths or [given.x.shape[1]] * len(given.x)
    _, own = module_with(f, given)
    rows = [one_sample(f, given, own, x[:length]) for x, length in zip(given.x, lengths, strict=True)]
    if f.gives == "last step":
        return torch.stack([last for _, last in rows])
    short = [torch.nn.functional.pad(y, (0, 0, 0, given.x.shape[1] - len(y))) for y, _ in rows]
    return torch.stack(short)


def one_sample(f: Any, given: Given, own: dict[str, Tensor], x: Tensor) -> tuple[Tensor, Tensor]:
    """What stands above all layers at each step, (length, directions · units), and after the last."""
    ends: list[Tensor] = []
    total = given.x.shape[1]
    for depth in range(f.layers):
        parts, ends = [], []
        for suffix in f.suffixes(depth):
            back = suffix.endswith("back")
            theirs = f"_l{depth}" + "_reverse" * back
            # in the kernel's time padding comes first in the backward direction
            steps = range(total - len(x), total) if back else range(len(x))
            state = starts(f, given, [suffix], 1)
            said = []
            for t, row in zip(steps, x.flip(0) if back else x, strict=True):
                if f.cuts(t):
                    state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
                state = cell(f, own, theirs, row, state)
                said.append((state[0] if isinstance(state, tuple) else state)[0, 0])
            start = (state[0] if isinstance(state, tuple) else state)[0, 0]
            ends.append(start)
            y = torch.stack(said) if said else x.new_zeros(0, f.units)
            parts.append(y.flip(0) if back else y)
        x = torch.cat(parts, 1)
    return x, torch.cat(ends)


def cell(f: Any, own: dict[str, Tensor], theirs: str, x: Tensor, state: Any) -> Any:
    kind = {"simple-rnn": torch.nn.RNNCell, "gru": torch.nn.GRUCell, "lstm": torch.nn.LSTMCell}[tag(f)]
    options = {"nonlinearity": f.function} if tag(f) == "simple-rnn" else {}
    module = kind(len(x), f.units, bias=f.bias, dtype=torch.float64, **options)
    weights = {name: own[name + theirs] for name, _ in module.named_parameters()}
    inner = tuple(s[0] for s in state) if isinstance(state, tuple) else state[0]
    after = torch.func.functional_call(module, weights, (x[None], inner))
    return tuple(s[None] for s in after) if isinstance(after, tuple) else after[None]


def embedding(f: Any, given: Given) -> Tensor:
    numbers = given.x.to(torch.int64).clamp(0, f.tokens - 1)
    vectors = given.weights["weight"][numbers]
    return vectors if f.blank is None else vectors * (numbers != f.blank)[..., None]


LAYERS: dict[str, Callable[[Any, Given], Tensor | tuple[Tensor, ...]]] = {
    "simple-rnn": recurrent,
    "gru": recurrent,
    "lstm": recurrent,
    "embedding": embedding,
}
