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
    and then ``value_names`` names the numbers to predict; where both are there, the numbers stand beside the
    answer. Neither: there is nothing to answer, only something to imitate. ``steps``: with one answer at each
    of so many steps; 0: one a sample. ``count`` of samples, ``held_out`` of which (the last ones) are an
    official test set. ``whole``: the samples are all there is to know, as in a truth table, so that none is
    ever held back. ``ordered``: they follow each other in time, so that the last ones are held back; ``gap``
    many before those are left out, as their answers reach into them.
    ``unequal``: not all steps of a sample count (``Dataset.lengths``). ``feature_names`` may be empty for
    images. ``vocabulary``: the tokens, where samples are lists of token numbers.
    """

    sample_shape: Shape
    class_names: tuple[str, ...] = ()
    value_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    count: int = 0
    held_out: int = 0
    whole: bool = False
    steps: int = 0
    ordered: bool = False
    gap: int = 0
    unequal: bool = False
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """Raw data as the source delivers it.

    ``samples`` (count, *sample_shape), uint8 or float32. ``labels`` (count,) integers or (count, steps), where
    -1 is not judged; or None. ``values`` (count, values) or (count, steps, values) float32, or None.
    ``lengths`` (count,): how many steps of each sample count; None: all.
    """

    info: DataInfo
    samples: NDArray[Any]
    labels: NDArray[np.integer] | None = None
    values: NDArray[np.float32] | None = None
    lengths: NDArray[np.integer] | None = None

    def spread(self, count: int) -> "Dataset":
        """So many of the samples, or all there are, evenly from first to last; ``info`` stays that of the whole."""
        total = len(self.samples)
        chosen = np.arange(min(count, total)) * total // max(1, min(count, total))
        return Dataset(
            self.info,
            self.samples[chosen],
            labels=None if self.labels is None else self.labels[chosen],
            values=None if self.values is None else self.values[chosen],
            lengths=None if self.lengths is None else self.lengths[chosen],
        )


class Source(Spec, frozen=True, kw_only=True):
    """Base of all data sources.

    ``external``: the data lie outside the program and the document, and may have changed since it was saved.
    ``merit``: what a text may be that a network wrote after this data, as in "84 % new"; empty: ``judge`` cannot tell.
    """

    external: ClassVar[bool] = False
    merit: ClassVar[str] = ""

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

    def glimpse(self, seed: int, count: int) -> Dataset:
        """At most so many samples, spread over the set, to be looked at; a large set reads no more than those.

        Raises:
            DataError: as ``load``.
        """
        return self.load(seed).spread(count)

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

    def judge(self, text: str) -> list[tuple[int, int, bool]]:
        """The whole pieces of a text that a network wrote: where each begins and ends, and whether it has the merit."""
        return []
