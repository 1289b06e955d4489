"""A mixture of sine waves."""

import math
from typing import Annotated

import numpy as np

from core.data.series import Array, Series
from core.randomness import generator
from core.spec import meta

LOG_PERIODS = (math.log(8), math.log(60))  # steps, of the quickest and of the slowest wave


class Waves(Series, frozen=True, kw_only=True, tag="waves"):
    """Σ aᵢ sin(2π t / Tᵢ + φᵢ), periods T from 8 to 60 steps, amplitudes adding up to 1; noise is added to it."""

    title = "Waves"
    help = "A few sine waves on top of each other. Nothing but their past is needed to tell how they go on."
    order = 72

    steps: Annotated[
        int, meta("Steps", "How many numbers the series has.", ge=50, le=100_000, log=True, reach=10_000)
    ] = 1_000
    waves: Annotated[int, meta("Waves", "How many sine waves are mixed.", ge=1, le=10)] = 3
    noise: Annotated[
        float,
        meta("Noise", "Deviation of the noise that lies over the waves.", ge=0, le=1, step=0.05),
    ] = 0.0

    def series(self, seed: int) -> Array:
        random = generator(seed, "data")
        periods = np.exp(random.uniform(*LOG_PERIODS, self.waves))
        shares = random.uniform(0.5, 1.0, self.waves)
        phases = random.uniform(0, 2 * np.pi, self.waves)
        angles = 2 * np.pi * np.arange(self.steps)[:, None] / periods + phases
        series: Array = np.sin(angles) @ (shares / shares.sum())
        return series + self.noise * random.standard_normal(self.steps)

    def length(self) -> int:
        return self.steps
