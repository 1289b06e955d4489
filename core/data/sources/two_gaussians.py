"""Two clouds of points."""

import numpy as np

from core.data.plane import Array, Points, alternating


class TwoGaussians(Points, frozen=True, kw_only=True, tag="two-gaussians"):
    """Normal clouds around (2, 2) and (-2, -2); their variance goes from 0.5 without noise to 4 with all of it."""

    title = "Two clouds"
    help = "Two Gaussian clouds that a straight line can part, as long as there is little noise."
    order = 22
    classes = ("lower left", "upper right")

    def draw(self, random: np.random.Generator) -> tuple[Array, Array]:
        upper = alternating(self.points)
        deviation = np.sqrt(0.5 + 7 * self.noise)
        centres = np.where(upper, 2.0, -2.0)[:, None]
        return centres + deviation * random.standard_normal((self.points, 2)), upper
