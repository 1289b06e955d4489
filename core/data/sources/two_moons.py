"""Two half-moons."""

import numpy as np

from core.data.plane import Answers, Array, Points, alternating

CENTRE, SCALE = np.array([0.5, 0.25]), 10 / 3  # from arcs of radius 1 to the middle of the plane, ±5 wide


class TwoMoons(Points, frozen=True, kw_only=True, tag="two-moons"):
    """Two half circles that reach into each other: (cos t, sin t) and (1 - cos t, ½ - sin t), t in 0 ... π.

    They are enlarged to fill the plane. ``noise`` is the deviation of the points from their arc, in radii.
    """

    title = "Two moons"
    help = "Two half-moons that reach into each other."
    order = 24
    classes = ("upper", "lower")

    def draw(self, random: np.random.Generator) -> tuple[Array, Answers]:
        lower = alternating(self.points)
        angle = np.pi * random.uniform(size=self.points)
        upper_arc = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        lower_arc = np.array([1.0, 0.5]) - upper_arc
        arc = np.where(lower[:, None], lower_arc, upper_arc)
        return SCALE * (arc - CENTRE + self.noise * random.standard_normal(arc.shape)), lower
