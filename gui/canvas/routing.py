"""How a wire runs from an output to an input: straight on where nothing is in the way, else around it.

Geometry alone, of numbers: a way is the points of one or more cubics that pass into each other smoothly, each beginning
where the one before ends (so 4, 7, 10 ... points). It leaves an output rightwards and comes into an input from the
left. A way around something runs along one level lane above or below it, with a bend at each end; of the lanes the one
that leads least far astray is taken. At most ``TRIES`` lanes are tried as a rule; where none of them is free, the way
that meets least is taken, so that a crowd costs no more than that.
"""

import heapq
import math
from collections.abc import Iterator, Sequence
from functools import cache

from gui.canvas.obstacles import Box, Obstacles, Point

Way = tuple[Point, ...]

HANDLE = 24.0  # the least length of a wire's handles
FARTHEST_HANDLE = 160.0  # of a wire that runs backwards
CLEARANCE = 14.0  # between a lane and what it leads around
WIDER, WIDEST_MORE = 40.0, 24.0  # a lane keeps away farther the longer it is, so that lanes lie in each other
BEND = 44.0  # the width of the bend from a port to a lane
LOOP, WIDEST_LOOP = 16.0, 40.0  # how far a wire goes beyond a port before it turns back
TRIES = 10
SPACING = 16.0  # of the points that are looked at along a way
BELOW = 40.0  # canvas units that a lane above may lead farther astray: below the cards stand their problems
AROUND = 400.0  # the same for a loop of a delayed wire, which belongs above what it spans
NEAR = 1e-6


def straight(start: Point, end: Point) -> Way:
    """One cubic, whatever is in its way."""
    along = end[0] - start[0]
    reach = max(along / 2, HANDLE) if along >= 0 else min(HANDLE - along / 2, FARTHEST_HANDLE)
    return (start, (start[0] + reach, start[1]), (end[0] - reach, end[1]), end)


def route(
    start: Point,
    end: Point,
    obstacles: Obstacles,
    own: Sequence[Box] = (),
    *,
    loop: bool = False,
    tries: int = TRIES,
) -> Way:
    """The way of a wire around what stands there.

    Args:
        own: the nodes that it belongs to, where they are no obstacles to others (being held, say).
        loop: it leads back to where its value came from, and shows that in an arc above, where it runs backwards.
        tries: how many lanes to try at most.
    """
    return _Search(start, end, obstacles, own, loop).run(tries)


