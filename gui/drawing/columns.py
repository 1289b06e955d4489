"""Boxes of any size in columns from left to right: pure geometry, for figures.

Columns by longest path, order by barycentres (Sugiyama, Tagawa and Toda 1981), heights by least squares. Arrows that
pass a column have a lane in it of their own, so that nothing stands in their way.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

SWEEPS = 8
MOST_EDGES = 4_000  # of more, the order is left as it is
MOST_LANES = 6  # times the number of boxes; beyond, long arrows run straight
GAP = 22.0  # between boxes of a column
LANE = 7.0  # half the height of a lane
START_WEIGHT = 1e-3  # what begins gives way to what stands in the midst
LANE_WEIGHT = 1e-5  # lanes give way to all, and are made straight afterwards
INFINITE = float("inf")
LEVEL = 1.0  # what differs by less lies at one height

Edge = tuple[str, str]


class Box(NamedTuple):
    """How far something reaches from its middle. ``place``: where it stands among others before they are ordered."""

    above: float
    below: float
    place: float = 0.0


class Columns(NamedTuple):
    """Boxes and lanes, column by column from above, and their heights.

    ``lanes``: of each edge the lanes that it passes, from left to right. ``backward``: the edges that lead back.
    """

    columns: list[list[str]]
    heights: dict[str, float]
    lanes: dict[Edge, list[str]]
    backward: set[Edge]

    def fall(self, column: int, before: Mapping[str, Sequence[str]]) -> float:
        """How far arrows into a column go up or down at most; ``before``: what stands before each entry."""
        heights = self.heights
        falls = (abs(heights[n] - heights[b]) for n in self.columns[column] for b in before.get(n, ()))
        return max(falls, default=0.0)


def arrange(boxes: Mapping[str, Box], edges: Iterable[Edge]) -> Columns:
    """Put boxes into columns. They come in an order in which as many edges as possible lead forward."""
    if not boxes:
        return Columns([], {}, {}, set())
    return _Arranging(boxes, list(dict.fromkeys(edges))).run()


class _Arranging:
    def __init__(self, boxes: Mapping[str, Box], edges: list[Edge]) -> None:
        self.boxes = dict(boxes)
        place = {name: number for number, name in enumerate(boxes)}
        self.forward = [e for e in edges if place[e[0]] < place[e[1]]]
        self.backward = set(edges).difference(self.forward)
        rank = self._ranks()
        self.columns: list[list[str]] = [[] for _ in range(max(rank.values()) + 1)]
        for name in boxes:
            self.columns[rank[name]].append(name)
        self.left: dict[str, list[str]] = defaultdict(list)
        self.right: dict[str, list[str]] = defaultdict(list)
        self.lanes: dict[Edge, list[str]] = {}
        self.new: set[str] = set()
        self._link(rank)

    def _ranks(self) -> dict[str, int]:
        before, behind = defaultdict(list), defaultdict(list)
        for source, target in self.forward:
            before[target].append(source)
            behind[source].append(target)
        rank: dict[str, int] = {}
        for name in self.boxes:
            rank[name] = max((rank[b] + 1 for b in before[name]), default=0)
        for name in reversed(self.boxes):  # what begins stands right before what it feeds
            if not before[name] and behind[name]:
                rank[name] = min(rank[b] for b in behind[name]) - 1
        return rank

    def _link(self, rank: Mapping[str, int]) -> None:
        most = MOST_LANES * len(self.boxes)
        for source, target in sorted(self.forward, key=lambda e: rank[e[1]] - rank[e[0]]):
            passed: list[str] = []
            for column in range(rank[source] + 1, rank[target]):
                lane = f"{source}/{column}"  # an id holds no slash
                if lane not in self.new:
                    if len(self.new) >= most:
                        break
                    self._add_lane(lane, column, self.boxes[source].place)
                passed.append(lane)
            for one, other in pairwise([source, *passed, target]):
                if one not in self.left[other]:
                    self.right[one].append(other)
                    self.left[other].append(one)
            self.lanes[source, target] = passed

    def _add_lane(self, lane: str, column: int, place: float) -> None:
        self.new.add(lane)
        self.boxes[lane] = Box(LANE, LANE, place)
        self.columns[column].append(lane)

    def run(self) -> Columns:
        for column in self.columns:
            column.sort(key=lambda name: self.boxes[name].place)
        if len(self.forward) <= MOST_EDGES:
            self._order()
        return Columns(self.columns, self._heights(), self.lanes, self.backward)

    # -- the order within the columns ----------------------------------------------------------------------------------
    def _order(self) -> None:
        best, fewest = [list(c) for c in self.columns], self._crossings()
        for sweep in range(SWEEPS):
            if fewest == 0:
                break
            self._sweep(rightwards=sweep % 2 == 0)
            crossings = self._crossings()
            if crossings < fewest:
                best, fewest = [list(c) for c in self.columns], crossings
        self.columns = best

    def _sweep(self, *, rightwards: bool) -> None:
        neighbours = self.left if rightwards else self.right
        index = self._index()
        for column in self.columns if rightwards else reversed(self.columns):
            aims = {n: _mean([index[m] for m in neighbours[n]], index[n]) for n in column}
            column.sort(key=aims.__getitem__)
            index.update({n: i for i, n in enumerate(column)})

    def _index(self) -> dict[str, int]:
        return {name: place for column in self.columns for place, name in enumerate(column)}

    def _crossings(self) -> int:
        index, total = self._index(), 0
        for column in self.columns[:-1]:
            total += inversions([e for n in column for e in sorted(index[m] for m in self.right[n])])
        return total

    # -- heights -------------------------------------------------------------------------------------------------------
    def _heights(self) -> dict[str, float]:
        least = [self._least(column) for column in self.columns]
        heights: dict[str, float] = {}
        for column, offsets in zip(self.columns, least, strict=True):
            heights.update({n: o - offsets[-1] / 2 for n, o in zip(column, offsets, strict=True)})
        pairs = list(zip(self.columns, least, strict=True))
        for sweep in range(SWEEPS):
            near, far = (self.left, self.right) if sweep % 2 == 0 else (self.right, self.left)
            for column, offsets in pairs if sweep % 2 == 0 else reversed(pairs):
                aims = [
                    _mean([heights[m] for m in self._guides(near[n] or far[n])], heights[n]) for n in column
                ]
                heights.update(zip(column, self._settled(column, aims, offsets), strict=True))
        self._straighten(heights)
        return heights

    def _guides(self, neighbours: list[str]) -> list[str]:
        """Those whose height a box should have: neither lanes nor where something begins, if there are others.

        So the main line of a network stays level, what is added comes to it, and what skips a part goes around.
        """
        main = [name for name in neighbours if name not in self.new and self.left[name]]
        return main or neighbours

    def _straighten(self, heights: dict[str, float]) -> None:
        """Bring the lanes of an arrow to one height wherever nothing stands there."""
        where = {n: (column, place) for column in self.columns for place, n in enumerate(column)}
        for lanes in self.lanes.values():
            room = {n: self._room(*where[n], heights) for n in lanes}
            for run in _runs(lanes, room):
                lowest, highest = max(room[n][0] for n in run), min(room[n][1] for n in run)
                middle = _mean([heights[n] for n in run], 0.0)
                heights.update(dict.fromkeys(run, min(max(middle, lowest), highest)))

    def _room(self, column: list[str], place: int, heights: Mapping[str, float]) -> tuple[float, float]:
        """Between which heights a lane can lie without leaving its place in its column."""
        least, most = -INFINITE, INFINITE
        if place > 0:
            above = column[place - 1]
            least = heights[above] + self.boxes[above].below + GAP + LANE
        if place + 1 < len(column):
            below = column[place + 1]
            most = heights[below] - self.boxes[below].above - GAP - LANE
        return min(least, heights[column[place]]), max(most, heights[column[place]])

    def _least(self, column: Sequence[str]) -> list[float]:
        """The least distance of each entry of a column from its first."""
        offsets = [0.0]
        for above, below in pairwise(column):
            offsets.append(offsets[-1] + self.boxes[above].below + GAP + self.boxes[below].above)
        return offsets

    def _settled(self, column: Sequence[str], aims: Sequence[float], offsets: Sequence[float]) -> list[float]:
        """Heights near the aims that keep their distances."""
        weights = [LANE_WEIGHT if n in self.new else 1.0 if self.left[n] else START_WEIGHT for n in column]
        levels = rising([a - o for a, o in zip(aims, offsets, strict=True)], weights)
        return [level + o for level, o in zip(levels, offsets, strict=True)]


def _runs(lanes: Sequence[str], room: Mapping[str, tuple[float, float]]) -> list[list[str]]:
    """Lanes in a row that can have one height, as many as possible from the left."""
    runs: list[list[str]] = []
    low, high = -INFINITE, INFINITE
    for lane in lanes:
        least, most = room[lane]
        low, high = max(low, least), min(high, most)
        if not runs or low > high:
            runs.append([])
            low, high = least, most
        runs[-1].append(lane)
    return runs


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def inversions(values: Sequence[int]) -> int:
    """How many pairs stand in falling order: as many arrows cross (Barth, Mutzel and Jünger 2004)."""
    counts = [0] * (max(values, default=0) + 2)  # a Fenwick tree of the values so far
    total = 0
    for seen, value in enumerate(values):
        place, smaller = value + 1, 0
        while place:
            smaller += counts[place]
            place &= place - 1
        total += seen - smaller
        place = value + 1
        while place < len(counts):
            counts[place] += 1
            place += place & -place
    return total


def rising(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The nearest sequence that never falls, by weighted least squares (pool adjacent violators)."""
    pools: list[tuple[float, float, int]] = []  # mean, weight, count
    for value, weight in zip(values, weights, strict=True):
        mean, total, count = value, weight, 1
        while pools and pools[-1][0] > mean:
            other, heft, number = pools.pop()
            mean = (mean * total + other * heft) / (total + heft)
            total, count = total + heft, count + number
        pools.append((mean, total, count))
    return [mean for mean, _, count in pools for _ in range(count)]
