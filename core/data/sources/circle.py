"""A disc within a ring."""

import numpy as np

from core.data.plane import RADIUS, Answers, Array, Points, alternating


class Circle(Points, frozen=True, kw_only=True, tag="circle"):
    """Points within half the radius, and beyond 0.7 of it. Noise decides the class at a point close by."""

    title = "Circle"
    help = "A disc of one class within a ring of the other: no straight line parts them."
    order = 20
    classes = ("outside", "inside")

    def draw(self, random: np.random.Generator) -> tuple[Array, Answers]:
        inside = alternating(self.points)
        share = random.uniform(size=self.points)
        radius = RADIUS * np.where(inside, 0.5 * share, 0.7 + 0.3 * share)
        angle = random.uniform(0, 2 * np.pi, self.points)
        points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
        strayed = points + RADIUS * self.noise * random.uniform(-1, 1, points.shape)
        return points, np.hypot(*strayed.T) < RADIUS / 2
