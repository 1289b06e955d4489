"""From the graph that is drawn to the graph that is computed: single values are put together to lists.

Neurons that hang together become one node with a plan of a few matrix products (``core/engine/neurons.py``), all input
values one Data node, all output values with the same loss and as many steps one Output. A graph without single values
stays as it is.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from core.document.graph import End, Graph, Node, Wire, sorted_nodes
from core.document.players import players
from core.document.shapes import Facts, Inference, facts_of
from core.document.stages import stages
from core.engine.neuron_plan import Member, Source, Weighed, planned
from core.engine.neurons import Neurons
from core.layers.base import Layer, Shape
from core.layers.bias import Bias
from core.layers.input import Input
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output import Output
from core.layers.output_value import OutputValue
from core.layers.stack import Stack
from core.layers.take import Take
from core.losses.base import Loss


class Assembly(NamedTuple):
    """A graph to compute, and what is known of its nodes."""

    graph: Graph
    inference: Inference


def assembled(graph: Graph, inference: Inference) -> Assembly:
    """The graph that computes what a drawn one says, with the facts of its nodes."""
    kinds = (Neuron, InputValue, OutputValue)
    if not any(isinstance(graph.nodes[name].spec, kinds) for name in inference.order):
        return Assembly(graph, inference)
    return _Assembler(graph, inference).run()


@dataclass(slots=True)
class _Group:
    """Neurons that are computed together.

    ``blocks``: the lists that their inputs lie in, and how many values each has; a list is there more than once where
    a neuron reads one of its values by several wires, each of which has a weight.
    """

    id: str
    members: list[str]
    blocks: dict[tuple[End, int], int] = field(default_factory=dict)


class _Assembler:
    def __init__(self, graph: Graph, inference: Inference) -> None:
        self.drawn, self.inference = graph, inference
        self.names = {*graph.nodes, *graph.wires, *graph.blocks, *graph.notes}
        self.nodes: dict[str, Node] = {}
        self.wires: dict[str, Wire] = {}
        self.needed = set(inference.order)
        self.into: dict[str, list[Wire]] = defaultdict(list)
        self.readers: dict[str, list[str]] = defaultdict(list)
        for wire in graph.wires.values():
            if wire.target.node in self.needed and wire.source.node in self.needed:
                self.into[wire.target.node].append(wire)
                self.readers[wire.source.node].append(wire.target.node)
        self.samples = End("", "")  # where all input values stand, if there are any
        self.row: dict[str, int] = {}  # of an input value, its place there
        self.groups: list[_Group] = []
        self.group_of: dict[str, _Group] = {}

    def run(self) -> Assembly:
        self._put_inputs()
        for name in self.inference.order:
            spec = self.drawn.nodes[name].spec
            if not isinstance(spec, Neuron | InputValue | OutputValue) and self._stands_alone(name):
                self.nodes[name] = self.drawn.nodes[name]
        layers = list(self.nodes)
        self._find_groups()
        for group in self.groups:
            self._put_group(group)
        for group in self.groups:
            for port, (source, _) in enumerate(group.blocks):
                self._connect(self._standing(source), End(group.id, _port(port)))
        for name in layers:
            if name in self.drawn.nodes:
                self._wire_layer(name)
        self._put_outputs()
        return self._finished()

    def _new(self, stem: str) -> str:
        number = 1
        while f"{stem}{number}" in self.names:
            number += 1
        self.names.add(f"{stem}{number}")
        return f"{stem}{number}"

    def _connect(self, source: End, target: End) -> None:
        name = self._new("line")
        self.wires[name] = Wire(id=name, source=source, target=target)

    def _stands_alone(self, name: str) -> bool:
        """Whether a node is one of the new graph: a bias, or a value taken out, is not if only neurons read it."""
        kinds = (Bias, Take, InputValue)
        return not isinstance(self.drawn.nodes[name].spec, kinds) or not all(
            self.drawn.nodes[reader].spec.weighs for reader in self.readers[name]
        )

    # -- input values --------------------------------------------------------------------------------------------------
    def _put_inputs(self) -> None:
        """One Data node with the columns that are used."""
        values = [n for n in self.inference.order if isinstance(self.drawn.nodes[n].spec, InputValue)]
        if not values:
            return
        count = self.inference.feeds["sample"][-1]
        column = {n: spec.column for n in values if isinstance(spec := self.drawn.nodes[n].spec, InputValue)}
        columns = tuple(sorted(set(column.values())))
        whole = columns == tuple(range(1, count + 1))
        data = self._new("samples")
        self.nodes[data] = Node(id=data, spec=Input(columns=() if whole else columns))
        self.samples = End(data, "out")
        self.row = {n: columns.index(c) for n, c in column.items()}
        for name in values:
            if self._stands_alone(name):
                self.nodes[name] = Node(id=name, spec=Take(index=self.row[name] + 1))

    # -- neurons -------------------------------------------------------------------------------------------------------
    def _find_groups(self) -> None:
        """Neurons of one stage, one player and one shape that are wired together or read the same list."""
        sides = players(self.drawn)
        stage = stages(self.drawn, self.inference.order)
        kinds = {
            n: (stage[n], sides.of(n) if sides else "", self.inference.facts[n].outputs)
            for n in self.inference.order
            if self.drawn.nodes[n].spec.weighs
        }
        leader: dict[object, object] = {}

        def find(key: object) -> object:
            while (above := leader.setdefault(key, key)) != key:
                leader[key] = leader[above]
                key = leader[key]
            return key

        for name, kind in kinds.items():
            for wire in self.into[name]:
                if kinds.get(wire.source.node) == kind:
                    leader[find((kind, wire.source.node))] = find((kind, name))
                elif not isinstance(self.drawn.nodes[wire.source.node].spec, Bias):
                    leader[find((kind, self._list_of(wire.source)[0]))] = find((kind, name))
        groups: dict[object, _Group] = {}
        for name, kind in kinds.items():
            group = groups.setdefault(find((kind, name)), _Group("", []))
            group.members.append(name)
            self.group_of[name] = group
        self.groups = list(groups.values())

    def _list_of(self, source: End) -> tuple[End, int]:
        """The list that a value read by a neuron lies in, and its place there."""
        node = self.drawn.nodes[source.node]
        if isinstance(node.spec, InputValue):
            return self.samples, self.row[node.id]
        if isinstance(node.spec, Take):
            return self.into[node.id][0].source, node.spec.index - 1
        return source, 0

    def _put_group(self, group: _Group) -> None:
        group.id, inside = self._new("neurons"), set(group.members)
        members = [self._member(name, group, inside) for name in group.members]
        shown = self._shown(group, inside)
        plan = planned(members, list(group.blocks.values()), self._outputs(group), shown)
        (shape,) = self.inference.facts[group.members[0]].outputs
        ports = tuple(map(_port, range(len(group.blocks))))
        spec = Neurons(ports=ports, plan=plan, steps=shape[0] if len(shape) == 2 else None)
        self.nodes[group.id] = Node(id=group.id, spec=spec)

    def _member(self, name: str, group: _Group, inside: set[str]) -> Member:
        spec = self.drawn.nodes[name].spec
        assert isinstance(spec, Neuron)
        wires, read = self.into[name], Counter[tuple[Source, bool]]()
        sources = []
        for wire in wires:
            source = self._source(wire.source, group, inside)
            sources.append(self._source(wire.source, group, inside, read[source, wire.delayed]))
            read[source, wire.delayed] += 1
        weighed = tuple(
            Weighed(
                wire=wire.id,
                source=source,
                delayed=wire.delayed,
                locked=wire.locked,
                first=wire.weight,
                parameter=spec.weight(len(wires), max(1, len(self.readers[wire.source.node]))),
            )
            for wire, source in zip(wires, sources, strict=True)
        )
        return Member(name, spec, weighed)

    def _source(self, end: End, group: _Group, inside: set[str], again: int = 0) -> Source:
        """Where a value stands that the group reads; ``again``: how many wires bring the same neuron the same."""
        node = self.drawn.nodes[end.node]
        if node.id in inside:
            return Source(neuron=node.id)
        if isinstance(node.spec, Bias):
            return Source(constant=node.spec.value, again=again)
        source, place = self._list_of(end)
        if (source, again) not in group.blocks:
            group.blocks[source, again] = self._width(source)
        return Source(block=list(group.blocks).index((source, again)), place=place)

    def _width(self, end: End) -> int:
        """How many values a list has."""
        shape = self.inference.shape(end, self.drawn)
        if shape is not None:
            return shape[-1]
        data = self.nodes[end.node].spec
        assert isinstance(data, Input)
        return len(data.columns) or self.inference.feeds["sample"][-1]

    def _outputs(self, group: _Group) -> tuple[str, ...]:
        """The members that somebody outside reads."""
        return tuple(
            name
            for name in group.members
            if any(self.group_of.get(reader) is not group for reader in self.readers[name])
        )

    def _shown(self, group: _Group, inside: set[str]) -> dict[End, Source]:
        """Single values that stand in the group only, beside its members; to be looked at."""
        ends = (w.source for name in group.members for w in self.into[name])
        return {
            end: self._source(end, group, inside)
            for end in ends
            if end.node not in self.nodes and end.node not in self.group_of
        }

    # -- the rest ------------------------------------------------------------------------------------------------------
    def _standing(self, end: End) -> End:
        """Where in the new graph a value of the old one stands."""
        if end.node in self.group_of:
            return End(self.group_of[end.node].id, end.node)
        return end

    def _wire_layer(self, name: str) -> None:
        spec = self.drawn.nodes[name].spec
        if isinstance(spec, InputValue):
            self._connect(self.samples, End(name, "in"))
            return
        for wire in self.into[name]:
            self._connect(self._standing(wire.source), wire.target)

    def _put_outputs(self) -> None:
        alike: dict[tuple[Loss, Shape], list[str]] = {}  # by loss and steps
        for name in self.inference.order:
            if isinstance(value := self.drawn.nodes[name].spec, OutputValue):
                steps = self.inference.facts[name].inputs[0][:-1]
                alike.setdefault((value.loss, steps), []).append(name)
        target = self.inference.feeds.get("target", ())
        for (loss, _), names in alike.items():
            names.sort(key=self._column)
            columns = tuple(self._column(n) for n in names)
            whole = columns == tuple(range(1, (target[-1] if target else 0) + 1))
            end = names[0]
            self.nodes[end] = Node(id=end, spec=Output(loss=loss, columns=() if whole else columns))
            stack = self._new("answer")
            spec = Stack(count=len(names), gives="last step" if len(target) == 1 else "whole sequence")
            self.nodes[stack] = Node(id=stack, spec=spec)
            for place, name in enumerate(names):
                source = self._standing(self.into[name][0].source)
                self._connect(source, End(stack, _port(place)))
            self._connect(End(stack, "out"), End(end, "in"))

    def _column(self, name: str) -> int:
        spec = self.drawn.nodes[name].spec
        assert isinstance(spec, OutputValue)
        return spec.column

    def _finished(self) -> Assembly:
        graph = Graph(nodes=self.nodes, wires=self.wires)
        order, _ = sorted_nodes(graph)
        facts: dict[str, Facts] = {}
        sources = {w.target: w.source for w in graph.wires.values()}
        for name in order:
            spec = graph.nodes[name].spec
            shapes: list[Shape] = [self._shape(sources[End(name, port)], facts) for port in spec.inputs]
            shapes += [self.inference.feeds[feed] for feed in spec.fed]
            facts[name] = (
                spec.facts(tuple(shapes)) if isinstance(spec, Neurons) else _facts(spec, tuple(shapes))
            )
        old = self.inference
        return Assembly(
            graph, Inference(order=tuple(order), facts=facts, problems=old.problems, feeds=old.feeds)
        )

    def _shape(self, end: End, facts: dict[str, Facts]) -> Shape:
        return facts[end.node].outputs[self.nodes[end.node].spec.outputs.index(end.port)]


def _port(place: int) -> str:
    return f"in{place + 1}"


def _facts(spec: Layer, shapes: tuple[Shape, ...]) -> Facts:
    facts = facts_of(spec, shapes)
    if isinstance(facts, Exception):
        raise facts
    return facts
