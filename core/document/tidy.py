"""The layout that the computer makes, columns along the wires or rows down them: a pure function of a graph."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Literal, NamedTuple

from core.document.columns import Columns, Link
from core.document.extent import CARD, extent
from core.document.graph import Graph, Node, Wire, sorted_nodes
from core.document.heights import Heights
from core.document.layout import GRID, Positions

Direction = Literal["right", "down"]
"""Where the wires lead."""

STEP = GRID / 2  # what heights are rounded to
FEWEST_ABREAST = 4 * (CARD[0] + 48.0)  # nodes without wires stand beside each other, at least as wide as this


class Spacing(NamedTuple):
    """Distances between edges, in canvas units.

    Across the wires: ``beside`` another node, from a node to a ``thread``, a wire that passes it, and between two
    ``threads``. Along them, from column to column: ``level`` or ``steep`` wires, where neurons are ``single``; where
    wires fan out so much of their height is added as ``fan`` says, up to ``widest``.
    """

    beside: float
    thread: float
    threads: float
    level: float
    steep: float
    single: float
    fan: float = 0.12
    widest: float = 600.0


SPACINGS: Mapping[Direction, Spacing] = {
    "right": Spacing(beside=36.0, thread=28.0, threads=20.0, level=48.0, steep=88.0, single=96.0),
    "down": Spacing(beside=88.0, thread=60.0, threads=20.0, level=56.0, steep=76.0, single=96.0),
}


class Box(NamedTuple):
    """Where something stands: x along the wires, y across them. ``behind``, ``below``: room needed there."""

    x: float
    y: float
    width: float
    height: float
    behind: float = 0.0
    below: float = 0.0

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    def at(self, x: float, y: float) -> "Box":
        return self._replace(x=x, y=y)

    def near(self, other: "Box", gap: float) -> bool:
        """Whether there is less than a gap across the wires between them, or no room to pass."""
        return (
            self.x < other.x + other.width + other.behind + GRID
            and other.x < self.x + self.width + self.behind + GRID
            and self.y < other.y + other.height + other.below + gap
            and other.y < self.y + self.height + self.below + gap
        )


Boxes = dict[str, Box]


def tidied(
    graph: Graph,
    ids: Collection[str] | None = None,
    room: Mapping[str, float] | None = None,
    direction: Direction = "right",
) -> Positions:
    """Columns from left to right along the wires, or rows from top to bottom, with few crossings and straight chains.

    ``ids``: arrange these nodes only; the upper left corner of what is arranged stays where it is, and so do pinned
    nodes.
    ``room``: what some nodes need below their cards, beyond the usual distance, in canvas units.
    """
    chosen = {k: n for k, n in graph.nodes.items() if ids is None or k in ids}
    boxes = {k: _box(n, (room or {}).get(k, 0.0), direction) for k, n in chosen.items()}
    wires = [w for w in graph.wires.values() if w.source.node in chosen and w.target.node in chosen]
    pinned = {k: boxes[k] for k, n in chosen.items() if n.pinned}
    places = _Sheet(boxes, pinned, SPACINGS[direction]).filled(_parts(chosen, wires), chosen, wires)
    return {
        k: (box.x, box.y) if direction == "right" else (box.y, box.x)
        for k, box in places.items()
        if k not in pinned
    }


def _box(node: Node, room: float, direction: Direction) -> Box:
    (x, y), (width, height) = node.position, extent(node.spec)
    return (
        Box(x, y, width, height, below=room)
        if direction == "right"
        else Box(y, x, height, width, behind=room)
    )


def _parts(nodes: Mapping[str, Node], wires: Sequence[Wire]) -> list[list[str]]:
    """Nodes that hang together, in an order in which wires lead forward wherever that is possible."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    for wire in wires:
        neighbours[wire.source.node].append(wire.target.node)
        neighbours[wire.target.node].append(wire.source.node)
    order, cyclic = sorted_nodes(Graph(nodes=dict(nodes), wires={w.id: w for w in wires}))
    number: dict[str, int] = {}
    parts: list[list[str]] = []
    for start in (all_nodes := [*order, *(n for n in nodes if n in cyclic)]):
        if start in number:
            continue
        todo = [start]
        number[start] = len(parts)
        while todo:
            for other in neighbours[todo.pop()]:
                if other not in number:
                    number[other] = len(parts)
                    todo.append(other)
        parts.append([])
    for node in all_nodes:
        parts[number[node]].append(node)
    return parts


