"""Copy and paste: a part of a graph, and its way into a document."""

from collections.abc import Collection, Iterator
from itertools import count

from msgspec.structs import replace

from core.document.document import Document
from core.document.edits import MAX_NODES, MAX_WIRES, with_graph
from core.document.graph import End, Graph, Position
from core.errors import DocumentError
from core.spec import tag


def copied(graph: Graph, ids: Collection[str]) -> Graph:
    """Some nodes and notes, the wires among them, and the blocks that are in whole; all other ids are left out."""
    nodes = {k: n for k, n in graph.nodes.items() if k in ids}
    wires = {k: w for k, w in graph.wires.items() if w.source.node in nodes and w.target.node in nodes}
    blocks = {k: b for k, b in graph.blocks.items() if all(m in nodes for m in b.members)}
    notes = {k: n for k, n in graph.notes.items() if k in ids}
    return Graph(nodes=nodes, wires=wires, blocks=blocks, notes=notes)


def pasted(
    document: Document, fragment: Graph, offset: tuple[float, float]
) -> tuple[Document, tuple[str, ...]]:
    """Put a fragment in, moved by ``offset``, under new ids; returns the document and the new nodes' and notes' ids.

    Raises:
        DocumentError: the document would become too large.
    """
    graph = document.graph
    if (
        len(graph.nodes) + len(fragment.nodes) > MAX_NODES
        or len(graph.wires) + len(fragment.wires) > MAX_WIRES
    ):
        raise DocumentError(f"A document holds at most {MAX_NODES:,} nodes and {MAX_WIRES:,} wires.")
    names = Names({*graph.nodes, *graph.wires, *graph.blocks, *graph.notes})
    new = {k: names.take(tag(n.spec).replace("-", "")) for k, n in fragment.nodes.items()}
    nodes, wires = dict(graph.nodes), dict(graph.wires)
    blocks, notes = dict(graph.blocks), dict(graph.notes)
    for key, node in fragment.nodes.items():
        nodes[new[key]] = replace(node, id=new[key], position=_moved(node.position, offset))
    for wire in fragment.wires.values():
        source, target = (
            replace(wire.source, node=new[wire.source.node]),
            End(new[wire.target.node], wire.target.port),
        )
        name = names.take("wire")
        wires[name] = replace(wire, id=name, source=source, target=target)
    for block in fragment.blocks.values():
        name, members = names.take("block"), tuple(new[m] for m in block.members)
        place = _moved(block.position, offset)
        blocks[name] = replace(block, id=name, members=members, position=place)
    for key, note in fragment.notes.items():
        new[key] = names.take("note")
        notes[new[key]] = replace(note, id=new[key], position=_moved(note.position, offset))
    return with_graph(document, nodes=nodes, wires=wires, blocks=blocks, notes=notes), tuple(new.values())


def _moved(place: Position, offset: Position) -> Position:
    return (place[0] + offset[0], place[1] + offset[1])


class Names:
    """Free ids, found without starting to count anew for each."""

    def __init__(self, taken: set[str]) -> None:
        self._taken, self._counters = taken, dict[str, Iterator[int]]()

    def take(self, stem: str) -> str:
        counter = self._counters.setdefault(stem, count(1))
        return next(name for name in (f"{stem}{number}" for number in counter) if name not in self._taken)
