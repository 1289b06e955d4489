"""Points of a plane, and what the network is told about each: the base of the two-dimensional data sets."""

from collections.abc import Callable
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from core.data.base import Bounds, DataInfo, Dataset, Source
from core.errors import DataError
from core.randomness import generator
from core.spec import meta

Array = NDArray[np.float64]
Answers = NDArray[np.number | np.bool_]
RADIUS = 5.0  # the points lie in ±5, and what is drawn of the plane in ±6

FEATURES: dict[str, tuple[str, Callable[[Array, Array], Array]]] = {
    "x1": ("x₁", lambda x1, x2: x1),
    "x2": ("x₂", lambda x1, x2: x2),
    "x1_squared": ("x₁²", lambda x1, x2: x1 * x1),
    "x2_squared": ("x₂²", lambda x1, x2: x2 * x2),
    "product": ("x₁x₂", lambda x1, x2: x1 * x2),
    "sin_x1": ("sin x₁", lambda x1, x2: np.sin(x1)),
    "sin_x2": ("sin x₂", lambda x1, x2: np.sin(x2)),
}
"""What can be computed from a point, by the field that switches it on: its name and its formula."""


class Points(Source, frozen=True, kw_only=True):
    """Base of the data sets of points (x1, x2), made to order as in the TensorFlow Playground.

    A subclass names its two ``classes`` (none, where the answer is a number) and draws the points: from the
    same random numbers whatever the noise, so that more noise moves the points without mixing them anew.

    Smilkov, Carter, Sculley, Viégas and Wattenberg 2017: Direct-manipulation visualization of deep networks.
    """

    classes: ClassVar[tuple[str, ...]] = ()

    points: Annotated[int, meta("Points", "How many points are drawn.", ge=4, le=20_000, log=True)] = 500
    noise: Annotated[
        float,
        meta("Noise", "How far points stray from where they belong.", ge=0, le=0.5, step=0.05, unit="%"),
    ] = 0.0
    x1: Annotated[bool, meta("x₁", "Give the network the horizontal position.")] = True
    x2: Annotated[bool, meta("x₂", "Give the network the vertical position.")] = True
    x1_squared: Annotated[bool, meta("x₁²", "Give the network the square of x₁.")] = False
    x2_squared: Annotated[bool, meta("x₂²", "Give the network the square of x₂.")] = False
    product: Annotated[bool, meta("x₁x₂", "Give the network the product of both positions.")] = False
    sin_x1: Annotated[bool, meta("sin x₁", "Give the network the sine of x₁, a wave from left to right.")] = (
        False
    )
    sin_x2: Annotated[bool, meta("sin x₂", "Give the network the sine of x₂, a wave from bottom to top.")] = (
        False
    )

    @property
    def summary(self) -> str:
        return f"{self.points} points"

    @property
    def bounds(self) -> Bounds | None:
        return ((-6.0, 6.0), (-6.0, 6.0))

    def info(self) -> DataInfo:
        names = tuple(FEATURES[field][0] for field in self._chosen())
        return DataInfo(
            sample_shape=(len(names),),
            class_names=self.classes,
            value_names=() if self.classes else ("value",),
            feature_names=names,
            count=self.points,
        )

    def load(self, seed: int) -> Dataset:
        points, answers = self._drawn(seed)
        samples = self.features(points)
        if self.classes:
            return Dataset(self.info(), samples, labels=answers.astype(np.intp))
        return Dataset(self.info(), samples, values=answers.astype(np.float32)[:, None])

    def positions(self, seed: int) -> NDArray[np.float32]:
        return self._drawn(seed)[0].astype(np.float32)

    def features(self, points: NDArray[np.floating]) -> NDArray[np.float32]:
        x1, x2 = np.asarray(points, np.float64).T
        return np.stack([FEATURES[field][1](x1, x2) for field in self._chosen()], axis=1).astype(np.float32)

    def draw(self, random: np.random.Generator) -> tuple[Array, Answers]:
        """The points (points, 2), and the class (0 or 1) or value of each (points,)."""
        raise NotImplementedError

    def _drawn(self, seed: int) -> tuple[Array, Answers]:
        return self.draw(generator(seed, "data"))

    def _chosen(self) -> list[str]:
        chosen = [field for field in FEATURES if getattr(self, field)]
        if not chosen:
            raise DataError(
                f"{self.title} gives the network nothing to see: switch on at least one input, such as x₁."
            )
        return chosen


def alternating(count: int) -> NDArray[np.intp]:
    """Classes 1, 0, 1, 0 ...: half and half, and mixed."""
    return 1 - np.arange(count) % 2
