"""A network in columns: which thing stands in which column, and in which order, so that few wires cross.

Layers by longest path, drawn together; orders by barycentres and swaps of neighbours (Sugiyama, Tagawa and Toda 1981;
Gansner, Koutsofios, North and Vo 1993).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

SWEEPS, FEWEST_SWEEPS = 8, 2
PULLS = 8  # how often columns are chosen anew, so that wires get shorter
MOST_PUSHED = 30  # things that move to another column together
SMOOTHINGS = 600
MOST_THREADS = 4  # times the number of things; beyond that, long wires no longer keep their own lane
SPARSE = 6  # links for each entry; where there are more, swapping neighbours costs more than it is worth
LARGE = 4_000  # entries; for more than that, the first good order will do
Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.intp]


class Link(NamedTuple):
    """From one thing to another; ``leaves`` and ``enters``: how far down on their sides, 0 to 1."""

    source: int
    target: int
    leaves: float = 0.5
    enters: float = 0.5


class Gap(NamedTuple):
    """All links between one column and the next, by the entries that they join."""

    left: Indices
    right: Indices
    leaves: Floats
    enters: Floats


class Columns:
    """Entries in columns: things first, numbered as they came, then threads, wires on their way to a later column.

    ``links`` lead from a lower to a higher number. ``heights`` is where things stand now: what can stand one way as
    well as another keeps its order. ``first`` and ``last`` share a column each.
    """

    def __init__(
        self,
        heights: Sequence[float],
        links: Sequence[Link],
        first: Collection[int] = (),
        last: Collection[int] = (),
    ) -> None:
        self.things = len(heights)
        self.rank = ranks(self.things, [(a.source, a.target) for a in links], first, last)
        self._heights = list(heights)
        self._gaps: list[list[Link]] = [[] for _ in range(max(self.rank))]
        self._thread(links)
        self.entries = len(self.rank)
        members: list[list[int]] = [[] for _ in range(max(self.rank) + 1)]
        for entry, number in enumerate(self.rank):
            members[number].append(entry)
        self._local = np.zeros(self.entries, dtype=np.intp)
        self.columns: list[Indices] = [np.array(c, dtype=np.intp) for c in members]
        for column in self.columns:
            self._local[column] = np.arange(len(column))
        self.gaps = [_gap(links) for links in self._gaps]

    def _thread(self, links: Sequence[Link]) -> None:
        """Lead each wire through the columns that it passes; wires from one port share their threads."""
        most = MOST_THREADS * self.things
        threads: dict[tuple[int, float, int], int] = {}
        for link in sorted(links, key=lambda a: self.rank[a.target] - self.rank[a.source]):
            start, end = self.rank[link.source], self.rank[link.target]
            if end - start == 1:
                self._gaps[start].append(link)
                continue
            previous, leaves = link.source, link.leaves
            for column in range(start + 1, end):
                key = (link.source, link.leaves, column)
                if key not in threads:
                    if len(threads) >= most:
                        break
                    threads[key] = len(self.rank)
                    share = (column - start) / (end - start)
                    here, there = self._heights[link.source], self._heights[link.target]
                    self._heights.append(here + share * (there - here))
                    self.rank.append(column)
                    self._gaps[column - 1].append(Link(previous, threads[key], leaves))
                previous, leaves = threads[key], 0.5
            if self.rank[previous] == end - 1:
                self._gaps[end - 1].append(Link(previous, link.target, leaves, link.enters))

    def order(self) -> list[list[int]]:
        """The entries of each column, from top to bottom."""
        starts = [self._as_it_is, self._smoothed] if self._sparse else [self._as_it_is]
        best, fewest = self.columns, -1
        for start in starts if self.entries <= LARGE else starts[-1:]:
            found, crossings = self._improved(start())
            if fewest < 0 or crossings < fewest:
                best, fewest = found, crossings
            if fewest == 0:
                break
        return [[int(e) for e in column] for column in best]

    @property
    def _sparse(self) -> bool:
        return sum(len(gap.left) for gap in self.gaps) <= SPARSE * self.entries

    def _as_it_is(self) -> list[Indices]:
        heights = np.array(self._heights)
        return [column[np.argsort(heights[column], kind="stable")] for column in self.columns]

    def _smoothed(self) -> list[Indices]:
        """Everything beside what it is linked to, over all columns at once, which untwists what sweeps cannot.

        Heights of the slowest swing of a net of springs whose columns stay level in the mean (Koren 2005).
        """
        left = np.concatenate([gap.left for gap in self.gaps])
        right = np.concatenate([gap.right for gap in self.gaps])
        rank, count = np.array(self.rank), self.entries
        sizes = np.bincount(rank)
        links = np.maximum(np.bincount(left, minlength=count) + np.bincount(right, minlength=count), 1)
        heights = np.random.default_rng(0).random(count)
        for _ in range(SMOOTHINGS):
            sums = np.bincount(left, heights[right], count) + np.bincount(right, heights[left], count)
            heights += sums / links
            heights -= (np.bincount(rank, heights) / sizes)[rank]
            heights /= max(float(np.abs(heights).max()), 1e-12)
        return [column[np.argsort(heights[column], kind="stable")] for column in self.columns]

    def _improved(self, start: list[Indices]) -> tuple[list[Indices], int]:
        columns = list(start)
        slot = np.zeros(self.entries)
        for column in columns:
            slot[column] = np.arange(len(column))
        best, fewest = list(columns), self._crossings(slot)
        for sweep in range(SWEEPS if self.entries <= LARGE else FEWEST_SWEEPS):
            if fewest == 0:
                break
            self._sweep(columns, slot, rightwards=sweep % 2 == 0)
            if self._sparse:
                self._swap(columns, slot)
            crossings = self._crossings(slot)
            if crossings < fewest:
                best, fewest = list(columns), crossings
        return best, fewest

    def _sweep(self, columns: list[Indices], slot: Floats, *, rightwards: bool) -> None:
        """Bring each column into the order of what it is linked to in the one before."""
        steps = range(1, len(columns)) if rightwards else range(len(columns) - 2, -1, -1)
        for number in steps:
            column, gap = columns[number], self.gaps[number - 1 if rightwards else number]
            if rightwards:
                here, aims = gap.right, slot[gap.left] + gap.leaves
            else:
                here, aims = gap.left, slot[gap.right] + gap.enters
            local = self._local[here]
            counts = np.bincount(local, minlength=len(column))
            sums = np.bincount(local, weights=aims, minlength=len(column))
            places = self._local[column]
            means = np.where(
                counts[places] > 0, sums[places] / np.maximum(counts[places], 1), slot[column] + 0.5
            )
            columns[number] = column = column[np.argsort(means, kind="stable")]
            slot[column] = np.arange(len(column))

    def _swap(self, columns: list[Indices], slot: Floats) -> None:
        """Swap neighbours wherever that takes crossings away."""
        for number, column in enumerate(columns):
            names = column.tolist()
            sides = [
                _aims(names, gap.right, slot[gap.left] + gap.leaves)
                for gap in self.gaps[max(0, number - 1) : number]
            ]
            sides += [_aims(names, g.left, slot[g.right] + g.enters) for g in self.gaps[number : number + 1]]
            for i in range(len(names) - 1):
                one, other = names[i], names[i + 1]
                gain = sum(_inversions(s[one], s[other]) - _inversions(s[other], s[one]) for s in sides)
                if gain > 0:
                    names[i], names[i + 1] = other, one
            columns[number] = np.array(names, dtype=np.intp)
            slot[columns[number]] = np.arange(len(names))

    def _crossings(self, slot: Floats) -> int:
        return sum(
            _crossings(gap, slot, len(self.columns[k]), len(self.columns[k + 1]))
            for k, gap in enumerate(self.gaps)
        )


def ranks(
    count: int, pairs: Sequence[tuple[int, int]], first: Collection[int] = (), last: Collection[int] = ()
) -> list[int]:
    """The column of each of so many things: links, from lower to higher numbers, lead to the right, and are short."""
    before: list[set[int]] = [set() for _ in range(count)]
    behind: list[set[int]] = [set() for _ in range(count)]
    for source, target in pairs:
        before[target].add(source)
        behind[source].add(target)
    rank = [0] * count
    for thing in range(count):
        rank[thing] = max((rank[b] + 1 for b in before[thing]), default=0)
    for _ in range(PULLS):
        pulled = [_pull(rank, 1, before, behind), _pull(rank, -1, behind, before)]
        if not any(pulled):
            break
    for group, outermost in ((set(first), min), (set(last), max)):
        column = outermost((rank[thing] for thing in group), default=0)
        for thing in group:
            rank[thing] = column
    place = {
        column: number for number, column in enumerate(sorted(set(rank)))
    }  # a column may have become empty
    return [place[column] for column in rank]


def _pull(rank: list[int], way: int, back: Sequence[set[int]], ahead: Sequence[set[int]]) -> bool:
    """Move things that have more links ahead than back, with what they would run into; says whether any moved."""
    moved = False
    for thing in range(len(rank)) if way < 0 else reversed(range(len(rank))):
        if len(ahead[thing]) <= len(back[thing]):
            continue
        group = _pushed(thing, rank, way, ahead)
        if sum(len(ahead[t]) - len(back[t]) for t in group) <= 0:
            continue
        room = min((way * (rank[b] - rank[t]) for t in group for b in ahead[t] - group), default=1) - 1
        for member in group if room else ():
            rank[member] += way * room
            moved = True
    return moved


def _pushed(thing: int, rank: list[int], way: int, ahead: Sequence[set[int]]) -> set[int]:
    """What has to move along with a thing; empty where that is too much."""
    group, todo = {thing}, [thing]
    while todo:
        here = todo.pop()
        for other in ahead[here]:
            if way * (rank[other] - rank[here]) == 1 and other not in group:
                group.add(other)
                todo.append(other)
        if len(group) > MOST_PUSHED:
            return set()
    return group


def _gap(links: Sequence[Link]) -> Gap:
    return Gap(
        np.array([a.source for a in links], dtype=np.intp),
        np.array([a.target for a in links], dtype=np.intp),
        np.array([a.leaves for a in links], dtype=np.float64),
        np.array([a.enters for a in links], dtype=np.float64),
    )


def _aims(names: Sequence[int], here: Indices, there: Floats) -> dict[int, list[float]]:
    """Where the links of each entry of a column end, in rising order."""
    aims: dict[int, list[float]] = {name: [] for name in names}
    for name, aim in zip(here.tolist(), there.tolist(), strict=True):
        aims[name].append(aim)
    for ends in aims.values():
        ends.sort()
    return aims


def _inversions(upper: Sequence[float], lower: Sequence[float]) -> int:
    """How many links of an entry cross those of one below it."""
    return sum(bisect_left(lower, aim) for aim in upper)


def _crossings(gap: Gap, slot: Floats, left: int, right: int) -> int:
    count = len(gap.left)
    if count > 64 and left * right < 200 * count:
        return _dense_crossings(gap, slot, left, right)
    starts, ends = slot[gap.left] + gap.leaves, slot[gap.right] + gap.enters
    seen: list[float] = []
    total = 0
    for end in ends[np.lexsort((ends, starts))].tolist():
        place = bisect_right(seen, end)
        total += len(seen) - place
        seen.insert(place, end)
    return total


def _dense_crossings(gap: Gap, slot: Floats, left: int, right: int) -> int:
    """For each link, those that start above it and end below it."""
    cells = slot[gap.left].astype(np.intp) * right + slot[gap.right].astype(np.intp)
    links = np.bincount(cells, minlength=left * right).reshape(left, right)
    above = np.cumsum(links, axis=0) - links
    below = np.cumsum(above[:, ::-1], axis=1)[:, ::-1] - above
    return int((links * below).sum())
