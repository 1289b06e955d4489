"""Exclusive or, as regions of the plane."""

import numpy as np

from core.data.plane import RADIUS, Answers, Array, Points


class Quadrants(Points, frozen=True, kw_only=True, tag="quadrants"):
    """Class 1 where x1 and x2 have the same sign, with a gap along the axes.

    Noise decides the class at a point close by.
    """

    title = "XOR, quadrants"
    help = "Opposite quarters of the plane belong together: exclusive or, drawn as points."
    order = 21
    classes = ("unequal", "equal")
    _gap = 0.3

    def draw(self, random: np.random.Generator) -> tuple[Array, Answers]:
        points = random.uniform(-RADIUS, RADIUS, (self.points, 2))
        points += np.copysign(self._gap, points)
        strayed = points + RADIUS * self.noise * random.uniform(-1, 1, points.shape)
        return points, strayed[:, 0] * strayed[:, 1] >= 0