class _Search:
    """Tries lanes, the nearest first; what is in the way of one tells where the next ones may be."""

    def __init__(
        self, start: Point, end: Point, obstacles: Obstacles, own: Sequence[Box], loop: bool
    ) -> None:
        self.start, self.end, self.obstacles, self.own = start, end, obstacles, own
        self.backwards = end[0] - start[0] < 2 * LOOP
        self.loop = loop and self.backwards
        self.distance = CLEARANCE + min(abs(end[0] - start[0]) / WIDER, WIDEST_MORE)
        self.lanes: list[tuple[float, float]] = []
        self.offered: set[float] = set()
        self.known: set[Box] = set()

    def run(self, tries: int) -> Way:
        best = straight(self.start, self.end)
        met = self._met(best, whole=False)
        if self.loop:
            met |= dict.fromkeys(self.own)
        elif not met:
            return best
        fewest = math.inf if self.loop else len(met)
        self._learn(met)
        for _ in range(tries):
            if not self.lanes:
                break
            way = self._along(heapq.heappop(self.lanes)[1])
            met = self._met(way)
            if not met:
                return way
            if len(met) < fewest:
                best, fewest = way, len(met)
            self._learn(met)
        return best

    def _met(self, way: Way, *, whole: bool = True) -> dict[Box, None]:
        """What a way runs into; one that leads around things must not even graze them."""
        points = list(along(way))
        met = dict.fromkeys(self.obstacles.under(points, whole=whole).values())
        for box in self.own:
            if box not in met and any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in points):
                met[box] = None
        return met

    def _learn(self, met: dict[Box, None]) -> None:
        """Lanes above and below what was met are worth a try."""
        if not self.known and not self.backwards:
            self._offer(self.start[1])
            self._offer(self.end[1])
        for box in met:
            if box not in self.known:
                self.known.add(box)
                self._offer(box[1] - self.distance)
                self._offer(box[3] + self.distance)

    def _offer(self, lane: float) -> None:
        if lane in self.offered:
            return
        self.offered.add(lane)
        above, below = sorted((self.start[1], self.end[1]))
        astray = abs(lane - self.start[1]) + abs(lane - self.end[1])
        penalty = (AROUND if self.loop else BELOW) if lane > above + NEAR else 0.0
        if self.backwards and not self.loop and above < lane < below:
            penalty = 0.0
        heapq.heappush(self.lanes, (astray + penalty, lane))

    def _along(self, lane: float) -> Way:
        return self._back(lane) if self.backwards else self._forth(lane)

    def _forth(self, lane: float) -> Way:
        """Up or down to the lane right behind the output, and from it right in front of the input."""
        (x0, y0), (x1, y1) = self.start, self.end
        width = min(BEND, (x1 - x0) / 2)
        first = x0 if abs(lane - y0) < NEAR else x0 + width
        last = x1 if abs(lane - y1) < NEAR else x1 - width
        return _joined(
            _bend((x0, y0), (first, lane)), _bend((first, lane), (last, lane)), _bend((last, lane), (x1, y1))
        )

    def _back(self, lane: float) -> Way:
        """Around beyond the output, back along the lane, and around again into the input."""
        (x0, y0), (x1, y1) = self.start, self.end
        level = () if abs(x0 - x1) < NEAR else _bend((x0, lane), (x1, lane))
        return _joined(_turn((x0, y0), lane, 1.0), level, _turn((x1, y1), lane, -1.0)[::-1])


def _bend(start: Point, end: Point) -> Way:
    """From one height to another, level at both ends; empty where there is nowhere to go."""
    if start == end:
        return ()
    half = (end[0] - start[0]) / 2
    return (start, (start[0] + half, start[1]), (end[0] - half, end[1]), end)


def _turn(start: Point, lane: float, way: float) -> Way:
    """Around by half a circle or so, to the same place on another height; ``way``: 1 to the right, -1 to the left."""
    bulge = min(max(abs(lane - start[1]) / 2, LOOP), WIDEST_LOOP)
    handle = way * bulge * 4 / 3  # the middle of such a cubic lies three quarters of its handles away
    return (start, (start[0] + handle, start[1]), (start[0] + handle, lane), (start[0], lane))


def _joined(*ways: Way) -> Way:
    first, *rest = (way for way in ways if way)
    return (*first, *(point for way in rest for point in way[1:]))


def cubics(way: Sequence[Point]) -> Iterator[Sequence[Point]]:
    """The cubics of a way, four points each."""
    return (way[i : i + 4] for i in range(0, len(way) - 1, 3))


def along(way: Sequence[Point], spacing: float = SPACING) -> Iterator[Point]:
    """Points along a way, near enough to each other that nothing lies between two of them."""
    for (x0, y0), (x1, y1), (x2, y2), (x3, y3) in cubics(way):
        length = math.hypot(x1 - x0, y1 - y0) + math.hypot(x2 - x1, y2 - y1) + math.hypot(x3 - x2, y3 - y2)
        for a, b, c, d in _weights(_pieces(length / spacing)):
            yield a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3


def _pieces(least: float) -> int:
    """A power of two, so that few tables of weights are ever made; a very long wire is looked at less closely."""
    return next((pieces for pieces in (8, 16, 32, 64) if pieces >= least), 128)


@cache
def _weights(pieces: int) -> tuple[tuple[float, float, float, float], ...]:
    steps = (i / pieces for i in range(pieces + 1))
    return tuple(((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3) for t in steps)
