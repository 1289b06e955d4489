"""A network's loss, answer and gradients once more, by torch's autograd in float64.

What each class computes is said in ``references``; a class that is missing there fails the tests that walk over all.
"""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.document.graph import End
from core.engine.build import Mode
from core.engine.network import Network
from core.engine.workspace import Workspace
from core.spec import tag
from tests.core import references
from tests.core.references.functions import ACTIVATIONS as ACTIVATIONS
from tests.core.references.functions import LOSSES
from tests.core.references.given import Given

STRAIGHT_THROUGH = {"step"}  # activations whose slope is not that of their curve, on purpose
PLAYED = {"noise", "real-or-fake", "verdict"}  # tested as a whole, in test_adversarial
GATHERED = {"neuron", "input-value", "bias"}  # tested as a whole, in test_neurons


def _layers() -> dict[str, Callable[[Any, Given], Tensor | tuple[Tensor, ...]]]:
    found: dict[str, Callable[[Any, Given], Tensor | tuple[Tensor, ...]]] = {}
    for module in pkgutil.iter_modules(references.__path__):
        found |= getattr(importlib.import_module(f"{references.__name__}.{module.name}"), "LAYERS", {})
    return found


LAYERS = _layers()


def run(
    network: Network, samples: np.ndarray, targets: np.ndarray, seen: Workspace
) -> tuple[Tensor, Tensor, np.ndarray]:
    """Loss, answer (batch, *shape) and the gradient in the layout of ``network.gradients``, by torch's autograd.

    ``seen`` has just computed the same batch; random masks are taken over from it.
    """
    leaves = {key: torch.tensor(view, requires_grad=True) for key, view in network.views().items()}
    total, answer = forward(network, leaves, samples, targets, seen)
    total.backward()
    gradient = np.zeros_like(network.parameters)
    for key, view in network.views(gradient).items():
        view[...] = 0 if leaves[key].grad is None else leaves[key].grad
    return total.detach(), answer.detach(), gradient


def forward(
    network: Network, leaves: dict[str, Tensor], samples: np.ndarray, targets: np.ndarray, seen: Workspace
) -> tuple[Tensor, Tensor]:
    """Loss and answer (batch, *shape) with parameters given by ``node/name``.

    A layer that adds a term of its own to the loss (KL) returns it behind its outputs.
    """
    fed = {"sample": torch.tensor(samples, dtype=torch.float64), "target": torch.tensor(targets)}
    lengths = seen.feeds["lengths"].tolist() if "lengths" in seen.feeds else None
    values: dict[End, Tensor] = {}
    wires = {wire.target: wire.source for wire in network.graph.wires.values()}
    total = torch.zeros((), dtype=torch.float64)
    for node in network.nodes:
        inputs = [values[wires[End(node.id, port)]] for port in node.spec.inputs]
        inputs += [fed[feed] for feed in node.spec.fed]
        given = Given(
            weights=_of(node.id, leaves)
            | _of(node.id, {k: torch.tensor(v) for k, v in network.state.items()}),
            inputs=inputs,
            seen=[
                torch.tensor(np.ascontiguousarray(seen.batch_first(End(node.id, p))))
                for p in node.spec.outputs
            ],
            lengths=lengths,
            training=seen.mode is Mode.TRAINING,
        )
        if node.spec.objective is not None:
            total = total + node.spec.weight * judged(node.spec, given)
            continue
        found = LAYERS[tag(node.spec)](node.spec, given)
        outputs = found if isinstance(found, tuple) else (found,)
        values |= {End(node.id, port): out for port, out in zip(node.spec.outputs, outputs, strict=False)}
        total = total + sum(outputs[len(node.spec.outputs) :])
    return total, values[network.output_source]


def assert_close(found: np.ndarray, wanted: np.ndarray, relative: float) -> None:
    """Equal up to a share of each number, or of the largest one for those that are nearly zero."""
    scale = np.max(np.abs(wanted), initial=0.0)
    np.testing.assert_allclose(found, wanted, rtol=relative, atol=1e-5 * relative * scale + 1e-300)


def judged(output: Any, given: Given) -> Tensor:
    """The loss of an Output: a mean over samples, or over the steps that are judged."""
    y, target = given.inputs
    if output.compares == "sample":
        target = (target - given.weights["offset"]) * given.weights["scale"]
    if output.columns:
        target = target[..., [column - 1 for column in output.columns]]
    if y.ndim == 3:
        y, target = y.reshape(-1, y.shape[-1]), target.reshape(-1, y.shape[-1])
        kept = target.sum(1) > 0 if output.loss.encodings else torch.ones(len(y), dtype=torch.bool)
        y, target = y[kept], target[kept]
    return LOSSES[tag(output.loss)](output.loss, y.flatten(1), target.flatten(1))


def _of(node: str, arrays: dict[str, Tensor]) -> dict[str, Tensor]:
    return {key.partition("/")[2]: array for key, array in arrays.items() if key.startswith(f"{node}/")}
