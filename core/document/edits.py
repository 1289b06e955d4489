"""Edits: pure functions ``Document -> Document``. Each ends in a checked value, or raises."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from core.document import placing
from core.document.document import Document
from core.document.graph import Block, End, Graph, Node, Note, Position, Wire, carried, joined, reaches
from core.errors import DocumentError
from core.layers.base import Layer
from core.spec import checked, tag

GAP = placing.GAP
MAX_NODES, MAX_WIRES = 20_000, 100_000
P = TypeVar("P", Node, Block, Note)


def add_node(
    document: Document, spec: Layer, position: Position, node_id: str | None = None
) -> tuple[Document, str]:
    """Put a layer on the canvas; returns the document and the new node's id."""
    graph = document.graph
    if len(graph.nodes) >= MAX_NODES:
        raise DocumentError(f"A document holds at most {MAX_NODES:,} nodes.")
    node = Node(
        id=node_id or graph.free_id(tag(spec).replace("-", "")), spec=checked(spec), position=position
    )
    return with_graph(document, nodes={**graph.nodes, node.id: node}), node.id


def counted_on(graph: Graph, spec: Layer) -> Layer:
    """A layer that stands for one of several columns, at the first column that none of its kind stands for yet."""
    if not spec.counted:
        return spec
    number = getattr(spec, spec.counted)
    taken = {getattr(n.spec, spec.counted) for n in graph.nodes.values() if type(n.spec) is type(spec)}
    while number in taken:
        number += 1
    return replace(spec, **{spec.counted: number})


def connect(document: Document, source: End, target: End) -> Document:
    """Draw a wire; one that ends at the same input port is replaced, unless that takes any number.

    A wire that closes a circle carries the value of the step before.

    Raises:
        DocumentError: with the reason of ``refusal``.
    """
    graph = document.graph
    if reason := refusal(graph, source, target):
        raise DocumentError(reason)
    kept = _without_rivals(graph, target)
    if len(kept) >= MAX_WIRES:
        raise DocumentError(f"A document holds at most {MAX_WIRES:,} wires.")
    delayed = reaches(graph, target.node, source.node)
    wire = Wire(id=graph.free_id("wire"), source=source, target=target, delayed=delayed)
    return with_graph(document, wires={**kept, wire.id: wire})


def _without_rivals(graph: Graph, target: End, wire_id: str = "") -> dict[str, Wire]:
    """The wires that may stay when one (it keeps its place, if it is there) is to end at a port."""
    if graph.nodes[target.node].spec.weighs:
        return dict(graph.wires)
    return {k: w for k, w in graph.wires.items() if w.target != target or k == wire_id}


def reconnect(document: Document, wire_id: str, source: End, target: End) -> Document:
    """Move an end of a wire to another port; the wire stays the same one.

    Raises:
        DocumentError: with the reason of ``refusal``.
    """
    graph, old = document.graph, document.graph.wires[wire_id]
    rest = with_graph(document, wires={k: w for k, w in graph.wires.items() if k != wire_id}).graph
    if reason := refusal(rest, source, target):
        raise DocumentError(reason)
    weighs = graph.nodes[target.node].spec.weighs
    new = Wire(id=wire_id, source=source, target=target, delayed=reaches(rest, target.node, source.node))
    if weighs and old.weight is not None:
        new = replace(new, weight=old.weight, locked=old.locked)
    return with_graph(document, wires={**_without_rivals(graph, target, wire_id), wire_id: new})


def set_wires(document: Document, wire_ids: Iterable[str], **changes: Any) -> Document:
    """Change weight, lock or delay of wires that have a weight of their own.

    Raises:
        DocumentError: a wire has no weight, a value is out of bounds, or a circle needs its delay.
    """
    graph = document.graph
    wires = dict(graph.wires)
    for name in wire_ids:
        if not graph.nodes[wires[name].target.node].spec.weighs:
            raise DocumentError("Only a wire that ends at a neuron has a weight of its own.")
        for field, value in changes.items():
            wires[name] = with_field(wires[name], field, value)
        wire = wires[name]
        if changes.get("delayed") is False:
            others = with_graph(document, wires={k: w for k, w in wires.items() if k != name}).graph
            if reaches(others, wire.target.node, wire.source.node):
                raise DocumentError(
                    "This wire closes a circle, so it has to carry the value of the step before."
                )
    return with_graph(document, wires=wires)


