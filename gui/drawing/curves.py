"""Rectangles and ways made of cubics, as pairs of numbers: what a figure is laid out with. No Qt here."""

import math
from itertools import accumulate, pairwise
from typing import NamedTuple

Point = tuple[float, float]
Bow = tuple[Point, Point, Point, Point]
"""A cubic: start, its handle, the end's handle, end."""
Way = tuple[Bow, ...]

CORNER = 14.0  # radius, where an arrow turns
PIECES = 8  # straight pieces that stand for a cubic where lengths are measured


class Area(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Area") -> bool:
        """Whether the two have more in common than a border."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 1e-6 and down > 1e-6


def line(start: Point, end: Point) -> Bow:
    """A straight one."""
    return start, start, end, end


def bent(start: Point, end: Point) -> Bow:
    """Level at both ends."""
    half = (start[0] + end[0]) / 2
    return start, (half, start[1]), (half, end[1]), end


def between_rims(start: Point, end: Point, near: float, far: float) -> Bow:
    """The straight line from a circle around one point, of radius ``near``, to one around another."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = max(math.hypot(across, down), 1e-9)
    across, down = across / length, down / length
    return line(
        (start[0] + near * across, start[1] + near * down), (end[0] - far * across, end[1] - far * down)
    )


def loop(x: float, top: float, height: float) -> Way:
    """From the upper rim of something back to it; ``x`` is its middle."""
    lift, aside = height * 4 / 3, 10.0  # a cubic reaches three quarters of its handles
    return (((x + 5, top), (x + 5 + aside, top - lift), (x - 5 - aside, top - lift), (x - 5, top)),)


def around(start: Point, end: Point, right: float, left: float, depth: float) -> Way:
    """From a start to the right, down to a depth, far to the left, up again and to an end, with round corners."""
    stops = (start, (right, start[1]), (right, depth), (left, depth), (left, end[1]), end)
    way: list[Bow] = []
    here = start
    for before, corner, after in zip(stops, stops[1:], stops[2:], strict=False):
        into, out = _towards(corner, before), _towards(corner, after)
        way += [line(here, into), (into, corner, corner, out)]
        here = out
    way.append(line(here, end))
    return tuple(bow for bow in way if bow[0] != bow[3])


def _towards(corner: Point, other: Point) -> Point:
    """The point at which the turn around a corner begins or ends."""
    across, down = other[0] - corner[0], other[1] - corner[1]
    length = math.hypot(across, down)
    share = min(CORNER / length, 0.5) if length else 0.0
    return corner[0] + share * across, corner[1] + share * down


def along(way: Way, share: float) -> Point:
    """The point at a share of a way's length."""
    points = [way[0][0], *(_at(bow, step / PIECES) for bow in way for step in range(1, PIECES + 1))]
    sums = [0.0, *accumulate(math.dist(a, b) for a, b in pairwise(points))]
    goal = share * sums[-1]
    place = next((i for i, s in enumerate(sums) if s >= goal and i > 0), len(sums) - 1)
    piece = sums[place] - sums[place - 1]
    t = (goal - sums[place - 1]) / piece if piece else 0.0
    (x0, y0), (x1, y1) = points[place - 1], points[place]
    return x0 + t * (x1 - x0), y0 + t * (y1 - y0)


def _at(bow: Bow, t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return (
        sum(w * p[0] for w, p in zip(weights, bow, strict=True)),
        sum(w * p[1] for w, p in zip(weights, bow, strict=True)),
    )
