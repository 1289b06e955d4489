"""A layer taken apart into neurons and wires that say the same."""

from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from core.activations import AnyActivation
from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.tanh import Tanh
from core.document import edits
from core.document.document import Document
from core.document.extent import CARD, CIRCLE, extent
from core.document.fragment import Names
from core.document.graph import LARGEST_WEIGHT, LONGEST_TITLE, End, Graph, Node, Wire, downstream
from core.document.shapes import Inference
from core.errors import DocumentError
from core.layers.activation import Activation
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.neuron import Neuron
from core.layers.simple_rnn import SimpleRNN
from core.layers.stack import MOST, Stack
from core.layers.take import Take

PITCH = CIRCLE[1] + 20.0  # from neuron to neuron in a column
COLUMN = 160.0  # from the values to the neurons, and from these to the list
MOST_APART = 20_000  # wires

Arrays = Mapping[str, NDArray[np.floating]]


def why_not_apart(document: Document, inference: Inference, node: str) -> str:
    """Why a node cannot be taken apart, in words; empty when it can."""
    spec, facts = document.graph.nodes[node].spec, inference.facts.get(node)
    name = document.graph.nodes[node].name
    if not isinstance(spec, Dense | SimpleRNN):
        return f"{name} is not a layer that can be taken apart: Dense and Simple RNN are."
    if facts is None:
        return f"Wire something to {name} first, so that it is known how many values come in."
    if spec.units > MOST or spec.units * (facts.inputs[0][-1] + spec.units) > MOST_APART:
        return (
            f"{name} is too large to be taken apart: up to {MOST} units and {MOST_APART:,} wires are drawn."
        )
    if isinstance(spec, SimpleRNN):
        sample, steps = inference.feeds.get("sample", ()), facts.inputs[0][0]
        if len(sample) != 2 or sample[0] != steps:
            return (
                f"{name} reads {steps} steps that are not those of the data; "
                "a delayed wire remembers a step of the data."
            )
        return _why_not_recurrent(spec, name)
    return ""


def _why_not_recurrent(spec: SimpleRNN, name: str) -> str:
    simple = SimpleRNN(
        units=spec.units,
        gives=spec.gives,
        function=spec.function,
        bias=spec.bias,
        initializer=spec.initializer,
    )
    if replace(spec, recurrent_initializer=simple.recurrent_initializer) != simple:
        return f"{name} has settings that neurons have not: one layer, one direction and a first state of zeros can be."
    return ""


def taken_apart(
    document: Document, inference: Inference, node: str, arrays: Arrays
) -> tuple[Document, tuple[str, ...]]:
    """The document with neurons in a layer's place, and the neurons' ids.

    Args:
        arrays: the layer's parameters by name, as they are now; without them the weights are drawn anew.

    Raises:
        DocumentError: with the reason of ``why_not_apart``, or a weight is larger than a wire's may be.
    """
    if reason := why_not_apart(document, inference, node):
        raise DocumentError(reason)
    if not all(np.all(np.abs(array) <= LARGEST_WEIGHT) for array in arrays.values()):
        raise DocumentError(
            f"{document.graph.nodes[node].name} has learned a weight beyond {LARGEST_WEIGHT:,.0f}; "
            "a wire cannot hold that."
        )
    return _Taking(document, inference, node, arrays).run()