def wire_pair(document: Document, one: str, other: str) -> Document:
    """Draw a wire between two nodes, from the left one to the right one, or back where only that is possible.

    It ends at the first input that has no wire yet, else at the first.

    Raises:
        DocumentError: with the reason of ``refusal``.
    """
    nodes = document.graph.nodes
    left, right = sorted((one, other), key=lambda i: nodes[i].position)
    ways = [(left, right), (right, left)]
    possible = [(a, b) for a, b in ways if nodes[a].spec.outputs and nodes[b].spec.inputs]
    if not possible:
        raise DocumentError(f"{nodes[left].name} and {nodes[right].name} have no output and input to wire.")
    start, end = next((w for w in possible if not reaches(document.graph, w[1], w[0])), possible[0])
    source = End(start, nodes[start].spec.outputs[0])
    return connect(document, source, End(end, free_input(document.graph, end)))


def free_input(graph: Graph, node: str) -> str:
    """The first input of a node that no wire ends at, else the first one; empty where it has none."""
    ports = graph.nodes[node].spec.inputs
    taken = {w.target.port for w in graph.into(node)}
    return next((p for p in ports if p not in taken), ports[0] if ports else "")


def refusal(graph: Graph, source: End, target: End) -> str:
    """Why a wire may not be drawn, in words; empty when it may."""
    ends = graph.nodes.get(source.node), graph.nodes.get(target.node)
    if ends[0] is None or ends[1] is None:
        return "There is no such node any more."
    if source.port not in ends[0].spec.outputs:
        return f"{ends[0].name} has no output “{source.port}”."
    if target.port not in ends[1].spec.inputs:
        return f"{ends[1].name} has no input “{target.port}”."
    weighs = ends[1].spec.weighs
    if weighs and any(w.source == source and w.target == target for w in graph.wires.values()):
        return f"There is a wire from {ends[0].name} to {ends[1].name} already."
    if source.node == target.node and not weighs:
        return "A layer cannot feed itself."
    if not weighs and reaches(graph, target.node, source.node):
        return f"{ends[1].name} already leads to {ends[0].name}: this would close a circle."
    return ""


def remove(document: Document, ids: Iterable[str], *, heal: bool = False) -> Document:
    """Remove nodes (with their wires) and wires.

    ``heal``: where a removed node had one wire in and some out, the wires out start where the wire in started.
    """
    graph, gone = document.graph, set(ids)
    nodes = {k: n for k, n in graph.nodes.items() if k not in gone}
    wires = {k: w for k, w in graph.wires.items() if k not in gone}
    if heal:
        wires = _healed(wires, gone)
    wires = {k: w for k, w in wires.items() if w.source.node in nodes and w.target.node in nodes}
    notes = {k: n for k, n in graph.notes.items() if k not in gone}
    blocks = {k: b for k, b in graph.blocks.items() if k not in gone}
    return with_graph(
        document, nodes=nodes, wires=_single(wires), notes=notes, blocks=_with_members(blocks, nodes)
    )


def _single(wires: dict[str, Wire]) -> dict[str, Wire]:
    """Of wires between the same two ends, the first."""
    ends: dict[tuple[End, End], str] = {}
    for name, wire in wires.items():
        ends.setdefault((wire.source, wire.target), name)
    return wires if len(ends) == len(wires) else {name: wires[name] for name in ends.values()}


def _with_members(blocks: dict[str, Block], nodes: dict[str, Node]) -> dict[str, Block]:
    """Blocks without the members that are gone; without any, a block goes too."""
    kept = {}
    for name, block in blocks.items():
        members = tuple(m for m in block.members if m in nodes)
        if members:
            kept[name] = block if members == block.members else replace(block, members=members)
    return kept


def _healed(wires: dict[str, Wire], gone: set[str]) -> dict[str, Wire]:
    feeders: dict[str, list[End]] = {}
    for wire in wires.values():
        if wire.target.node in gone and not wire.delayed:
            feeders.setdefault(wire.target.node, []).append(wire.source)

    def origin(end: End) -> End:
        seen: set[str] = set()
        while end.node in gone and len(feeders.get(end.node, ())) == 1 and end.node not in seen:
            seen.add(end.node)
            end = feeders[end.node][0]
        return end

    return {k: replace(w, source=origin(w.source)) for k, w in wires.items()}


