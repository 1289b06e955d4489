"""Another layer in the place of one that is there, with as many of its wires as can stay."""

from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from core.document import edits
from core.document.document import Document
from core.document.extent import extent
from core.document.graph import End, Graph, Node, Wire, reaches
from core.layers.base import Layer
from core.spec import checked, fields


def replaced(document: Document, node_id: str, spec: Layer) -> Document:
    """The document with another layer in a node, which keeps its id, its name and where its middle is.

    Wires go to the ports of the same name, the others to those that are left, in their order; what finds no port goes.
    Where a layer takes any number of inputs, it is set to as many as there are wires.
    """
    graph, old = document.graph, document.graph.nodes[node_id]
    into = _by_port(graph.into(node_id), old.spec.inputs)
    spec = checked(_with_inputs(spec, len(into)))
    node = replace(old, spec=spec, position=_same_middle(old, spec))
    nodes = {**graph.nodes, node_id: node}
    document = edits.with_graph(document, nodes=nodes, wires=_rewired(graph, node, old))
    return document if extent(spec) == extent(old.spec) else edits.make_room(document, node_id)


def inheriting(spec: Layer, old: Layer) -> Layer:
    """A layer with those settings of another that somebody chose: what both have and is not as it was at first."""
    known = {field.name: field for field in fields(type(old))}
    for field in fields(type(spec)):
        before = known.get(field.name)
        if before is None or (before.title, before.kind) != (field.title, field.kind):
            continue
        if getattr(old, field.name) == before.default:
            continue
        try:
            spec = checked(replace(spec, **{field.name: getattr(old, field.name)}))
        except msgspec.ValidationError:  # the new layer has other bounds or choices
            continue
    return spec


def _with_inputs(spec: Layer, count: int) -> Layer:
    """The layer with so many inputs, where a field of it says how many there are and there are too few."""
    if spec.weighs or len(spec.inputs) >= count:
        return spec
    for field in fields(type(spec)):
        if field.kind == "int" and getattr(spec, field.name) == len(spec.inputs):
            more = replace(spec, **{field.name: min(count, int(field.high or count))})
            if len(more.inputs) > len(spec.inputs):
                return more
    return spec


def _same_middle(old: Node, spec: Layer) -> tuple[float, float]:
    if old.pinned:
        return old.position
    (width, height), (new_width, new_height) = extent(old.spec), extent(spec)
    return (old.position[0] + (width - new_width) / 2, old.position[1] + (height - new_height) / 2)


def _rewired(graph: Graph, node: Node, old: Node) -> dict[str, Wire]:
    """All wires of a graph, those of a node at its new ports."""
    into = _assigned(_by_port(graph.into(node.id), old.spec.inputs), node.spec.inputs, node.spec.weighs)
    starts = list(dict.fromkeys(w.source.port for w in _by_source(graph.out_of(node.id), old.spec.outputs)))
    outputs = dict(zip(starts, _matched(starts, node.spec.outputs), strict=True))
    wires: dict[str, Wire] = {}
    ends: set[tuple[End, End]] = set()
    for wire in graph.wires.values():
        moved = _moved(wire, node, into, outputs)
        if moved is not None and (moved.source, moved.target) not in ends:
            ends.add((moved.source, moved.target))
            wires[wire.id] = moved
    return _without_circles(wires, graph, node)


def _moved(wire: Wire, node: Node, into: dict[str, str], outputs: dict[str, str]) -> Wire | None:
    if wire.target.node == node.id:
        if not into[wire.id]:
            return None
        wire = replace(wire, target=End(node.id, into[wire.id]))
        if not node.spec.weighs:
            wire = replace(wire, weight=None, locked=False)
    if wire.source.node == node.id:
        if not outputs[wire.source.port]:
            return None
        wire = replace(wire, source=End(node.id, outputs[wire.source.port]))
    return wire


def _without_circles(wires: dict[str, Wire], graph: Graph, node: Node) -> dict[str, Wire]:
    """Only a neuron remembers the step before: into anything else a delayed wire is a plain one, or closes a circle."""
    if node.spec.weighs:
        return wires
    for wire in [w for w in wires.values() if w.delayed and w.target.node == node.id]:
        rest = {k: w for k, w in wires.items() if k != wire.id}
        if reaches(Graph(nodes=graph.nodes, wires=rest), node.id, wire.source.node):
            wires = rest
        else:
            wires = {**wires, wire.id: replace(wire, delayed=False)}
    return wires


def _assigned(wires: Sequence[Wire], ports: tuple[str, ...], weighs: bool) -> dict[str, str]:
    """Where each of the wires into a node ends, by its id; empty where there is no port for it."""
    if weighs:
        return {wire.id: ports[0] for wire in wires}
    names = [wire.target.port for wire in wires]
    return dict(zip((w.id for w in wires), _matched(names, ports), strict=True))


def _matched(names: Sequence[str], ports: tuple[str, ...]) -> list[str]:
    """A port for each name: the one that is called so, else the next one that is left; empty when none is."""
    found, left = [""] * len(names), list(ports)
    for index, name in enumerate(names):
        if name in left:
            found[index] = name
            left.remove(name)
    for index, name in enumerate(found):
        if not name and left:
            found[index] = left.pop(0)
    return found


def _by_port(wires: Iterable[Wire], ports: tuple[str, ...]) -> list[Wire]:
    return sorted(wires, key=lambda w: ports.index(w.target.port))


def _by_source(wires: Iterable[Wire], ports: tuple[str, ...]) -> list[Wire]:
    return sorted(wires, key=lambda w: ports.index(w.source.port))
