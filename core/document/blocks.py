"""Blocks: nodes under one name, for which a single card may stand."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Literal, NamedTuple

from msgspec.structs import replace

from core.document import edits
from core.document.document import Document
from core.document.edits import move, with_field, with_graph
from core.document.extent import CARD, extent
from core.document.graph import Block, End, Graph, Node, Position
from core.document.layout import GRID, snapped
from core.errors import DocumentError
from core.layers.base import Layer

PADDING, TITLE_BAR = 16.0, 28.0  # around the members of an expanded block; above that, for its name
ROOM = 32.0  # between an outline and what has moved aside for it
Box = tuple[float, float, float, float]  # left, top, right, bottom
Side = Literal["left", "right", "above", "below"]
SIDES: dict[Side, tuple[int, bool]] = {
    "left": (0, False),
    "right": (0, True),
    "above": (1, False),
    "below": (1, True),
}  # the axis, and whether it is forward along it


class Ports(NamedTuple):
    """The ends of a block's members at which wires cross its border, or might."""

    inputs: tuple[End, ...]
    outputs: tuple[End, ...]


class Folded(Layer, frozen=True, kw_only=True):
    """What stands for all members of a collapsed block; it is never part of a document.

    Its ports are called ``node/port``, after the ends within.
    """

    ports: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def inputs(self) -> tuple[str, ...]:  # type: ignore[override]
        return self.ports[0]

    @property
    def outputs(self) -> tuple[str, ...]:  # type: ignore[override]
        return self.ports[1]


def name_of(block: Block) -> str:
    """What a block is called."""
    return block.title or "Block"


def ports(graph: Graph, members: Collection[str]) -> Ports:
    """The inner ends at which wires come in and go out, and those that nothing is wired to yet; uppermost first."""
    within = set(members)
    inner: set[tuple[End, bool]] = set()  # ends and whether they are outputs: with a wire that stays within
    crossing: set[tuple[End, bool]] = set()
    for wire in graph.wires.values():
        starts, stops = wire.source.node in within, wire.target.node in within
        if starts or stops:
            kind = inner if starts and stops else crossing
            kind |= {(wire.source, True)} if starts else set()
            kind |= {(wire.target, False)} if stops else set()
    nodes = sorted((graph.nodes[m] for m in within), key=lambda n: (n.position[1], n.position[0], n.id))
    ends = {
        output: tuple(
            end
            for node in nodes
            for end in (End(node.id, p) for p in (node.spec.outputs if output else node.spec.inputs))
            if (end, output) in crossing or (end, output) not in inner
        )
        for output in (False, True)
    }
    return Ports(ends[False], ends[True])


def owners(graph: Graph) -> dict[str, str]:
    """The block of each node that is in one."""
    return {member: block.id for block in graph.blocks.values() for member in block.members}


def hidden(graph: Graph) -> dict[str, str]:
    """The collapsed block that stands for a node, for each of the nodes that are not seen themselves."""
    return {m: b.id for b in graph.blocks.values() if b.collapsed for m in b.members}


def nodes_of(graph: Graph, ids: Collection[str]) -> list[str]:
    """The nodes among some ids and the members of the blocks among them, in the order of the graph."""
    found = {m for i in ids if i in graph.blocks for m in graph.blocks[i].members}
    return [name for name in graph.nodes if name in ids or name in found]


def cards_of(graph: Graph, ids: Iterable[str]) -> list[str]:
    """What is seen of some nodes, blocks and notes: collapsed blocks in place of their members."""
    wanted, unseen = set(ids), hidden(graph)
    cards = dict.fromkeys(unseen.get(name, name) for name in nodes_of(graph, wanted))
    return [*cards, *(name for name in graph.notes if name in wanted)]


def gathered(graph: Graph, ids: Collection[str], *, collapsed_only: bool = False) -> set[str]:
    """Ids with those of blocks in place of all their members, where these are all among them."""
    found = set(ids)
    for block in graph.blocks.values():
        if (block.collapsed or not collapsed_only) and found.issuperset(block.members):
            found = found.difference(block.members) | {block.id}
    return found


def group(document: Document, ids: Collection[str], title: str = "") -> tuple[Document, str]:
    """Put nodes into a block of their own; returns the document and the block's id.

    Nodes leave the block that they are in: whoever groups them anew means the new one. One block that is among them as
    a whole takes in the others, under its old name.

    Raises:
        DocumentError: there is nothing to group.
    """
    graph = document.graph
    members = tuple(nodes_of(graph, ids))
    if not members:
        raise DocumentError("Select the layers that the block is to hold.")
    whole = [b for b in graph.blocks.values() if set(members).issuperset(b.members)]
    old = whole[0] if len(whole) == 1 else None
    block = Block(id=graph.free_id("block"), title=title, members=members) if old is None else old
    document = released(document, [m for m in members if old is None or m not in old.members])
    block = with_field(replace(block, members=members, collapsed=False), "title", block.title)
    return with_graph(document, blocks={**document.graph.blocks, block.id: block}), block.id


