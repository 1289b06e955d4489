"""How high the entries of each column stand: near what they are linked to, chains and long wires level."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from core.document.columns import Columns, Floats, Indices

SWEEPS, LEVELLINGS = 8, 8
THREAD = 4.0  # how much less willingly a thread is bent than a wire that ends in things
RUN = 16.0  # and a link of a chain than others


class Heights:
    """Finds a height for the middle of each entry.

    ``order``: the entries of each column, from top to bottom; ``least``: how far apart neighbours there have to be.
    """

    def __init__(
        self, columns: Columns, order: Sequence[Sequence[int]], least: Sequence[Sequence[float]]
    ) -> None:
        self._columns, self._least = columns, [np.concatenate(([0.0], np.cumsum(d))) for d in least]
        self._order = [np.array(entries, dtype=np.intp) for entries in order]
        self._stiff = np.where(np.arange(columns.entries) < columns.things, 1.0, THREAD)
        self._place = np.zeros(columns.entries, dtype=np.intp)
        self.found = np.zeros(columns.entries)
        for entries, distances in zip(self._order, self._least, strict=True):
            self._place[entries] = np.arange(len(entries))
            self.found[entries] = distances - distances[-1] / 2
        self._after = _partners(columns, self._order, self._place)
        self._weights = [self._weigh(gap.left, gap.right) for gap in columns.gaps]

    def _weigh(self, left: Indices, right: Indices) -> Floats:
        run = self._after[left] == right
        return self._stiff[left] * self._stiff[right] * np.where(run, RUN, 1.0)

    def settle(self) -> list[float]:
        """All heights, after some sweeps to and fro."""
        for sweep in range(SWEEPS):
            self._sweep(rightwards=sweep % 2 == 0)
        if self._columns.gaps:
            self._level()
        return [float(h) for h in self.found]

    def _sweep(self, *, rightwards: bool) -> None:
        numbers = range(len(self._order))
        for number in numbers if rightwards else reversed(numbers):
            aims = self._aims(number, near_left=rightwards)
            entries, distances = self._order[number], self._least[number]
            levels = _rising(aims - distances, self._stiff[entries])
            self.found[entries] = levels + distances

    def _aims(self, number: int, *, near_left: bool) -> Floats:
        """The mean height of what each entry of a column is linked to, on the near side or else on the far one."""
        entries = self._order[number]
        aims, wanting = self.found[entries], np.ones(len(entries), dtype=bool)
        for left in (near_left, not near_left):
            k = number - 1 if left else number
            if not 0 <= k < len(self._columns.gaps):
                continue
            gap, weights = self._columns.gaps[k], self._weights[k]
            here, there = (gap.right, gap.left) if left else (gap.left, gap.right)
            totals = np.bincount(self._place[here], weights, len(entries))
            sums = np.bincount(self._place[here], weights * self.found[there], len(entries))
            fresh = wanting & (totals > 0)
            aims[fresh] = sums[fresh] / totals[fresh]
            wanting &= ~fresh
        return aims

    def _level(self) -> None:
        """Bring each run to one height, as near to what it is linked to as its neighbours leave room for."""
        runs, number = _runs(self._after)
        left = np.concatenate([gap.left for gap in self._columns.gaps])
        right = np.concatenate([gap.right for gap in self._columns.gaps])
        weights = np.concatenate(self._weights)
        across = number[left] != number[right]
        left, right, weights = left[across], right[across], weights[across]
        totals = np.bincount(number[left], weights, len(runs)) + np.bincount(
            number[right], weights, len(runs)
        )
        sizes = np.bincount(number)
        for _ in range(LEVELLINGS):
            sums = np.bincount(number[left], weights * self.found[right], len(runs))
            sums += np.bincount(number[right], weights * self.found[left], len(runs))
            means = np.bincount(number, self.found) / sizes
            aims = np.where(totals > 0, sums / np.maximum(totals, 1e-12), means)
            for run, aim in zip(runs, aims.tolist(), strict=True):
                self._shift(run, aim)

    def _shift(self, run: Sequence[int], aim: float) -> None:
        rooms = [self._room(entry) for entry in run]
        highest, lowest = max(r[0] for r in rooms), min(r[1] for r in rooms)
        if highest <= lowest:
            self.found[run] = min(max(aim, highest), lowest)

    def _room(self, entry: int) -> tuple[float, float]:
        """The highest and the lowest place of an entry between the two beside it."""
        column = self._columns.rank[entry]
        entries, distances, place = self._order[column], self._least[column], self._place[entry]
        highest, lowest = -math.inf, math.inf
        if place > 0:
            highest = self.found[entries[place - 1]] + distances[place] - distances[place - 1]
        if place + 1 < len(entries):
            lowest = self.found[entries[place + 1]] + distances[place] - distances[place + 1]
        return highest, lowest


def _partners(columns: Columns, order: Sequence[Indices], place: Indices) -> Indices:
    """What each entry should stand level with in the next column: its only link, or only thing there, or -1."""
    after = np.full(columns.entries, -1, dtype=np.intp)
    for gap, (here, there) in zip(columns.gaps, pairwise(order), strict=True):
        onward = _preferred(place[gap.left], gap.right, columns.things, len(here))
        backward = _preferred(place[gap.right], gap.left, columns.things, len(there))
        lowest = -1
        for left, right in zip(here.tolist(), onward.tolist(), strict=True):
            if right >= 0 and place[right] > lowest and backward[place[right]] == left:
                after[left], lowest = right, place[right]
    return after


def _preferred(here: Indices, there: Indices, things: int, count: int) -> Indices:
    """Of what is linked to each of so many entries, the only one, or the only thing; else -1."""
    solid = there < things
    only = np.bincount(here, there, count)
    only_thing = np.bincount(here[solid], there[solid], count)
    alone = np.bincount(here[solid], minlength=count) == 1
    found = np.where(np.bincount(here, minlength=count) == 1, only, np.where(alone, only_thing, -1))
    return found.astype(np.intp)


def _runs(after: Indices) -> tuple[list[list[int]], Indices]:
    """Entries that are to stand level, and the number of each entry's run; one alone is a run too."""
    runs: list[list[int]] = []
    number = np.full(len(after), -1, dtype=np.intp)
    followers = set(after.tolist())
    for start in range(len(after)):
        if start in followers:
            continue
        run = [start]
        while after[run[-1]] >= 0:
            run.append(int(after[run[-1]]))
        number[run] = len(runs)
        runs.append(run)
    return runs, number


def _rising(values: Floats, weights: Floats) -> Floats:
    """The nearest sequence that never falls, by weighted least squares (pool adjacent violators)."""
    pools: list[tuple[float, float, int]] = []  # mean, weight, count
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        pool = (value, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, total, count = pools.pop()
            heavier = total + pool[1]
            pool = ((mean * total + pool[0] * pool[1]) / heavier, heavier, count + pool[2])
        pools.append(pool)
    return np.repeat([mean for mean, _, _ in pools], [count for _, _, count in pools])
