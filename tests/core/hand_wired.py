"""Networks of single neurons for tests, and the same computed neuron by neuron with torch, as slowly as a text book."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import torch
from torch import Tensor

from core.activations import ACTIVATIONS as ACTIVATION_CLASSES
from core.activations.base import Activation
from core.activations.tanh import Tanh
from core.data.recipe import DataRecipe
from core.document import edits
from core.document.document import Document
from core.document.graph import End, Graph, sorted_nodes
from core.engine.network import Network
from core.layers.base import Layer
from core.layers.bias import Bias
from core.layers.dense import Dense
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.layers.stack import Stack
from core.layers.take import Take
from core.spec import tag
from tests.core.references.functions import ACTIVATIONS
from tests.core.small_networks import Made

STEPS = 6
ELEMENTWISE = tuple(cls for cls in ACTIVATION_CLASSES if cls.elementwise)


class HandWired:
    """A document that grows a node at a time; ids are returned."""

    def __init__(self, features: int = 2, outputs: int = 1, steps: int | None = None) -> None:
        shape = (features,) if steps is None else (steps, features)
        self.document = Document(data=DataRecipe(source=Made(sample_shape=shape, classes=0)))
        self.outputs = outputs

    def put(self, spec: Layer, *sources: str) -> str:
        """A node, with wires from the ``out`` of others; a card gets them port by port."""
        self.document, node = edits.add_node(self.document, spec, (0.0, 0.0))
        ports = ("in",) * len(sources) if spec.weighs else spec.inputs
        for source, port in zip(sources, ports, strict=False):
            self.wire(source, node, port)
        return node

    def wire(self, source: str, target: str, port: str = "in") -> str:
        before = self.document.graph.wires
        out = self.document.graph.nodes[source].spec.outputs[0]
        self.document = edits.connect(self.document, End(source, out), End(target, port))
        return next(name for name in self.document.graph.wires if name not in before)

    def set(self, wire: str, **changes: object) -> None:
        self.document = edits.set_wires(self.document, [wire], **changes)

    def inputs(self, count: int) -> list[str]:
        return [self.put(InputValue(column=k + 1)) for k in range(count)]

    def ends(self, sources: Sequence[str]) -> Document:
        for k, source in enumerate(sources):
            self.put(OutputValue(column=k + 1), source)
        return self.document


def fully_wired(sizes: Sequence[int], activation: Activation | None = None) -> Document:
    """Input values, rows of neurons that each read all of the row before, output values."""
    net = HandWired(sizes[0])
    row = net.inputs(sizes[0])
    for size in sizes[1:]:
        row = [net.put(Neuron(activation=activation or Tanh()), *row) for _ in range(size)]
    return net.ends(row)


def scattered(seed: int, *, steps: int | None = None, delayed: bool = False) -> Document:
    """Neurons wired at random: missing wires, skips, several activations, a bias node, perhaps a layer between."""
    random = np.random.default_rng(seed)
    net = HandWired(4, 3, steps)
    known = [*net.inputs(4)[int(random.integers(2)) :], net.put(Bias(value=-0.7))]
    neurons: list[str] = []
    for number in range(9):
        kind = ELEMENTWISE[int(random.integers(len(ELEMENTWISE)))]
        if tag(kind) == "step":
            kind = Tanh
        spec = Neuron(activation=kind(), bias=bool(random.integers(4)), first_bias=float(random.normal()))
        count = int(random.integers(1, len(known) + 1))
        sources = [str(s) for s in random.choice(known, count, replace=False)]
        neurons.append(net.put(spec, *sources))
        known.append(neurons[-1])
        if number == 4 and random.integers(2):
            known += _through_a_layer(net, neurons)
    if delayed:
        _close_circles(net, neurons[-4:], random)
    return net.ends(neurons[-3:])


def _through_a_layer(net: HandWired, neurons: list[str]) -> list[str]:
    stack = net.put(Stack(count=3), *neurons[-3:])
    dense = net.put(Dense(units=4, activation=Tanh()), stack)
    return [net.put(Take(index=k), dense) for k in (3, 1)]


def _close_circles(net: HandWired, neurons: list[str], random: np.random.Generator) -> None:
    for one, other in product(neurons, repeat=2):
        if neurons.index(other) <= neurons.index(one) and random.integers(2):
            net.wire(one, other)
    if not any(w.delayed for w in net.document.graph.wires.values()):
        net.wire(neurons[0], neurons[0])


def reference(
    network: Network, samples: np.ndarray, targets: np.ndarray
) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
    """Loss, answer (batch, values) and the learned numbers as torch's leaves, computed one neuron after the other.

    Args:
        samples: (batch, features) or (batch, steps, features), as the network's neurons see them.
        targets: (batch, values), of which the output values take the first ones in their order.
    """
    graph = network.drawn
    leaves = {key: torch.tensor(view.copy(), requires_grad=True) for key, view in network.views().items()}
    x = torch.tensor(samples)
    sequence = x if x.ndim == 3 else x[:, None]
    history: list[dict[str, Tensor]] = []
    for t in range(sequence.shape[1]):
        history.append(_step(graph, leaves, sequence[:, t], history[-1] if history else None))
    ends = [n for n in graph.nodes.values() if isinstance(n.spec, OutputValue)]
    answer = torch.stack([history[-1][graph.into(n.id)[0].source.node] for n in ends], 1)
    loss = 0.5 * ((answer - torch.tensor(targets[:, : len(ends)])) ** 2).sum(1).mean()
    return loss, answer, leaves


def _step(
    graph: Graph, leaves: dict[str, Tensor], x: Tensor, before: dict[str, Tensor] | None
) -> dict[str, Tensor]:
    values: dict[str, Tensor] = {}
    lists: dict[str, Tensor] = {}
    for name in sorted_nodes(graph)[0]:
        spec, wires = graph.nodes[name].spec, graph.into(name)
        sources = [w.source.node for w in wires]
        if isinstance(spec, InputValue):
            values[name] = x[:, spec.column - 1]
        elif isinstance(spec, Bias):
            values[name] = torch.full((len(x),), spec.value, dtype=x.dtype)
        elif isinstance(spec, Neuron) and f"{wires[0].id}/weight" in leaves:  # else it leads nowhere
            z = torch.zeros(len(x), dtype=x.dtype)
            for wire in wires:
                seen = (before or {}) if wire.delayed else values
                if wire.source.node in seen:
                    z = z + leaves[f"{wire.id}/weight"] * seen[wire.source.node]
            if spec.bias:
                z = z + leaves[f"{name}/bias"]
            values[name] = ACTIVATIONS[tag(spec.activation)](spec.activation, z)
        elif isinstance(spec, Stack):
            ports = {w.target.port: w.source.node for w in wires}
            lists[name] = torch.stack([values[ports[p]] for p in spec.inputs], 1)
        elif isinstance(spec, Dense):
            z = lists[sources[0]] @ leaves[f"{name}/weight"] + leaves[f"{name}/bias"]
            lists[name] = ACTIVATIONS[tag(spec.activation)](spec.activation, z)
        elif isinstance(spec, Take):
            values[name] = lists[sources[0]][:, spec.index - 1]
    return values