def released(document: Document, ids: Collection[str]) -> Document:
    """Take nodes out of the blocks that they are in; a block without nodes is gone."""
    blocks = {}
    for name, block in document.graph.blocks.items():
        members = tuple(m for m in block.members if m not in ids)
        if members:
            blocks[name] = block if len(members) == len(block.members) else replace(block, members=members)
    return with_graph(document, blocks=blocks)


def ungroup(document: Document, block_id: str) -> Document:
    """Take a block away; its members stay, around where its card stood."""
    document = expand(document, block_id)
    blocks = document.graph.blocks
    return with_graph(document, blocks={k: b for k, b in blocks.items() if k != block_id})


def collapse(document: Document, block_id: str) -> Document:
    """Have one card stand for a block, in the middle of its members."""
    block = document.graph.blocks[block_id]
    if block.collapsed:
        return document
    place = _middle(document.graph, block)
    return _with_block(document, replace(block, collapsed=True, position=place))


def expand(document: Document, block_id: str) -> Document:
    """Show a block's members again, around where its card stood; what would be in their way moves aside."""
    block = document.graph.blocks[block_id]
    if not block.collapsed:
        return document
    card = seen_box(document.graph, [block_id])
    place = _middle(document.graph, block)
    shift = block.position[0] - place[0], block.position[1] - place[1]
    if max(map(abs, shift)) > GRID:  # less comes of cards that do not stand on the grid
        document = move(document, _shifted(document.graph, block.members, shift))
    return _cleared(_with_block(document, replace(block, collapsed=False)), block_id, card)


def _cleared(document: Document, block_id: str, card: Box) -> Document:
    """Where members cover what stands there, move that out of the outline, and all on the same side of the card.

    What only lies between the members stays: it lay there when they were grouped.
    """
    graph = document.graph
    block, seen = graph.blocks[block_id], fold(graph)
    here, middle = outline(graph, block), _centre(card)
    members = [box(graph, [m]) for m in block.members]
    sides: dict[str, Side] = {}
    pushes = dict.fromkeys(SIDES, 0.0)
    for name in seen.nodes.keys() - set(block.members):
        other = box(seen, [name])
        side = sides[name] = _side(_centre(other), middle)
        if meet(other, here) and any(meet(other, member) for member in members):
            axis, forward = SIDES[side]
            way = here[axis + 2] - other[axis] if forward else other[axis + 2] - here[axis]
            pushes[side] = max(pushes[side], way + ROOM)
    places = {}
    for name, side in sides.items():
        axis, forward = SIDES[side]
        distance = math.ceil(pushes[side] / GRID) * GRID * (1 if forward else -1)
        x, y = seen.nodes[name].position
        if distance:
            places[name] = (x + distance, y) if axis == 0 else (x, y + distance)
    return moved(document, places)


def _centre(box: Box) -> Position:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _side(point: Position, middle: Position) -> Side:
    """Where a point lies seen from another, in cards' widths and heights."""
    across, down = (point[0] - middle[0]) / CARD[0], (point[1] - middle[1]) / CARD[1]
    if abs(across) >= abs(down):
        return "right" if across >= 0 else "left"
    return "below" if down >= 0 else "above"


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have something in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def rename(document: Document, block_id: str, title: str) -> Document:
    """Give a block a name."""
    return _with_block(document, with_field(document.graph.blocks[block_id], "title", title))


def _with_block(document: Document, block: Block) -> Document:
    return with_graph(document, blocks={**document.graph.blocks, block.id: block})


def _middle(graph: Graph, block: Block) -> Position:
    """Where the card of a block stands in the middle of its members."""
    left, top, right, bottom = box(graph, block.members)
    width, height = extent(_folded(graph, block))
    return snapped(((left + right - width) / 2, (top + bottom - height) / 2))


def box(graph: Graph, ids: Iterable[str]) -> Box:
    """What some nodes, at least one, take up together."""
    boxes = [(*node.position, *extent(node.spec)) for node in (graph.nodes[i] for i in ids)]
    return (
        min(x for x, _, _, _ in boxes),
        min(y for _, y, _, _ in boxes),
        max(x + width for x, _, width, _ in boxes),
        max(y + height for _, y, _, height in boxes),
    )


def outline(graph: Graph, block: Block) -> Box:
    """What an expanded block takes up, with room around its members and for its name."""
    left, top, right, bottom = box(graph, block.members)
    return (left - PADDING, top - PADDING - TITLE_BAR, right + PADDING, bottom + PADDING)