def insert_on_wire(document: Document, wire_id: str, node_id: str) -> Document:
    """Put a node that is on the canvas into a wire: source → node → target; within a block, it joins that."""
    wire = document.graph.wires[wire_id]
    spec = document.graph.nodes[node_id].spec
    if not spec.inputs or not spec.outputs:
        raise DocumentError(f"{spec.title} cannot stand in the middle of a wire.")
    document = with_graph(document, wires={k: w for k, w in document.graph.wires.items() if k != wire_id})
    document = connect(document, wire.source, End(node_id, spec.inputs[0]))
    document = connect(document, End(node_id, spec.outputs[0]), wire.target)
    if wire.weight is not None or wire.locked:  # the way into the neuron still weighs as much
        (last,) = (w.id for w in document.graph.out_of(node_id) if w.target == wire.target)
        document = set_wires(document, [last], weight=wire.weight, locked=wire.locked)
    sides = (wire.source.node, wire.target.node)
    return with_graph(document, blocks=joined(document.graph, node_id, sides))


def make_room(document: Document, node_id: str) -> Document:
    """Where a node's card covers the one in front or behind, move it and what it leads to to the right."""
    for wire in document.graph.into(node_id):
        source, node = document.graph.nodes[wire.source.node], document.graph.nodes[node_id]
        if source is not node and placing.crowded(source, node):
            document = move(document, {node_id: placing.behind(source, node.spec)})
    for wire in document.graph.out_of(node_id):
        node, target = document.graph.nodes[node_id], document.graph.nodes[wire.target.node]
        if target is not node and placing.crowded(node, target):
            x, _ = placing.behind(node, target.spec)
            document = _push(document, target.id, x - target.position[0])
    return document


def _push(document: Document, node_id: str, distance: float) -> Document:
    """Move a node to the right, all that it leads to, and what would be in their way."""
    return move(document, placing.pushed(document.graph, node_id, distance))


def insert_before(document: Document, node_id: str, port: str, spec: Layer) -> Document:
    """Put a new layer into the wire that ends at an input port, making room for it."""
    wire = next(w for w in document.graph.wires.values() if w.target == End(node_id, port))
    return insert_into(document, wire.id, spec)


def insert_into(document: Document, wire_id: str, spec: Layer) -> Document:
    """Put a new layer into a wire, making room for it."""
    wire, nodes = document.graph.wires[wire_id], document.graph.nodes
    target, source = nodes[wire.target.node], nodes[wire.source.node]
    (here, y), (start, _) = placing.before(target, spec), placing.behind(source, spec)
    missing = min(target.position[0] - here, max(0.0, start - here))
    document, new = add_node(_push(document, target.id, missing), spec, (here + missing, y))
    return insert_on_wire(document, wire_id, new)


def append(document: Document, spec: Layer, after: str | None) -> tuple[Document, str]:
    """Put a new layer behind a node: into the wire from there where that is the only one, else with a wire of its own.

    A wire to a neuron is left alone: neurons have many. What has no input itself stands below others of its kind, or
    in front of a neuron, to feed that. Layers that have no port to wire only stand there.
    """
    graph = document.graph
    spec, anchor = counted_on(graph, spec), graph.nodes.get(after or "")
    if anchor is None or (not spec.inputs and type(spec) is type(anchor.spec)):
        place = placing.on_its_own(graph, spec) if anchor is None else anchor.position
        return add_node(document, spec, placing.free(graph, spec, place))
    if anchor.spec.weighs and spec.outputs and not spec.inputs:
        place = placing.free(graph, spec, placing.before(anchor, spec))
        document, new = add_node(document, spec, place)
        return connect(document, End(new, spec.outputs[0]), End(anchor.id, anchor.spec.inputs[0])), new
    onward, place = graph.out_of(anchor.id), placing.behind(anchor, spec)
    if len(onward) == 1 and spec.inputs and spec.outputs:
        target = graph.nodes[onward[0].target.node]
        if not target.spec.weighs:
            document, new = add_node(document, spec, placing.free(graph, spec, place, {target.id}))
            return make_room(insert_on_wire(document, onward[0].id, new), new), new
    document, new = add_node(document, spec, placing.free(graph, spec, place))
    if anchor.spec.outputs and spec.inputs:
        document = connect(document, End(anchor.id, anchor.spec.outputs[0]), End(new, spec.inputs[0]))
    return document, new


