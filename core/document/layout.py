"""Where cards stand: alignment, even spacing, the automatic layout; as pure functions of a graph."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Literal, TypeVar

from core.document.edits import GAP
from core.document.extent import CARD
from core.document.graph import Graph, Position, sorted_nodes

Edge = Literal["left", "right", "top", "bottom", "middle", "centre"]
Axis = Literal["horizontal", "vertical"]
Positions = dict[str, Position]

GRID = 20.0  # canvas units; a card and its gap are eleven of them
ROW = 100.0  # from card to card in a column
WIDE_GAP = 88.0  # between columns whose wires go up and down
THREAD = 40.0  # from a wire that passes through a column to what stands next to it
SWEEPS = 8
MOST_THREADS = 4  # times the number of nodes; beyond that, long wires no longer keep their own lane
T = TypeVar("T")


def snapped(position: Position) -> Position:
    """The nearest point of the grid."""
    return (round(position[0] / GRID) * GRID, round(position[1] / GRID) * GRID)


def aligned(graph: Graph, ids: Collection[str], edge: Edge) -> Positions:
    """Bring cards to one line: an outer edge of the group, or its middle (one row) or centre (one column)."""
    places = {i: graph.nodes[i].position for i in ids}
    axis = 0 if edge in ("left", "right", "centre") else 1
    values = [p[axis] for p in places.values()]
    if not values:
        return {}
    line = {"left": min, "top": min, "right": max, "bottom": max}.get(edge, _halfway)(values)
    return {i: (line, y) if axis == 0 else (x, line) for i, (x, y) in places.items()}


def _halfway(values: Iterable[float]) -> float:
    values = list(values)
    return (min(values) + max(values)) / 2


def distributed(graph: Graph, ids: Collection[str], axis: Axis) -> Positions:
    """Give cards equal distances; the outermost two stay where they are."""
    index = 0 if axis == "horizontal" else 1
    order = sorted(ids, key=lambda i: graph.nodes[i].position[index])
    if len(order) < 3:
        return {}
    first, last = (graph.nodes[i].position[index] for i in (order[0], order[-1]))
    step = (last - first) / (len(order) - 1)
    places = {}
    for number, node in enumerate(order):
        x, y = graph.nodes[node].position
        value = first + number * step
        places[node] = (value, y) if index == 0 else (x, value)
    return places


def arranged(
    graph: Graph, ids: Collection[str] | None = None, room: Mapping[str, float] | None = None
) -> Positions:
    """Columns from left to right along the wires, with few crossings and straight chains.

    ``ids``: arrange these nodes only; the upper left corner of what is arranged stays where it is. ``room``: what some
    nodes need below their cards, beyond the usual distance, in canvas units.
    Layers by longest path, order by barycentres (Sugiyama, Tagawa and Toda 1981), heights by least squares.
    """
    chosen = {k: n for k, n in graph.nodes.items() if ids is None or k in ids}
    wires = {k: w for k, w in graph.wires.items() if w.source.node in chosen and w.target.node in chosen}
    part = Graph(nodes=chosen, wires=wires)
    places, top = {}, 0.0
    groups = sorted(_components(part), key=lambda g: (len(g) == 1, min(chosen[n].position[1] for n in g)))
    for group in groups:
        block = _Columns(part, group, room or {}).places()
        least = min(y for _, y in block.values())
        places.update({n: (x, y - least + top) for n, (x, y) in block.items()})
        top = max(places[n][1] + ROW + (room or {}).get(n, 0.0) for n in group)
    return _anchored(part, places)


def _anchored(graph: Graph, places: Positions) -> Positions:
    if not places:
        return {}
    corner = [min(n.position[axis] for n in graph.nodes.values()) for axis in (0, 1)]
    shift = [corner[axis] - min(p[axis] for p in places.values()) for axis in (0, 1)]
    return {n: (x + shift[0], y + shift[1]) for n, (x, y) in places.items()}


def _components(graph: Graph) -> list[list[str]]:
    """Nodes that hang together, in an order in which wires lead forward wherever that is possible."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    for wire in graph.wires.values():
        neighbours[wire.source.node].append(wire.target.node)
        neighbours[wire.target.node].append(wire.source.node)
    order, cyclic = sorted_nodes(graph)
    number: dict[str, int] = {}
    groups: list[list[str]] = []
    for start in (all_nodes := [*order, *(n for n in graph.nodes if n in cyclic)]):
        if start in number:
            continue
        todo = [start]
        number[start] = len(groups)
        while todo:
            for other in neighbours[todo.pop()]:
                if other not in number:
                    number[other] = len(groups)
                    todo.append(other)
        groups.append([])
    for node in all_nodes:
        groups[number[node]].append(node)
    return groups


