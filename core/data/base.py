"""What a data source is, and what it delivers."""

from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.spec import Spec

Shape = tuple[int, ...]
Bounds = tuple[tuple[float, float], tuple[float, float]]
"""A part of the plane: (lowest, highest) x1, then the same of x2."""


class DataInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What shape inference needs to know of a data set, without loading it.

    ``sample_shape`` of one sample. ``class_names`` where the answer is one of several classes, else empty,
    and then ``value_names`` names the numbers to predict. ``count`` of samples, ``held_out`` of which (the
    last ones) are an official test set. ``whole``: the samples are all there is to know, as in a truth table,
    so that none is ever held back. ``feature_names`` may be empty for images.
    """

    sample_shape: Shape
    class_names: tuple[str, ...] = ()
    value_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    count: int = 0
    held_out: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    """Raw data as the source delivers it.

    ``samples`` (count, *sample_shape), uint8 or float32. ``labels`` (count,) integers, or None; ``values``
    (count, values) float32, or None: exactly one of the two is there.
    """

    info: DataInfo
    samples: NDArray[Any]
    labels: NDArray[np.integer] | None = None
    values: NDArray[np.float32] | None = None


class Source(Spec, frozen=True, kw_only=True):
    """Base of all data sources.

    ``external``: the data lie outside the program and the document, and may have changed since it was saved.
    """

    external: ClassVar[bool] = False

    def info(self) -> DataInfo:
        """Shapes and names, quickly.

        Raises:
            DataError: the source's file is missing or not as expected.
        """
        raise NotImplementedError

    def load(self, seed: int) -> Dataset:
        """The whole data set; sources that make their data draw from ``seed``.

        Raises:
            DataError: the source's file is missing or not as expected.
        """
        raise NotImplementedError

    @property
    def bounds(self) -> Bounds | None:
        """The part of the plane worth drawing, where every sample comes from a point (x1, x2); else None."""
        return None

    def positions(self, seed: int) -> NDArray[np.float32]:
        """The point (x1, x2) that each sample comes from, (count, 2), in the order of ``load``.

        Only for sources that have ``bounds``.
        """
        return np.asarray(self.load(seed).samples, np.float32)

    def features(self, points: NDArray[np.floating]) -> NDArray[np.float32]:
        """What the network is given for points (n, 2) of the plane: raw samples (n, features).

        Only for sources that have ``bounds``.
        """
        return np.asarray(points, np.float32)