class _Sheet:
    """What the parts of a graph are put on, below each other; those with pinned nodes around these."""

    def __init__(self, boxes: Boxes, pinned: Boxes, spacing: Spacing) -> None:
        self._boxes, self._pinned, self._spacing = boxes, pinned, spacing
        self._taken = list(pinned.values())  # where nothing else may stand
        self._places: Boxes = {}

    def filled(
        self, parts: Sequence[Sequence[str]], nodes: Mapping[str, Node], wires: Sequence[Wire]
    ) -> Boxes:
        """Where everything stands then."""
        loose: list[Boxes] = []
        alone: Boxes = {}
        parts = sorted(parts, key=lambda p: min(self._boxes[n].y for n in p))
        for part, links in zip(parts, _links(parts, nodes, wires), strict=True):
            if len(part) == 1:
                alone |= {n: self._boxes[n] for n in part if n not in self._pinned}
                continue
            columns = _columns(part, self._boxes, nodes, links, self._spacing)
            if self._pinned.keys() & part:
                self._put_around(columns)
            else:
                loose.append({k: box for column in columns for k, box in column.items()})
        self._stack(loose, alone)
        return self._places

    def _put_around(self, columns: Sequence[Boxes]) -> None:
        """Put a part where its pinned nodes are; what they are in the way of moves down."""
        pins = [(self._pinned[k], box) for c in columns for k, box in c.items() if k in self._pinned]
        x = median(pin.x - box.x for pin, box in pins)
        y = median(pin.y - box.y for pin, box in pins)
        placed: Boxes = {}
        for column in columns:
            highest = -math.inf
            for name, box in column.items():
                if name not in self._pinned:
                    box = box.at(box.x + x, max(box.y + y, highest))
                    box = placed[name] = _below(box, self._taken, self._spacing.beside)
                    highest = box.y + box.height + box.below + self._spacing.beside
        self._places |= placed
        self._taken += placed.values()

    def _stack(self, loose: Sequence[Boxes], alone: Boxes) -> None:
        standing = [self._boxes[n] for n in (*(k for part in loose for k in part), *alone)]
        left, top = min((b.x for b in standing), default=0.0), min((b.y for b in standing), default=0.0)
        widest = max((_hull(part.values()).width for part in loose), default=0.0)
        for part in (
            *loose,
            *([_abreast(alone, max(widest, FEWEST_ABREAST), self._spacing)] if alone else ()),
        ):
            hull = _hull(part.values())
            place = _below(hull.at(left, top), self._taken, self._spacing.beside)
            for name, box in part.items():
                self._places[name] = box.at(box.x - hull.x + place.x, box.y - hull.y + place.y)
            top = place.y + place.height + place.below + self._spacing.beside


def _below(box: Box, taken: Sequence[Box], gap: float) -> Box:
    """The place of a box, or the first below it that is free."""
    for other in sorted(taken, key=lambda b: b.y):
        if box.near(other, gap):
            box = box.at(box.x, other.y + other.height + other.below + gap)
    return box


def _hull(boxes: Iterable[Box]) -> Box:
    boxes = list(boxes)
    x, y = min(b.x for b in boxes), min(b.y for b in boxes)
    width = max(b.x + b.width + b.behind for b in boxes) - x
    return Box(x, y, width, max(b.y + b.height + b.below for b in boxes) - y)


def _abreast(boxes: Boxes, width: float, spacing: Spacing) -> Boxes:
    """Nodes without wires, in lines of at most this width."""
    places: Boxes = {}
    x = y = lowest = 0.0
    for name, box in sorted(boxes.items(), key=lambda item: (item[1].y, item[1].x)):
        if x > 0 and x + box.width > width:
            x, y = 0.0, lowest + spacing.beside
        places[name] = box.at(x, y)
        lowest = max(lowest, y + box.height + box.below)
        x += box.width + box.behind + spacing.level
    return places


