"""What each declared class computes, said once more in torch, by its tag; batch-first, float64.

A class that is missing here fails the tests that walk over all of them.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from core.document.graph import End
from core.engine.network import Network
from core.engine.workspace import Workspace
from core.spec import tag

STRAIGHT_THROUGH = {"step"}  # activations whose slope is not that of their curve, on purpose


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

Weights = dict[str, Tensor]


def dense(f: Any, weights: Weights, x: Tensor, seen: Tensor) -> Tensor:
    z = x @ weights["weight"]
    return activate(f.activation, z + weights["bias"] if f.bias else z)


def dropout(f: Any, weights: Weights, x: Tensor, seen: Tensor) -> Tensor:
    """Which values were kept is read off the engine's own output; that they are as many as asked is tested apart."""
    return torch.where(seen != 0, x / (1 - f.rate), torch.zeros_like(x))


LAYERS: dict[str, Callable[[Any, Weights, Tensor, Tensor], Tensor]] = {
    "input": lambda f, weights, x, seen: (x - weights["offset"]) * weights["scale"],
    "dense": dense,
    "activation": lambda f, weights, x, seen: activate(f.function, x),
    "dropout": dropout,
    "flatten": lambda f, weights, x, seen: x.flatten(1),
    "reshape": lambda f, weights, x, seen: x.reshape(len(x), *f.shape),
    "output": lambda f, weights, x, seen: x,
}


def activate(function: Any, z: Tensor) -> Tensor:
    return ACTIVATIONS[tag(function)](function, z)


def run(
    network: Network, samples: np.ndarray, targets: np.ndarray, seen: Workspace
) -> tuple[Tensor, Tensor, np.ndarray]:
    """Loss, answer (batch, outputs) and the gradient in the layout of ``network.gradients``, by torch's autograd.

    ``seen`` has just computed the same batch; random masks are taken over from it.
    """
    leaves = {key: torch.tensor(view, requires_grad=True) for key, view in network.views().items()}
    values: dict[End, Tensor] = {}
    wires = {wire.target: wire.source for wire in network.graph.wires.values()}
    for node in network.nodes:
        weights = {k.partition("/")[2]: v for k, v in leaves.items() if k.startswith(f"{node.id}/")}
        weights |= {
            k.partition("/")[2]: torch.tensor(v)
            for k, v in network.state.items()
            if k.startswith(f"{node.id}/")
        }
        sources = [values[wires[End(node.id, port)]] for port in node.spec.inputs] or [torch.tensor(samples)]
        out = End(node.id, "out")
        theirs = torch.tensor(batch_first(seen, out)) if out in seen.values else sources[0]
        values[out] = LAYERS[tag(node.spec)](node.spec, weights, *sources, theirs)
    loss = network.graph.nodes[network.output].spec.loss
    total = LOSSES[tag(loss)](loss, values[End(network.output, "out")], torch.tensor(targets))
    total.backward()
    gradient = np.zeros_like(network.parameters)
    for key, view in network.views(gradient).items():
        view[...] = leaves[key].grad
    return total.detach(), values[End(network.output, "out")].detach(), gradient


def batch_first(workspace: Workspace, end: End) -> np.ndarray:
    """The value at an output port, (batch, *shape)."""
    value = workspace.values[end]
    return np.ascontiguousarray(value.array.T if len(value.shape) == 1 else value.array)
