"""A slope to be learned as a number."""

import numpy as np

from core.data.plane import RADIUS, Answers, Array, Points


class Slope(Points, frozen=True, kw_only=True, tag="plane"):
    """value = (x1 + x2) / 10, between -1.2 and 1.2; noise reads it off at a point close by."""

    title = "Slope"
    help = (
        "A value that rises evenly from one corner to the other. The network predicts a number, not a class."
    )
    order = 30
    _edge = 6.0

    def draw(self, random: np.random.Generator) -> tuple[Array, Answers]:
        points = random.uniform(-self._edge, self._edge, (self.points, 2))
        strayed = points + self._edge * self.noise * random.uniform(-1, 1, points.shape)
        return points, strayed.sum(axis=1) / (2 * RADIUS)
