"""What the user writes and marks on the canvas: comments, frames, colours, pins. Pure edits, as in ``edits``."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar, get_args

from msgspec.structs import replace

from core.document.document import Document
from core.document.edits import with_field, with_graph
from core.document.extent import CARD, extent
from core.document.graph import Block, Colour, Graph, Node, Note, Position
from core.document.layout import GRID
from core.errors import DocumentError
from core.spec import checked

Size = tuple[float, float]
COMMENT, FRAME = (220.0, 80.0), (380.0, 240.0)  # sizes of new ones
LEAST: Size = (80.0, 40.0)  # smaller, nothing could be read or grabbed
AROUND = GRID  # from what a frame is drawn around to its border
MAX_NOTES = 10_000
COLOURS: tuple[Colour, ...] = tuple(c for c in get_args(Colour) if c)
T = TypeVar("T", Node, Block, Note)


def add_note(
    document: Document,
    position: Position,
    text: str = "",
    *,
    size: Size = COMMENT,
    frame: bool = False,
) -> tuple[Document, str]:
    """Put a comment, or a frame, on the canvas; returns the document and its id.

    Raises:
        DocumentError: the text is too long, or there are too many notes.
    """
    notes = document.graph.notes
    if len(notes) >= MAX_NOTES:
        raise DocumentError(f"A document holds at most {MAX_NOTES:,} comments and frames.")
    note = checked(Note(id=document.graph.free_id("note"), position=position, size=size, frame=frame))
    note = with_field(note, "text", text)
    return with_graph(document, notes={**notes, note.id: note}), note.id


def add_frame(document: Document, ids: Iterable[str]) -> tuple[Document, str]:
    """Draw a frame around some nodes, notes and collapsed blocks; returns the document and its id.

    Raises:
        DocumentError: there is nothing to draw it around.
    """
    wanted = set(ids)
    boxes = [(place, size) for name, place, size in _boxes(document.graph) if name in wanted]
    if not boxes:
        raise DocumentError("There is nothing to draw a frame around.")
    left, top = (min(place[axis] for place, _ in boxes) - AROUND for axis in (0, 1))
    right, bottom = (max(place[axis] + size[axis] for place, size in boxes) + AROUND for axis in (0, 1))
    return add_note(document, (left, top), size=(right - left, bottom - top), frame=True)


def set_note(document: Document, note_id: str, **changes: Any) -> Document:
    """Change text, position, size or colour of a comment or a frame; one that is too small becomes the least one.

    Raises:
        DocumentError: a value is out of bounds.
    """
    note = document.graph.notes[note_id]
    for field, value in changes.items():
        note = with_field(note, field, value)
    size = (max(note.size[0], LEAST[0]), max(note.size[1], LEAST[1]))
    return with_graph(document, notes={**document.graph.notes, note_id: replace(note, size=size)})


def set_colour(document: Document, ids: Collection[str], colour: Colour) -> Document:
    """Give nodes, blocks and notes a mark; an empty colour takes it away."""
    graph = document.graph
    return with_graph(
        document,
        nodes=_changed(graph.nodes, ids, "colour", colour),
        blocks=_changed(graph.blocks, ids, "colour", colour),
        notes=_changed(graph.notes, ids, "colour", colour),
    )


def set_pinned(document: Document, ids: Collection[str], pinned: bool) -> Document:
    """Pin nodes where they stand, or let them loose."""
    return with_graph(document, nodes=_changed(document.graph.nodes, ids, "pinned", pinned))


def _changed(things: dict[str, T], ids: Collection[str], field: str, value: Any) -> dict[str, T]:
    """Some of the things with another value in a field; the very same dict where there are none of them."""
    here = [name for name in things if name in ids]
    return {**things, **{name: with_field(things[name], field, value) for name in here}} if here else things


def held(graph: Graph, ids: Iterable[str]) -> set[str]:
    """Those of some ids that stay where they are: pinned nodes, and blocks that hold one."""

    def stays(name: str) -> bool:
        block = graph.blocks.get(name)
        members = (name,) if block is None else block.members
        return any(m in graph.nodes and graph.nodes[m].pinned for m in members)

    return {name for name in ids if stays(name)}


def with_contents(graph: Graph, ids: Iterable[str]) -> list[str]:
    """Some things, and what lies in the frames among them."""
    found = dict.fromkeys(ids)
    for name in tuple(found):
        if name in graph.notes and graph.notes[name].frame:
            found.update(dict.fromkeys(inside(graph, graph.notes[name])))
    return list(found)


def inside(graph: Graph, frame: Note) -> list[str]:
    """The nodes, notes and blocks that lie in a frame: those whose middles do, and what a collapsed block holds."""
    left, top = frame.position
    right, bottom = left + frame.size[0], top + frame.size[1]
    found = [
        name
        for name, (x, y), (width, height) in _boxes(graph)
        if name != frame.id and left <= x + width / 2 <= right and top <= y + height / 2 <= bottom
    ]
    return [*found, *(m for name in found if name in graph.blocks for m in graph.blocks[name].members)]


def positions(graph: Graph, ids: Iterable[str]) -> dict[str, Position]:
    """Where some things stand, those of them that are there."""
    groups: tuple[Mapping[str, Node | Block | Note], ...] = (graph.nodes, graph.blocks, graph.notes)
    return {name: group[name].position for name in ids for group in groups if name in group}


def _boxes(graph: Graph) -> Iterator[tuple[str, Position, Size]]:
    """Place and size of all that stands on the canvas; a collapsed block stands for its members."""
    collapsed = [block for block in graph.blocks.values() if block.collapsed]
    hidden = {member for block in collapsed for member in block.members}
    yield from ((n.id, n.position, extent(n.spec)) for n in graph.nodes.values() if n.id not in hidden)
    yield from ((block.id, block.position, CARD) for block in collapsed)
    yield from ((note.id, note.position, note.size) for note in graph.notes.values())