def _columns(
    part: Sequence[str],
    boxes: Boxes,
    nodes: Mapping[str, Node],
    links: Sequence[Link],
    spacing: Spacing,
) -> list[Boxes]:
    """The nodes of one part in columns, from top to bottom."""
    specs = [nodes[name].spec for name in part]
    columns = Columns(
        [boxes[name].middle for name in part],
        links,
        first=[i for i, spec in enumerate(specs) if spec.single and "sample" in spec.fed],
        last=[i for i, spec in enumerate(specs) if spec.single and spec.ends],
    )
    things = [boxes[name] for name in part]
    order = columns.order()
    least = [[_apart(a, b, things, spacing) for a, b in pairwise(column)] for column in order]
    heights = [_rounded(h) for h in Heights(columns, order, least).settle()]
    single = [spec.single for spec in specs]
    found: list[Boxes] = []
    for entries, x, width in _lanes(columns, order, heights, things, single, spacing):
        at = {e: (x + (width - things[e].width) / 2, heights[e] - things[e].height / 2) for e in entries}
        found.append({part[e]: things[e].at(*place) for e, place in at.items()})
    return found


def _links(
    parts: Sequence[Sequence[str]], nodes: Mapping[str, Node], wires: Iterable[Wire]
) -> list[list[Link]]:
    """The wires of each part that lead forward, by the places of their ends in it."""
    places = {name: (p, i) for p, part in enumerate(parts) for i, name in enumerate(part)}
    outputs = {name: _shares(node.spec.outputs) for name, node in nodes.items()}
    inputs = {name: _shares(node.spec.inputs) for name, node in nodes.items()}
    links: list[list[Link]] = [[] for _ in parts]
    for wire in wires:
        (name, port), (other, entry) = (
            (wire.source.node, wire.source.port),
            (wire.target.node, wire.target.port),
        )
        (part, source), (_, target) = places[name], places[other]
        if source < target and not wire.delayed:
            links[part].append(
                Link(source, target, outputs[name].get(port, 0.5), inputs[other].get(entry, 0.5))
            )
    return links


def _shares(ports: Sequence[str]) -> dict[str, float]:
    """How far down each port of a side is."""
    return {port: (i + 1) / (len(ports) + 1) for i, port in enumerate(ports)}


def _apart(above: int, below: int, things: Sequence[Box], spacing: Spacing) -> float:
    """How far the middles of two neighbours in a column have to be apart."""
    solid = [things[entry] for entry in (above, below) if entry < len(things)]
    gap = (spacing.threads, spacing.thread, spacing.beside)[len(solid)]
    need = gap + sum(box.height / 2 for box in solid) + (things[above].below if above < len(things) else 0.0)
    return math.ceil(need / STEP) * STEP


def _rounded(height: float) -> float:
    return math.floor(height / STEP + 0.5) * STEP


def _lanes(
    columns: Columns,
    order: Sequence[Sequence[int]],
    heights: Sequence[float],
    things: Sequence[Box],
    single: Sequence[bool],
    spacing: Spacing,
) -> Iterator[tuple[list[int], float, float]]:
    """The nodes of each column, where it begins, and its width."""
    x = 0.0
    for number, column in enumerate(order):
        entries = [e for e in column if e < len(things)]
        width = max(things[e].width for e in entries)
        yield entries, x, width
        if number == len(order) - 1:
            return
        gap = columns.gaps[number]
        ends = zip(gap.left.tolist(), gap.right.tolist(), strict=True)
        rise = max((abs(heights[a] - heights[b]) for a, b in ends), default=0.0)
        base = spacing.steep if rise > CARD[1] else spacing.level
        if any(single[e] for e in (*entries, *order[number + 1]) if e < len(things)):
            base = spacing.single
        need = width + max(base, min(spacing.fan * rise, spacing.widest))
        x += math.ceil(need / GRID) * GRID + max(things[e].behind for e in entries)
