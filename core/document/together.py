"""A complete group of neurons put together into a layer that says the same."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from core.activations.relu import ReLU
from core.activations.tanh import Tanh
from core.document import edits
from core.document.document import Document
from core.document.graph import End, Graph, Node, Wire, downstream
from core.document.shapes import Inference
from core.errors import DocumentError
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output import Output
from core.layers.output_value import OutputValue
from core.layers.simple_rnn import SimpleRNN
from core.layers.stack import MOST, Stack
from core.layers.take import Take
from core.randomness import generator

Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Group:
    """Neurons in the order of the units, what they read, and what they read of the step before."""

    neurons: tuple[str, ...]
    sources: tuple[End, ...]
    recurrent: bool


def why_not_together(graph: Graph, ids: Collection[str]) -> str:
    """Why some nodes cannot be put together, in words; empty when they can."""
    found = _group(graph, ids)
    return found if isinstance(found, str) else ""


def put_together(
    document: Document, inference: Inference, ids: Collection[str], values: Values
) -> tuple[Document, str, dict[str, NDArray[np.float32]]]:
    """The document with a layer in place of neurons, the layer's id, and its parameters by ``node/name``.

    Args:
        values: the weights of wires and biases of neurons as they are now, by ``id/name``; those that are not there are
            the ones to start with.

    Raises:
        DocumentError: with the reason of ``why_not_together``.
    """
    group = _group(document.graph, ids)
    if isinstance(group, str):
        raise DocumentError(group)
    shapes = [inference.shape(source, document.graph) for source in group.sources]
    if group.recurrent and all(shape is not None and len(shape) == 1 for shape in shapes):
        raise DocumentError("A Simple RNN reads a sequence; nothing that these neurons read has steps.")
    return _Putting(document, inference, group, values).run()


def _group(graph: Graph, ids: Collection[str]) -> _Group | str:
    neurons = [name for name in graph.nodes if name in ids]
    specs = [graph.nodes[name].spec for name in neurons]
    if not neurons or not all(isinstance(spec, Neuron) for spec in specs):
        return "Select neurons, and nothing else, to put them together."
    if len(neurons) > MOST:
        return f"Up to {MOST} neurons can be put together."
    if len({(s.activation, s.bias) for s in specs if isinstance(s, Neuron)}) > 1:
        return "The neurons of a layer have the same activation, and all of them a bias or none."
    if any(isinstance(s, Neuron) and s.bias_locked for s in specs):
        return "A bias is locked; in a layer all of them learn. Unlock it first."
    order = _in_order(graph, neurons)
    into = {name: [w for w in graph.into(name) if not w.delayed] for name in order}
    return _wired(graph, order, into)


def _wired(graph: Graph, order: list[str], into: dict[str, list[Wire]]) -> _Group | str:
    """Whether all read the same, and of the step before nothing or all of themselves."""
    inside = set(order)
    every = {w.source for wires in into.values() for w in wires}
    if any(w.locked for name in order for w in graph.into(name)):
        return "A wire's weight is locked; in a layer all of them learn. Unlock it first."
    if any(source.node in inside for source in every):
        return "The neurons lead to each other. A layer's neurons stand side by side."
    for name, wires in into.items():
        if missing := every - {w.source for w in wires}:
            other = graph.nodes[next(iter(missing)).node].name
            return f"{graph.nodes[name].name} has no wire from {other}: in a layer every unit looks at every input."
    if not every:
        return "Nothing is wired to these neurons."
    readers = {w.target.node for w in graph.wires.values() if w.source.node in inside} - inside
    if not inside.isdisjoint(downstream(graph, readers)):
        return "The neurons stand in a circle with others. A layer can remember itself only, as a Simple RNN does."
    recurrent = _recurrent(graph, order)
    return (
        recurrent
        if isinstance(recurrent, str)
        else _Group(tuple(order), tuple(_sorted(graph, every)), recurrent)
    )


def _recurrent(graph: Graph, order: list[str]) -> bool | str:
    held = {(w.source.node, w.target.node) for name in order for w in graph.into(name) if w.delayed}
    if not held:
        return False
    if held != {(one, other) for one in order for other in order}:
        return "In a Simple RNN every unit remembers all units of the step before: some of these wires are missing."
    spec = graph.nodes[order[0]].spec
    if isinstance(spec, Neuron) and spec.activation not in (Tanh(), ReLU()):
        return "A Simple RNN bends with tanh or ReLU."
    return True


def _in_order(graph: Graph, neurons: list[str]) -> list[str]:
    """As the list that they are put into has them, else from top to bottom."""
    for node in graph.nodes.values():
        if isinstance(node.spec, Stack):
            sources = [w.source.node for w in _by_port(graph, node)]
            if sorted(sources) == sorted(neurons):
                return sources
    return sorted(neurons, key=lambda n: graph.nodes[n].position[::-1])


def _by_port(graph: Graph, node: Node) -> list[Wire]:
    wires = {w.target.port: w for w in graph.into(node.id)}
    return [wires[port] for port in node.spec.inputs if port in wires]


def _sorted(graph: Graph, ends: set[End]) -> list[End]:
    """By place in their list or column of the data, else from top to bottom."""

    def place(end: End) -> tuple[float, ...]:
        node = graph.nodes[end.node]
        if isinstance(node.spec, Take):
            return (0.0, float(node.spec.index))
        if isinstance(node.spec, InputValue):
            return (0.0, float(node.spec.column))
        return (1.0, *node.position[::-1])

    return sorted(ends, key=lambda e: (place(e), e.node, e.port))


class _Putting:
    def __init__(self, document: Document, inference: Inference, group: _Group, values: Values) -> None:
        self.document, self.inference, self.group, self.values = document, inference, group, values
        self.before = document.graph
        spec = self.before.nodes[group.neurons[0]].spec
        assert isinstance(spec, Neuron)
        self.neuron = spec

    def run(self) -> tuple[Document, str, dict[str, NDArray[np.float32]]]:
        graph, group = self.before, self.group
        places = [graph.nodes[n].position for n in group.neurons]
        middle = tuple(sum(p[axis] for p in places) / len(places) for axis in (0, 1))
        self.document, layer = edits.add_node(self.document, self._layer(), (middle[0], middle[1]))
        self.document = edits.rename(self.document, layer, self._title())
        self._lead_in(layer)
        self._lead_out(layer)
        self._keep_in_block(layer)
        self.document = edits.remove(self.document, [*group.neurons, *self._idle()])
        return self.document, layer, self._arrays(layer)

    def _layer(self) -> Layer:
        units, spec = len(self.group.neurons), self.neuron
        if not self.group.recurrent:
            return Dense(
                units=units, activation=spec.activation, bias=spec.bias, initializer=spec.initializer
            )
        stack = self._whole_list()
        gives = stack.spec.gives if stack and isinstance(stack.spec, Stack) else "whole sequence"
        return SimpleRNN(
            units=units,
            function="relu" if isinstance(spec.activation, ReLU) else "tanh",
            bias=spec.bias,
            gives=gives,
            initializer=spec.initializer,
        )

    def _title(self) -> str:
        """What the neurons' names have in common, if they are numbered."""
        titles = {self.before.nodes[n].title.rpartition(" ")[0] for n in self.group.neurons}
        return titles.pop() if len(titles) == 1 else ""

    # -- in ------------------------------------------------------------------------------------------------------------
    def _lead_in(self, layer: str) -> None:
        nodes, sources = self.before.nodes, self.group.sources
        specs = [nodes[s.node].spec for s in sources]
        x, y = self.document.graph.nodes[layer].position
        whole = self._whole_source()
        if whole is None and all(isinstance(spec, InputValue) for spec in specs):
            columns = tuple(spec.column for spec in specs if isinstance(spec, InputValue))
            count = self.inference.feeds["sample"][-1] if "sample" in self.inference.feeds else 0
            spec = Input(columns=() if columns == tuple(range(1, count + 1)) else columns)
            self.document, data = edits.add_node(self.document, spec, (x - 220.0, y))
            whole = End(data, "out")
        if whole is None and len(sources) > MOST:
            raise DocumentError(
                f"The neurons read {len(sources)} values; a list is made of up to {MOST} single ones."
            )
        if whole is None:
            self.document, stack = edits.add_node(self.document, Stack(count=len(sources)), (x - 220.0, y))
            for k, source in enumerate(sources):
                self.document = edits.connect(self.document, source, End(stack, f"in{k + 1}"))
            whole = End(stack, "out")
        self.document = edits.connect(self.document, whole, End(layer, "in"))

    def _whole_source(self) -> End | None:
        """The list that all sources together are the whole of, if there is one."""
        graph, lists, places = self.before, set[End](), list[int]()
        for source in self.group.sources:
            spec = graph.nodes[source.node].spec
            wires = graph.into(source.node)
            if not isinstance(spec, Take) or len(wires) != 1:
                return None
            lists.add(wires[0].source)
            places.append(spec.index)
        shape = self.inference.shape(next(iter(lists)), graph) if len(lists) == 1 else None
        return lists.pop() if shape is not None and places == list(range(1, shape[-1] + 1)) else None

    def _idle(self) -> list[str]:
        """Sources that only the neurons have read, and the list that they were put into."""
        graph, inside = self.document.graph, set(self.group.neurons)
        nodes = {s.node for s in self.group.sources}
        idle = [
            name
            for name in nodes
            if isinstance(graph.nodes[name].spec, Take | InputValue)
            and all(w.target.node in inside for w in graph.out_of(name))
        ]
        stack, values = self._whole_list(), self._whole_answer()
        return [*idle, *([stack.id] if stack else []), *(v.id for v in values)]

    # -- out -----------------------------------------------------------------------------------------------------------
    def _readers(self) -> list[Wire]:
        inside = set(self.group.neurons)
        return [
            w for w in self.before.wires.values() if w.source.node in inside and w.target.node not in inside
        ]

    def _whole_list(self) -> Node | None:
        """The Stack that all neurons, and only they, go to, in their order."""
        readers = self._readers()
        targets = {w.target.node for w in readers}
        if len(targets) != 1:
            return None
        node = self.before.nodes[targets.pop()]
        if not isinstance(node.spec, Stack) or node.spec.count != len(self.group.neurons):
            return None
        return (
            node if [w.source.node for w in _by_port(self.before, node)] == list(self.group.neurons) else None
        )

    def _whole_answer(self) -> list[Node]:
        """The output values that the neurons go to, one each in their order, where they are all of the answer."""
        ends = {w.source.node: self.before.nodes[w.target.node] for w in self._readers()}
        if self.group.recurrent or not len(ends) == len(self._readers()) == len(self.group.neurons):
            return []
        found = [ends[n] for n in self.group.neurons]
        specs = [node.spec for node in found]
        columns = [spec.column for spec in specs if isinstance(spec, OutputValue)]
        losses = {spec.loss for spec in specs if isinstance(spec, OutputValue)}
        target = self.inference.feeds.get("target", ())
        shapes = {self.inference.shape(End(n, "out"), self.before) for n in self.group.neurons}
        whole = len(target) == 1 and shapes == {(1,)} and columns == list(range(1, target[0] + 1))
        return found if whole and len(losses) == 1 and len(columns) == len(found) else []

    def _lead_out(self, layer: str) -> None:
        stack, values = self._whole_list(), self._whole_answer()
        if stack is not None:
            for wire in self.before.out_of(stack.id):
                self._lead_from(End(layer, "out"), wire)
            return
        if values:
            spec, place = values[0].spec, values[0].position
            assert isinstance(spec, OutputValue)
            self.document, end = edits.add_node(self.document, Output(loss=spec.loss), place)
            self.document = edits.connect(self.document, End(layer, "out"), End(end, "in"))
            return
        for k, name in enumerate(self.group.neurons):
            wires = [w for w in self._readers() if w.source.node == name]
            if not wires:
                continue
            node = self.before.nodes[name]
            place = (node.position[0] + 220.0, node.position[1])
            self.document, take = edits.add_node(self.document, Take(index=k + 1), place)
            self.document = edits.rename(self.document, take, node.title)
            self.document = edits.connect(self.document, End(layer, "out"), End(take, "in"))
            for wire in wires:
                self._lead_from(End(take, "out"), wire)

    def _lead_from(self, source: End, wire: Wire) -> None:
        """Let a wire start elsewhere; it stays what it is."""
        wires = self.document.graph.wires
        self.document = edits.with_graph(
            self.document, wires={**wires, wire.id: replace(wires[wire.id], source=source)}
        )

    def _keep_in_block(self, layer: str) -> None:
        """The layer is in the block that all neurons were in."""
        blocks = self.document.graph.blocks
        for name, block in blocks.items():
            if set(self.group.neurons) <= set(block.members):
                changed = {**blocks, name: replace(block, members=(*block.members, layer))}
                self.document = edits.with_graph(self.document, blocks=changed)

    # -- weights -------------------------------------------------------------------------------------------------------
    def _arrays(self, layer: str) -> dict[str, NDArray[np.float32]]:
        group, graph = self.group, self.before
        wires = [w for n in group.neurons for w in graph.into(n)]
        if all(self._value(w) is None for w in wires):
            return {}
        weights = {(w.source, w.target.node, w.delayed): self._weight(w) for w in wires}
        inputs = [[weights[s, n, False] for n in group.neurons] for s in group.sources]
        found = {"input_weight" if group.recurrent else "weight": inputs}
        if group.recurrent:
            found["recurrent_weight"] = [
                [weights[End(s, "out"), n, True] for n in group.neurons] for s in group.neurons
            ]
        arrays = {f"{layer}/{name}": np.array(rows, np.float32) for name, rows in found.items()}
        if self.neuron.bias:
            arrays[f"{layer}/bias"] = np.array([self._bias(n) for n in group.neurons], np.float32)
        return arrays

    def _value(self, wire: Wire) -> float | None:
        return self.values.get(f"{wire.id}/weight", wire.weight)

    def _weight(self, wire: Wire) -> float:
        """The value of a wire; where nobody knows it, as that of a neuron that takes no part, the one to start with."""
        if (value := self._value(wire)) is not None:
            return value
        fan_in, fan_out = len(self.before.into(wire.target.node)), len(self.before.out_of(wire.source.node))
        parameter = self.neuron.weight(fan_in, fan_out)
        random = generator(self.document.training.seed, "init", f"{wire.id}/{parameter.name}")
        return float(parameter.initializer.sample((1, 1), fan_in, fan_out, random)[0, 0])

    def _bias(self, neuron: str) -> float:
        spec = self.before.nodes[neuron].spec
        assert isinstance(spec, Neuron)
        return self.values.get(f"{neuron}/bias", spec.first_bias)