def move(document: Document, positions: Mapping[str, Position]) -> Document:
    """Set the positions of some nodes, blocks and notes; a collapsed block whose members all move comes along."""
    graph = document.graph
    positions = {**carried(graph, positions), **positions}
    return with_graph(
        document,
        nodes=_placed(graph.nodes, positions),
        blocks=_placed(graph.blocks, positions),
        notes=_placed(graph.notes, positions),
    )


def _placed(things: dict[str, P], positions: Mapping[str, Position]) -> dict[str, P]:
    here = positions.keys() & things.keys()
    return {**things, **{i: replace(things[i], position=positions[i]) for i in here}} if here else things


def set_field(document: Document, node_id: str, name: str, value: Any) -> Document:
    """Set one field of a node's layer.

    Raises:
        DocumentError: the value is out of bounds or of the wrong type.
    """
    return with_specs(document, {node_id: with_field(document.graph.nodes[node_id].spec, name, value)})


def rename(document: Document, node_id: str, title: str) -> Document:
    """Give a node the user's own name; empty: the layer's title again."""
    node = document.graph.nodes[node_id]
    return with_graph(document, nodes={**document.graph.nodes, node_id: with_field(node, "title", title)})


def set_fields(document: Document, node_ids: Iterable[str], path: tuple[str, ...], value: Any) -> Document:
    """Set one field of the layers of some nodes; ``path`` leads to it, as in ``("activation", "slope")``.

    Raises:
        DocumentError: the value is out of bounds or of the wrong type.
    """
    nodes = document.graph.nodes
    return with_specs(document, {i: with_path(nodes[i].spec, path, value) for i in node_ids})


def with_specs(document: Document, specs: Mapping[str, Layer]) -> Document:
    """The document with other layers in some nodes; wires to ports that these do not have are gone."""
    graph = document.graph
    nodes = {**graph.nodes, **{name: replace(graph.nodes[name], spec=spec) for name, spec in specs.items()}}
    loose = {
        wire.id
        for wire in graph.wires.values()
        if (wire.source.node in specs and wire.source.port not in nodes[wire.source.node].spec.outputs)
        or (wire.target.node in specs and wire.target.port not in nodes[wire.target.node].spec.inputs)
    }
    if not loose:
        return with_graph(document, nodes=nodes)
    return with_graph(document, nodes=nodes, wires={k: w for k, w in graph.wires.items() if k not in loose})


def with_path(value: Any, path: tuple[str, ...], new: Any) -> Any:
    """A struct with one field changed, which may lie in a struct within it, and that field's struct checked.

    Raises:
        DocumentError: the value is out of bounds or of the wrong type.
    """
    name, *rest = path
    if not rest:
        return with_field(value, name, new)
    return replace(value, **{name: with_path(getattr(value, name), tuple(rest), new)})


def with_field(value: Any, name: str, new: Any) -> Any:
    """A struct with one field changed and everything checked.

    Raises:
        DocumentError: the value is out of bounds or of the wrong type.
    """
    try:
        return checked(replace(value, **{name: new}))
    except msgspec.ValidationError as error:
        raise DocumentError(f"{name.replace('_', ' ').capitalize()}: {error}") from error


def with_graph(
    document: Document,
    *,
    nodes: dict[str, Node] | None = None,
    wires: dict[str, Wire] | None = None,
    blocks: dict[str, Block] | None = None,
    notes: dict[str, Note] | None = None,
) -> Document:
    """The document with other nodes, wires, blocks or notes."""
    graph = document.graph
    new = Graph(
        nodes=graph.nodes if nodes is None else nodes,
        wires=graph.wires if wires is None else wires,
        blocks=graph.blocks if blocks is None else blocks,
        notes=graph.notes if notes is None else notes,
    )
    return replace(document, graph=new)