class _Taking:
    def __init__(self, document: Document, inference: Inference, node: str, arrays: Arrays) -> None:
        self.document, self.node, self.arrays = document, document.graph.nodes[node], arrays
        self.count = inference.facts[node].inputs[0][-1]
        self.spec: Layer = self.node.spec
        (self.source,) = (w.source for w in document.graph.into(node))
        self.nodes: dict[str, Node] = {}
        self.wires: dict[str, Wire] = {}
        graph = document.graph
        self.names = Names({*graph.nodes, *graph.wires, *graph.blocks, *graph.notes})

    def run(self) -> tuple[Document, tuple[str, ...]]:
        spec = self.spec
        assert isinstance(spec, Dense | SimpleRNN)
        activation = self._activation()
        alone = activation if activation.elementwise else Linear()
        values = [self._put("take", Take(index=k + 1), 0, k, self.count) for k in range(self.count)]
        for value in values:
            self._wire(self.source, End(value, "in"))
        neurons = [self._neuron(k, alone) for k in range(spec.units)]
        self._weigh(values, neurons, "weight" if isinstance(spec, Dense) else "input_weight", False)
        if isinstance(spec, SimpleRNN):
            self._weigh(neurons, neurons, "recurrent_weight", True)
        stack = Stack(count=spec.units)
        if isinstance(spec, SimpleRNN):
            stack = replace(stack, gives=spec.gives)
        last = self._put("stack", stack, 2, 0, 1)
        for k, neuron in enumerate(neurons):
            self._wire(End(neuron, "out"), End(last, f"in{k + 1}"))
        if not activation.elementwise:
            bend = self._put("activation", Activation(function=activation), 3, 0, 1)
            self._wire(End(last, "out"), End(bend, "in"))
            last = bend
        return self._replaced(last), tuple(neurons)

    def _activation(self) -> AnyActivation:
        spec = self.spec
        if isinstance(spec, Dense):
            return spec.activation
        return ReLU() if isinstance(spec, SimpleRNN) and spec.rectifies else Tanh()

    def _put(self, stem: str, spec: Layer, column: int, row: int, rows: int, title: str = "") -> str:
        """Add a node to a column, whose middle is that of the layer's card."""
        x, y = self.node.position
        height = extent(spec)[1]
        place = (x + column * COLUMN, y + (CARD[1] - height) / 2 + (row - (rows - 1) / 2) * PITCH)
        name = self.names.take(stem)
        self.nodes[name] = Node(id=name, spec=spec, title=title, position=place, colour=self.node.colour)
        return name

    def _neuron(self, k: int, activation: AnyActivation) -> str:
        spec = self.spec
        assert isinstance(spec, Dense | SimpleRNN)
        bias = float(self.arrays["bias"][k]) if "bias" in self.arrays else 0.0
        neuron = Neuron(activation=activation, bias=spec.bias, first_bias=bias, initializer=spec.initializer)
        number = f" {k + 1}"
        title = self.node.title[: LONGEST_TITLE - len(number)] + number if self.node.title else ""
        return self._put("neuron", neuron, 1, k, spec.units, title)

    def _wire(self, source: End, target: End, weight: float | None = None, delayed: bool = False) -> None:
        name = self.names.take("wire")
        self.wires[name] = Wire(id=name, source=source, target=target, weight=weight, delayed=delayed)

    def _weigh(self, sources: list[str], neurons: list[str], parameter: str, delayed: bool) -> None:
        array = self.arrays.get(parameter)
        for k, neuron in enumerate(neurons):
            for i, source in enumerate(sources):
                weight = None if array is None else float(array[i, k])
                self._wire(End(source, "out"), End(neuron, "in"), weight, delayed)

    def _replaced(self, last: str) -> Document:
        """The document with what was made in place of the layer, and room for it."""
        graph, name = self.document.graph, self.node.id
        wider = (2 + (not self._activation().elementwise)) * COLUMN
        behind = downstream(graph, [name]) - {name}
        nodes = {
            k: replace(n, position=(n.position[0] + wider, n.position[1])) if k in behind else n
            for k, n in graph.nodes.items()
            if k != name
        }
        wires = {
            k: replace(w, source=End(last, "out")) if w.source.node == name else w
            for k, w in graph.wires.items()
            if w.target.node != name
        }
        blocks = {
            k: replace(b, members=(*(m for m in b.members if m != name), *self.nodes))
            if name in b.members
            else b
            for k, b in graph.blocks.items()
        }
        whole = Graph(nodes=nodes | self.nodes, wires=wires | self.wires, blocks=blocks, notes=graph.notes)
        if len(whole.nodes) > edits.MAX_NODES or len(whole.wires) > edits.MAX_WIRES:
            raise DocumentError(
                f"A document holds at most {edits.MAX_NODES:,} nodes and {edits.MAX_WIRES:,} wires."
            )
        return replace(self.document, graph=whole)
