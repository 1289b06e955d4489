"""Two clouds of points."""

import numpy as np

from core.data.plane import Answers, Array, Points, alternating


class TwoGaussians(Points, frozen=True, kw_only=True, tag="two-gaussians"):
    """Normal clouds around (2, 2) and (-2, -2); noise raises their variance from 0.5 to 4."""

    title = "Two clouds"
    help = "Two Gaussian clouds that a straight line can part, as long as there is little noise."
    order = 22
    classes = ("lower left", "upper right")

    def draw(self, random: np.random.Generator) -> tuple[Array, Answers]:
        upper = alternating(self.points)
        deviation = np.sqrt(0.5 + 7 * self.noise)
        centres = np.where(upper, 2.0, -2.0)[:, None]
        return centres + deviation * random.standard_normal((self.points, 2)), upper
