"""Where nodes stand: alignment and even spacing, as pure functions of a graph."""

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Literal

from core.document.extent import extent
from core.document.graph import Graph, Node, Position

Edge = Literal["left", "right", "top", "bottom", "middle", "centre"]
Axis = Literal["horizontal", "vertical"]
Positions = dict[str, Position]

GRID = 20.0  # canvas units; a card and its gap are eleven of them


def snapped(position: Position) -> Position:
    """The nearest point of the grid."""
    return (round(position[0] / GRID) * GRID, round(position[1] / GRID) * GRID)


def aligned(graph: Graph, ids: Collection[str], edge: Edge) -> Positions:
    """Bring nodes to one line: an outer edge of the group, or its middle (one row) or centre (one column).

    Where there are pinned ones among them, the line is theirs.
    """
    axis = 0 if edge in ("left", "right", "centre") else 1
    share = {"left": 0.0, "top": 0.0, "right": 1.0, "bottom": 1.0}.get(edge, 0.5)
    spans = {i: _span(graph.nodes[i], axis) for i in ids}
    deciding = [span for i, span in spans.items() if graph.nodes[i].pinned] or list(spans.values())
    if not deciding:
        return {}
    least, most = min(start for start, _ in deciding), max(start + size for start, size in deciding)
    line = least + share * (most - least)
    return _moved(graph, {i: line - share * size for i, (_, size) in spans.items()}, axis)


def distributed(graph: Graph, ids: Collection[str], axis: Axis) -> Positions:
    """Leave equal gaps between nodes; the outermost two stay where they are, and so do pinned ones."""
    index = 0 if axis == "horizontal" else 1
    spans = {i: _span(graph.nodes[i], index) for i in ids}
    order = sorted(spans, key=lambda i: (spans[i][0] + spans[i][1] / 2, i))
    fixed = [n for n, i in enumerate(order) if n in (0, len(order) - 1) or graph.nodes[i].pinned]
    starts: dict[str, float] = {}
    for first, last in pairwise(fixed):
        between = order[first + 1 : last]
        at = sum(spans[order[first]])
        free = spans[order[last]][0] - at - sum(spans[i][1] for i in between)
        for name in between:
            starts[name] = at + free / (len(between) + 1)
            at = starts[name] + spans[name][1]
    return _moved(graph, starts, index)


def _span(node: Node, axis: int) -> tuple[float, float]:
    """Where a node begins, and how far it goes."""
    return node.position[axis], extent(node.spec)[axis]


def _moved(graph: Graph, starts: Mapping[str, float], axis: int) -> Positions:
    """The places of nodes with another x or y, for those that may move."""
    nodes = {i: graph.nodes[i] for i in starts if not graph.nodes[i].pinned}
    if axis == 0:
        return {i: (starts[i], node.position[1]) for i, node in nodes.items()}
    return {i: (node.position[0], starts[i]) for i, node in nodes.items()}
