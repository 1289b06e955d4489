"""Hills and valleys to be learned as a number."""

import numpy as np

from core.data.plane import Answers, Array, Points

CENTRES = np.array([[-4.0, 2.5], [0.0, 2.5], [4.0, 2.5], [-4.0, -2.5], [0.0, -2.5], [4.0, -2.5]])
SIGNS = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
REACH = 2.0


class ManyGaussians(Points, frozen=True, kw_only=True, tag="many-gaussians"):
    """Six bumps: ±1 in the middle, falling evenly to 0 at a distance of 2; the nearest counts.

    Noise reads the value off at a point close by.
    """

    title = "Hills and valleys"
    help = "Three hills and three valleys in a chequered pattern. The network predicts the height."
    order = 31
    _edge = 6.0

    def draw(self, random: np.random.Generator) -> tuple[Array, Answers]:
        points = random.uniform(-self._edge, self._edge, (self.points, 2))
        strayed = points + self._edge * self.noise * random.uniform(-1, 1, points.shape)
        distances = np.linalg.norm(strayed[:, None] - CENTRES, axis=2)
        nearest = distances.argmin(axis=1)
        height = np.clip(1 - distances.min(axis=1) / REACH, 0, 1)
        return points, SIGNS[nearest] * height