class _Columns:
    """One connected part. In a column stand nodes and threads: wires on their way to a later column."""

    def __init__(self, graph: Graph, nodes: Sequence[str], room: Mapping[str, float]) -> None:
        self.nodes, self.room = nodes, room
        place = {n: i for i, n in enumerate(nodes)}
        pairs = {(w.source.node, w.target.node) for w in graph.wires.values() if w.source.node in place}
        forward = sorted(
            (p for p in pairs if place[p[0]] < place[p[1]]), key=lambda p: (place[p[0]], place[p[1]])
        )
        self.rank = self._ranks(forward)
        self.columns: list[list[str]] = [[] for _ in range(max(self.rank.values()) + 1)]
        self.left: dict[str, list[str]] = defaultdict(list)
        self.right: dict[str, list[str]] = defaultdict(list)
        self.threads: set[str] = set()
        for node in nodes:
            self.columns[self.rank[node]].append(node)
        self._link(forward)

    def _ranks(self, pairs: Sequence[tuple[str, str]]) -> dict[str, int]:
        before, behind = defaultdict(list), defaultdict(list)
        for source, target in pairs:
            before[target].append(source)
            behind[source].append(target)
        rank: dict[str, int] = {}
        for node in self.nodes:
            rank[node] = max((rank[b] + 1 for b in before[node]), default=0)
        for node in reversed(self.nodes):  # a start stands right before what it feeds
            if not before[node] and behind[node]:
                rank[node] = min(rank[b] for b in behind[node]) - 1
        return rank

    def _link(self, pairs: Sequence[tuple[str, str]]) -> None:
        most = MOST_THREADS * len(self.nodes)
        for source, target in sorted(pairs, key=lambda p: self.rank[p[1]] - self.rank[p[0]]):
            previous = source
            for column in range(self.rank[source] + 1, self.rank[target]):
                thread = f"{source}/{column}"  # an id holds no slash
                if thread not in self.threads:
                    if len(self.threads) >= most:
                        break
                    self.threads.add(thread)
                    self.columns[column].append(thread)
                    self._join(previous, thread)
                previous = thread
            self._join(previous, target)

    def _join(self, left: str, right: str) -> None:
        self.right[left].append(right)
        self.left[right].append(left)

    def places(self) -> Positions:
        self._order()
        heights = self._heights()
        rows: Positions = {}
        x = 0.0
        for column, following in zip(self.columns, [*self.columns[1:], []], strict=True):
            rows.update({n: (x, round(heights[n] / GRID) * GRID) for n in column if n not in self.threads})
            steep = any(abs(heights[n] - heights[b]) > CARD[1] for n in following for b in self.left[n])
            x += CARD[0] + (WIDE_GAP if steep else GAP)
        return rows

    def _order(self) -> None:
        best, fewest = [list(c) for c in self.columns], self._crossings()
        for sweep in range(SWEEPS):
            if fewest == 0:
                break
            rightwards = sweep % 2 == 0
            self._sweep(rightwards)
            crossings = self._crossings()
            if crossings < fewest:
                best, fewest = [list(c) for c in self.columns], crossings
        self.columns = best

    def _sweep(self, rightwards: bool) -> None:
        neighbours = self.left if rightwards else self.right
        for column in self.columns if rightwards else reversed(self.columns):
            aims = {n: _mean([self._index[m] for m in neighbours[n]], self._index[n]) for n in column}
            column.sort(key=aims.__getitem__)
            self._index.update({n: i for i, n in enumerate(column)})

    def _crossings(self) -> int:
        """Counted by inversions (Barth, Mutzel and Jünger 2004)."""
        self._index = {n: i for column in self.columns for i, n in enumerate(column)}
        total = 0
        for column in self.columns[:-1]:
            ends = [e for n in column for e in sorted(self._index[m] for m in self.right[n])]
            total += _inversions(ends)
        return total

    def _heights(self) -> dict[str, float]:
        offsets = [self._offsets(column) for column in self.columns]
        heights = {
            n: o for c, os in zip(self.columns, offsets, strict=True) for n, o in zip(c, os, strict=True)
        }
        columns = list(zip(self.columns, offsets, strict=True))
        for sweep in range(SWEEPS):
            near, far = (self.left, self.right) if sweep % 2 == 0 else (self.right, self.left)
            for column, least in columns if sweep % 2 == 0 else reversed(columns):
                aims = [_mean([heights[m] for m in near[n] or far[n]], heights[n]) for n in column]
                heights.update(zip(column, self._settled(column, aims, least), strict=True))
        return heights

    def _settled(self, column: Sequence[str], aims: Sequence[float], least: Sequence[float]) -> list[float]:
        """Heights near the aims that keep their distances; threads are bent less willingly than rows."""
        weights = [4.0 if n in self.threads else 1.0 for n in column]
        levels = _rising([a - o for a, o in zip(aims, least, strict=True)], weights)
        return [level + o for level, o in zip(levels, least, strict=True)]

    def _offsets(self, column: Sequence[str]) -> list[float]:
        """The least height of each entry of a column below its first."""
        offsets, total = [0.0], 0.0
        for above, below in pairwise(column):
            cards = 2 - (above in self.threads) - (below in self.threads)
            total += (THREAD, (ROW + THREAD) / 2, ROW)[cards] + self.room.get(above, 0.0)
            offsets.append(total)
        return offsets


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _inversions(values: list[int]) -> int:
    """How many pairs of a list stand in falling order; by merging."""
    if len(values) < 2:
        return 0
    middle = len(values) // 2
    left, right = values[:middle], values[middle:]
    count = _inversions(left) + _inversions(right)
    left.sort()
    right.sort()
    i = 0
    for value in right:
        while i < len(left) and left[i] <= value:
            i += 1
        count += len(left) - i
    return count


def _rising(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The nearest sequence that never falls, by weighted least squares (pool adjacent violators)."""
    pools: list[tuple[float, float, int]] = []  # mean, weight, count
    for value, weight in zip(values, weights, strict=True):
        pool = (value, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, total, count = pools.pop()
            pool = (
                (mean * total + pool[0] * pool[1]) / (total + pool[1]),
                total + pool[1],
                count + pool[2],
            )
        pools.append(pool)
    return [mean for mean, _, count in pools for _ in range(count)]
