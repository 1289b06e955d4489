"""Blocks put to use: layers behind them, they behind others, and many copies in a row."""

import math
from collections.abc import Collection, Iterable

from msgspec.structs import replace

from core.document.blocks import (
    Box,
    Ports,
    box,
    fold,
    gathered,
    hidden,
    meet,
    moved,
    moved_as_seen,
    nodes_of,
    ports,
    seen_box,
)
from core.document.document import Document
from core.document.edits import GAP, append, connect, make_room, refusal, with_graph
from core.document.fragment import copied, pasted
from core.document.graph import End, Graph, Position, Wire, downstream
from core.document.layout import GRID
from core.document.shapes import infer
from core.errors import DocumentError
from core.layers.base import Layer

MOST_COPIES = 100
Copies = list[tuple[str, ...]]  # the ids of the nodes of each copy


def append_behind(document: Document, spec: Layer, block_id: str) -> tuple[Document, str]:
    """Put a new layer behind a block, wired to its first output where it has one."""
    outputs = ports(document.graph, document.graph.blocks[block_id].members).outputs
    if not outputs:
        return append(document, spec, None)
    _, top, right, _ = seen_box(document.graph, [block_id])
    document, new = append(document, spec, outputs[0].node)
    document = moved(document, {new: _snapped((right + GAP, top))})
    return moved_as_seen(document, lambda d: make_room(d, new)), new


def append_fragment(
    document: Document, fragment: Graph, after: str | None
) -> tuple[Document, tuple[str, ...]]:
    """Put a part of a graph behind a node or block, or at the right end; returns the new ids, blocks for members.

    Its first input is wired to what is in front; where a single wire leads on from there, it goes into that wire.
    """
    graph = document.graph
    anchor = nodes_of(graph, {after} if after else ())
    left, top, right, _ = seen_box(fragment, {*fragment.nodes, *fragment.notes})
    shift = (-left, -top)
    if graph.nodes or graph.notes:
        _, y, x, _ = seen_box(graph, anchor or {*graph.nodes, *graph.notes})
        shift = (x + GAP - left, y - top)
    document, new = pasted(document, fragment, _snapped(shift))
    if anchor:
        document = _wired_behind(document, anchor, new[: len(fragment.nodes)], right - left + GAP)
    return document, tuple(sorted(gathered(document.graph, new)))


def _wired_behind(document: Document, before: Collection[str], new: Collection[str], room: float) -> Document:
    """Wire new nodes to the ones in front of them, and into the wire that leads on from there."""
    graph = document.graph
    front, here, onward = ports(graph, before), ports(graph, new), leading_on(graph, before)
    through = onward[0] if len(onward) == 1 and here.outputs else None
    source = through.source if through else next(iter(front.outputs), None)
    if source is None or not here.inputs or refusal(graph, source, here.inputs[0]):
        return document
    document = connect(document, source, here.inputs[0])
    if through is None:
        return document
    kept = {k: w for k, w in document.graph.wires.items() if k != through.id}
    document = connect(with_graph(document, wires=kept), here.outputs[0], through.target)
    return _pushed(document, [through.target.node], new, room)


def leading_on(graph: Graph, nodes: Collection[str]) -> list[Wire]:
    """The wires that lead from some nodes to others."""
    within = set(nodes)
    return [w for w in graph.wires.values() if w.source.node in within and w.target.node not in within]


def _pushed(document: Document, starts: Iterable[str], but: Collection[str], distance: float) -> Document:
    """Move some nodes and what they lead to to the right, as they are seen."""
    unseen, distance = hidden(document.graph), _up(distance)
    cards = {unseen.get(n, n) for n in downstream(document.graph, starts).difference(but)}
    places = {k: n.position for k, n in fold(document.graph).nodes.items() if k in cards}
    return moved(document, {k: (x + distance, y) for k, (x, y) in places.items()})


def chains(document: Document, ids: Collection[str]) -> bool:
    """Whether copies of some nodes can be wired one behind the other: one input, one output, and the shapes fit."""
    nodes = nodes_of(document.graph, ids)
    ends = ports(document.graph, nodes)
    if len(ends.inputs) != 1 or len(ends.outputs) != 1:
        return False
    tried, (new,) = _chained(document, nodes, ends, 1)
    told = {p.message for p in infer(document).problems if p.node in nodes}
    return not any(
        p.severity == "error" and p.node in new and p.message not in told for p in infer(tried).problems
    )


def multiplied(
    document: Document, ids: Collection[str], times: int, chained: bool
) -> tuple[Document, tuple[str, ...]]:
    """Copy nodes a number of times; returns the document and the ids of the copies, blocks for members.

    ``chained``: behind each other, each wired to the one before, and what the first one led to to the last one.
    Otherwise they stand below each other.

    Raises:
        DocumentError: there is nothing to copy, there would be too many, or they make no chain.
    """
    nodes = nodes_of(document.graph, ids)
    if not nodes:
        raise DocumentError("Select what is to be copied.")
    if not 1 <= times <= MOST_COPIES:
        raise DocumentError(f"Make 1 to {MOST_COPIES} copies at a time.")
    if not chained:
        document, copies = _stacked(document, nodes, times)
    elif chains(document, ids):
        document, copies = _chained(document, nodes, ports(document.graph, nodes), times)
    else:
        raise DocumentError("What comes out here does not fit what goes in, so the copies make no chain.")
    return document, tuple(sorted(gathered(document.graph, {n for copy in copies for n in copy})))


def _chained(document: Document, nodes: Collection[str], ends: Ports, times: int) -> tuple[Document, Copies]:
    graph = document.graph
    fragment, (left, _, right, _) = copied(graph, nodes), seen_box(graph, nodes)
    step = _up(right - left + GAP)
    (entry,), (way_out,) = ends
    onward = [w for w in leading_on(graph, nodes) if w.source == way_out]
    document = _pushed(document, [w.target.node for w in onward], nodes, step * times)
    copies, last = Copies(), way_out
    for number in range(1, times + 1):
        document, new = pasted(document, fragment, (step * number, 0.0))
        twin = dict(zip(fragment.nodes, new, strict=True))
        document = connect(document, last, End(twin[entry.node], entry.port))
        last = End(twin[way_out.node], way_out.port)
        copies.append(new)
    moved_on = {w.id: replace(w, source=last) for w in onward}
    return with_graph(document, wires={**document.graph.wires, **moved_on}), copies


def _stacked(document: Document, nodes: Collection[str], times: int) -> tuple[Document, Copies]:
    graph = document.graph
    fragment, first = copied(graph, nodes), seen_box(graph, nodes)
    seen = fold(graph)
    taken = [box(seen, [card]) for card in seen.nodes]
    step, copies = _up(first[3] - first[1] + GAP + GRID), Copies()
    down = 0.0
    for _ in range(times):
        down += step
        while any(meet(_lower(first, down), other) for other in taken):
            down += 2 * GRID
        document, new = pasted(document, fragment, (0.0, down))
        copies.append(new)
    return document, copies


def _lower(box: Box, distance: float) -> Box:
    left, top, right, bottom = box
    return (left, top + distance, right, bottom + distance)


def _up(distance: float) -> float:
    """A distance, rounded up to the grid."""
    return math.ceil(distance / GRID) * GRID


def _snapped(shift: Position) -> Position:
    return (math.ceil(shift[0] / GRID) * GRID, round(shift[1] / GRID) * GRID)