def seen_box(graph: Graph, ids: Collection[str]) -> Box:
    """What nodes, blocks and notes, at least one, take up together as they are seen: with outlines, or as cards."""
    unseen, nodes = hidden(graph), set(nodes_of(graph, ids))
    notes = [graph.notes[i] for i in ids if i in graph.notes]
    boxes = [(*n.position, n.position[0] + n.size[0], n.position[1] + n.size[1]) for n in notes]
    if nodes:
        boxes.append(box(fold(graph), {unseen.get(n, n) for n in nodes}))
    boxes += [
        outline(graph, b) for b in graph.blocks.values() if not b.collapsed and nodes.issuperset(b.members)
    ]
    sides = list(zip(*boxes, strict=True))
    return (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]))


def _shifted(graph: Graph, ids: Iterable[str], shift: Position) -> dict[str, Position]:
    places = {i: graph.nodes[i].position for i in ids}
    return {i: (x + shift[0], y + shift[1]) for i, (x, y) in places.items()}


def shifted(document: Document, ids: Collection[str], shift: Position) -> Document:
    """Move nodes and blocks, with all their members, by the same distance."""
    folded = fold(document.graph)
    cards = cards_of(document.graph, ids)
    places = {i: (folded.nodes[i] if i in folded.nodes else folded.notes[i]).position for i in cards}
    return moved(document, {i: (x + shift[0], y + shift[1]) for i, (x, y) in places.items()})


def moved(document: Document, places: Mapping[str, Position]) -> Document:
    """Set the places of some nodes, notes, and cards of collapsed blocks, whose members come along."""
    graph, all_places = document.graph, dict(places)
    for name in places.keys() & graph.blocks.keys():
        block, (x, y) = graph.blocks[name], places[name]
        all_places.update(_shifted(graph, block.members, (x - block.position[0], y - block.position[1])))
    return move(document, all_places)


def wire_pair(document: Document, one: str, other: str) -> Document:
    """Draw a wire between two nodes or blocks, from the left one to the right one.

    A block is wired at its first output, and at the first input that has no wire yet.

    Raises:
        DocumentError: with the reason of ``refusal``, or a block has no such port.
    """
    graph = document.graph
    if one in graph.nodes and other in graph.nodes:
        return edits.wire_pair(document, one, other)
    left, right = sorted((one, other), key=lambda name: seen_box(graph, [name]))
    outputs, inputs = (ports(graph, nodes_of(graph, [name])) for name in (left, right))
    if not outputs.outputs or not inputs.inputs:
        raise DocumentError("There is no output at the left, or no input at the right, to wire.")
    fed = {w.target for w in graph.wires.values()}
    target = next((end for end in inputs.inputs if end not in fed), inputs.inputs[0])
    return edits.connect(document, outputs.outputs[0], target)


# -- the graph as it is seen -------------------------------------------------------------------------------------------
def _folded(graph: Graph, block: Block) -> Folded:
    ends = ports(graph, block.members)
    return Folded(ports=(tuple(map(label, ends.inputs)), tuple(map(label, ends.outputs))))


def label(end: End) -> str:
    """What the port of a block's card is called that leads to an end within."""
    return f"{end.node}/{end.port}"  # neither holds a slash


def end_of(port: str) -> End:
    """The end within a block that a port of its card leads to."""
    return End(*port.split("/"))


def stand_in(graph: Graph, block: Block) -> Node:
    """A node that stands for a block's members: where the block's card stands, with a port for each of its ends."""
    spec = _folded(graph, block)
    return Node(
        id=block.id,
        spec=spec,
        title=name_of(block),
        position=block.position,
        colour=block.colour,
        pinned=any(graph.nodes[m].pinned for m in block.members),
    )


def fold(graph: Graph) -> Graph:
    """The graph as it is seen: one node in place of a collapsed block, wires within it left out."""
    unseen = hidden(graph)
    if not unseen:
        return graph
    nodes = {k: n for k, n in graph.nodes.items() if k not in unseen}
    nodes.update((b.id, stand_in(graph, b)) for b in graph.blocks.values() if b.collapsed)
    wires = {}
    for name, wire in graph.wires.items():
        source, target = unseen.get(wire.source.node), unseen.get(wire.target.node)
        if source is None or source != target:
            wires[name] = replace(
                wire,
                source=wire.source if source is None else End(source, label(wire.source)),
                target=wire.target if target is None else End(target, label(wire.target)),
            )
    blocks = {k: b for k, b in graph.blocks.items() if not b.collapsed}
    return Graph(nodes=nodes, wires=wires, blocks=blocks, notes=graph.notes)


def moved_as_seen(document: Document, edit: Callable[[Document], Document]) -> Document:
    """Make an edit that only moves nodes, with regard to where they are seen: it is given the folded graph."""
    seen = fold(document.graph)
    after = edit(replace(document, graph=seen)).graph.nodes
    return moved(document, {k: after[k].position for k, n in seen.nodes.items() if after[k] is not n})
