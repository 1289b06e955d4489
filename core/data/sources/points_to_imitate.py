"""Points of a plane for a generator to imitate."""

from collections.abc import Callable
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from core.data.base import Bounds, DataInfo, Dataset, Source
from core.randomness import generator
from core.spec import meta

Array = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Array]
Pattern = Literal["line", "two clouds", "ring", "three blobs", "grid of nine"]


def _line(random: np.random.Generator, count: int) -> Array:
    along = random.uniform(0.15, 0.85, count)
    return np.stack([along, 0.25 + 0.5 * along], axis=1) + 0.015 * random.standard_normal((count, 2))


def _around(centres: Array, deviation: float) -> Draw:
    def draw(random: np.random.Generator, count: int) -> Array:
        chosen = centres[random.integers(len(centres), size=count)]
        points: Array = chosen + deviation * random.standard_normal((count, 2))
        return points

    return draw


def _ring(random: np.random.Generator, count: int) -> Array:
    angle = random.uniform(0, 2 * np.pi, count)
    radius = 0.3 + 0.02 * random.standard_normal(count)
    points: Array = 0.5 + radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return points


TWO = np.array([[0.3, 0.3], [0.7, 0.7]])
THREE = np.array([[0.5, 0.75], [0.25, 0.3], [0.75, 0.3]])
NINE = np.stack(np.meshgrid([0.2, 0.5, 0.8], [0.2, 0.5, 0.8]), axis=-1).reshape(9, 2)
DRAWN: dict[Pattern, Draw] = {
    "line": _line,
    "two clouds": _around(TWO, 0.07),
    "ring": _ring,
    "three blobs": _around(THREE, 0.06),
    "grid of nine": _around(NINE, 0.03),
}


class PointsToImitate(Source, frozen=True, kw_only=True, tag="points-to-imitate"):
    """Points (x1, x2) between 0 and 1 in a pattern; there is no answer to them.

    In the manner of Kahng, Thorat, Chau, Viégas and Wattenberg 2019: GAN Lab.
    """

    title = "Points to imitate"
    help = "Points in a pattern, for a generator that is to learn to draw such points itself."
    order = 32

    pattern: Annotated[
        Pattern, meta("Pattern", "Where the points lie. The more parts, the harder to imitate all of it.")
    ] = "two clouds"
    points: Annotated[
        int, meta("Points", "How many points are drawn.", ge=100, le=100_000, log=True, reach=20_000)
    ] = 10_000

    @property
    def summary(self) -> str:
        return self.pattern

    @property
    def bounds(self) -> Bounds | None:
        return ((0.0, 1.0), (0.0, 1.0))

    def info(self) -> DataInfo:
        return DataInfo(sample_shape=(2,), feature_names=("x₁", "x₂"), count=self.points)

    def load(self, seed: int) -> Dataset:
        points = DRAWN[self.pattern](generator(seed, "data"), self.points)
        return Dataset(self.info(), np.clip(points, 0.001, 0.999).astype(np.float32))
