"""Where a new node stands: beside what it belongs to, and where nothing else is."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable

from core.document.extent import CARD, extent
from core.document.graph import Graph, Node, Position, downstream
from core.layers.base import Layer

GAP = 48.0  # between the cards of a row
COLUMNS = 116.0  # between columns of single values: the wires there carry their weights with them
BELOW = 36.0  # between single values of a column
LEAST = GAP / 2  # what is nearer than this is in the way


def behind(anchor: Node, spec: Layer) -> Position:
    """The place at the right of a node, level with it."""
    return (anchor.position[0] + extent(anchor.spec)[0] + _gap(anchor, spec), _level(anchor, spec))


def before(anchor: Node, spec: Layer) -> Position:
    """The place at the left of a node, level with it."""
    return (anchor.position[0] - extent(spec)[0] - _gap(anchor, spec), _level(anchor, spec))


def on_its_own(graph: Graph, spec: Layer) -> Position:
    """Where a node stands that is not wired yet: single values below others of their kind, all else at the end."""
    alike = [n for n in graph.nodes.values() if spec.single and type(n.spec) is type(spec)]
    if alike:
        return free(graph, spec, max(alike, key=lambda n: n.position[1]).position)
    last = max(graph.nodes.values(), key=lambda n: n.position[0], default=None)
    return (0.0, 0.0) if last is None else free(graph, spec, behind(last, spec))


def free(graph: Graph, spec: Layer, place: Position, without: Collection[str] = ()) -> Position:
    """The place, or the next one below it that is free; nodes in ``without`` are not in the way."""
    width, height = extent(spec)
    step, (x, y) = height + (BELOW if spec.single else GAP), place
    column = [n for n in graph.nodes.values() if n.id not in without and _meet(x, width, n, 0)]
    for node in sorted(column, key=lambda n: n.position[1]):
        if _meet(y, height, node, 1):
            end = node.position[1] + extent(node.spec)[1] + LEAST
            y += step * math.ceil((end - y) / step)
    return (x, y)


def crowded(one: Node, other: Node) -> bool:
    """Whether two nodes lie over each other, or nearly."""
    width, height = extent(one.spec)
    return _meet(one.position[0], width, other, 0) and _meet(one.position[1], height, other, 1)


def pushed(graph: Graph, node: str, distance: float) -> dict[str, Position]:
    """New places that bring a node so far to the right, with all that it leads to and what these would run into.

    Pinned ones stay where they are.
    """
    moving, rest = set[str](), _by_column(graph.nodes.values())
    todo = downstream(graph, [node])
    while todo:
        moving |= todo
        todo = {hit for name in todo for hit in _run_into(graph, name, distance, rest) if hit not in moving}
    places = {name: graph.nodes[name].position for name in moving if not graph.nodes[name].pinned}
    return {name: (x + distance, y) for name, (x, y) in places.items()}


def _run_into(graph: Graph, name: str, distance: float, columns: dict[int, list[Node]]) -> Iterable[str]:
    """The nodes at the right of one that it would come to lie over if these stayed."""
    node = graph.nodes[name]
    (x, y), (width, height) = node.position, extent(node.spec)
    for column in range(int((x - CARD[0]) // CARD[0]), int((x + width + distance) // CARD[0]) + 1):
        for other in columns.get(column, ()):
            ahead = other.position[0] >= x + width and _meet(x + distance, width, other, 0)
            if ahead and _meet(y, height, other, 1):
                yield other.id


def _by_column(nodes: Iterable[Node]) -> dict[int, list[Node]]:
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        columns[int(node.position[0] // CARD[0])].append(node)
    return columns


def _meet(start: float, length: float, node: Node, axis: int) -> bool:
    """Whether a span along an axis leaves less than the least gap to a node."""
    other, size = node.position[axis], extent(node.spec)[axis]
    return start < other + size + LEAST and other < start + length + LEAST


def _gap(anchor: Node, spec: Layer) -> float:
    return COLUMNS if anchor.spec.single and spec.single else GAP


def _level(anchor: Node, spec: Layer) -> float:
    return anchor.position[1] + (extent(anchor.spec)[1] - extent(spec)[1]) / 2
