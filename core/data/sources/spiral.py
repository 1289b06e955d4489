"""Two arms of a spiral."""

import numpy as np

from core.data.plane import RADIUS, Answers, Array, Points, alternating


class Spiral(Points, frozen=True, kw_only=True, tag="spiral"):
    """Two arms, half a turn apart, each 1.75 turns long; noise moves the points by up to as many units."""

    title = "Spiral"
    help = "Two arms wound around each other: the hardest of the plane sets."
    order = 23
    classes = ("first arm", "second arm")

    def draw(self, random: np.random.Generator) -> tuple[Array, Answers]:
        arm = alternating(self.points)
        along = (np.arange(self.points) // 2) / max(1, self.points // 2)
        angle = 1.75 * 2 * np.pi * along + np.pi * arm
        points = RADIUS * along[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
        return points + self.noise * random.uniform(-1, 1, points.shape), arm
