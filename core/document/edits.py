"""Edits: pure functions ``Document -> Document``. Each ends in a checked value; a bad one raises and changes nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from core.document.document import Document
from core.document.graph import End, Graph, Node, Position, Wire, reaches
from core.errors import DocumentError
from core.layers.base import Layer
from core.spec import checked, tag

GAP = 48.0  # between the cards of a row
CARD = (172.0, 64.0)  # width and height of a card, in canvas units
MAX_NODES, MAX_WIRES = 20_000, 100_000


def add_node(document: Document, spec: Layer, position: Position, node_id: str | None = None) -> tuple[Document, str]:
    """Put a layer on the canvas; returns the document and the new node's id."""
    graph = document.graph
    if len(graph.nodes) >= MAX_NODES:
        raise DocumentError(f"A document holds at most {MAX_NODES:,} nodes.")
    node = Node(id=node_id or graph.free_id(tag(spec).replace("-", "")), spec=checked(spec), position=position)
    return with_graph(document, nodes={**graph.nodes, node.id: node}), node.id


def connect(document: Document, source: End, target: End) -> Document:
    """Draw a wire; one that ends at the same input port is replaced.

    Raises:
        DocumentError: with the reason of ``refusal``.
    """
    if reason := refusal(document.graph, source, target):
        raise DocumentError(reason)
    kept = {k: w for k, w in document.graph.wires.items() if w.target != target}
    if len(kept) >= MAX_WIRES:
        raise DocumentError(f"A document holds at most {MAX_WIRES:,} wires.")
    wire = Wire(id=document.graph.free_id("wire"), source=source, target=target)
    return with_graph(document, wires={**kept, wire.id: wire})


def refusal(graph: Graph, source: End, target: End) -> str:
    """Why a wire may not be drawn, in words; empty when it may."""
    ends = graph.nodes.get(source.node), graph.nodes.get(target.node)
    if ends[0] is None or ends[1] is None:
        return "There is no such node any more."
    if source.port not in ends[0].spec.outputs:
        return f"{ends[0].name} has no output “{source.port}”."
    if target.port not in ends[1].spec.inputs:
        return f"{ends[1].name} has no input “{target.port}”."
    if source.node == target.node:
        return "A layer cannot feed itself."
    if reaches(graph, target.node, source.node):
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
    return with_graph(document, nodes=nodes, wires=wires)


def _healed(wires: dict[str, Wire], gone: set[str]) -> dict[str, Wire]:
    feeders: dict[str, list[End]] = {}
    for wire in wires.values():
        if wire.target.node in gone:
            feeders.setdefault(wire.target.node, []).append(wire.source)

    def origin(end: End) -> End:
        seen: set[str] = set()
        while end.node in gone and len(feeders.get(end.node, ())) == 1 and end.node not in seen:
            seen.add(end.node)
            end = feeders[end.node][0]
        return end

    return {k: replace(w, source=origin(w.source)) for k, w in wires.items()}


def insert_on_wire(document: Document, wire_id: str, node_id: str) -> Document:
    """Put a node that is on the canvas into a wire: source → node → target."""
    wire = document.graph.wires[wire_id]
    spec = document.graph.nodes[node_id].spec
    if not spec.inputs or not spec.outputs:
        raise DocumentError(f"{spec.title} cannot stand in the middle of a wire.")
    document = with_graph(document, wires={k: w for k, w in document.graph.wires.items() if k != wire_id})
    document = connect(document, wire.source, End(node_id, spec.inputs[0]))
    return connect(document, End(node_id, spec.outputs[0]), wire.target)


def insert_before(document: Document, node_id: str, port: str, spec: Layer) -> Document:
    """Put a new layer into the wire that ends at an input port, making room for it."""
    wire = next(w for w in document.graph.wires.values() if w.target == End(node_id, port))
    x, y = document.graph.nodes[node_id].position
    room = CARD[0] + GAP
    behind = {n.id for n in document.graph.nodes.values() if n.position[0] >= x}
    document = move(
        document, {i: (p[0] + room, p[1]) for i in behind for p in (document.graph.nodes[i].position,)}
    )
    document, new = add_node(document, spec, (x, y))
    return insert_on_wire(document, wire.id, new)


def append(document: Document, spec: Layer, after: str | None) -> tuple[Document, str]:
    """Put a new layer behind a node and wire it there where both have a port to spare."""
    anchor = document.graph.nodes.get(after or "")
    x, y = (anchor.position[0] + CARD[0] + GAP, anchor.position[1]) if anchor else _free_place(document.graph)
    document, new = add_node(document, spec, (x, y))
    if anchor and anchor.spec.outputs and spec.inputs:
        document = connect(document, End(anchor.id, anchor.spec.outputs[0]), End(new, spec.inputs[0]))
    return document, new


def _free_place(graph: Graph) -> Position:
    if not graph.nodes:
        return (0.0, 0.0)
    last = max(graph.nodes.values(), key=lambda n: n.position[0])
    return (last.position[0] + CARD[0] + GAP, last.position[1])


def move(document: Document, positions: Mapping[str, Position]) -> Document:
    """Set the positions of some nodes."""
    nodes = document.graph.nodes
    return with_graph(document, nodes={**nodes, **{i: replace(nodes[i], position=p) for i, p in positions.items()}})


def set_field(document: Document, node_id: str, name: str, value: Any) -> Document:
    """Set one field of a node's layer.

    Raises:
        DocumentError: the value is out of bounds or of the wrong type.
    """
    node = document.graph.nodes[node_id]
    spec = with_field(node.spec, name, value)
    return with_graph(document, nodes={**document.graph.nodes, node_id: replace(node, spec=spec)})


def rename(document: Document, node_id: str, title: str) -> Document:
    """Give a node the user's own name; empty: the layer's title again."""
    node = document.graph.nodes[node_id]
    return with_graph(document, nodes={**document.graph.nodes, node_id: with_field(node, "title", title)})


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
    document: Document, *, nodes: dict[str, Node] | None = None, wires: dict[str, Wire] | None = None
) -> Document:
    """The document with other nodes or wires."""
    graph = document.graph
    new = Graph(nodes=graph.nodes if nodes is None else nodes, wires=graph.wires if wires is None else wires)
    return replace(document, graph=new)
