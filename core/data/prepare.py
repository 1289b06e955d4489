"""From a recipe to arrays that batches are taken of: load, split, encode, fit the preprocessing."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.base import DataInfo, Dataset, Shape
from core.data.recipe import DataRecipe, Encoding
from core.data.splits import Indices, split, take
from core.randomness import generator


@dataclass(frozen=True, slots=True)
class Part:
    """The training or the validation samples.

    ``samples``: (features, count) for flat samples, (count, *shape) for others, in the type they are kept in.
    ``labels`` (count,) or None. ``targets`` (outputs, count) float32, or None where they are one-hot: then
    they are made a batch at a time from the labels and ``classes`` (outputs, 1), which is 0, 1, 2 ...
    ``indices`` (count,): where in the data set each sample stands.
    """

    samples: NDArray[Any]
    labels: NDArray[np.integer] | None
    targets: NDArray[np.float32] | None
    classes: NDArray[np.integer]
    flat: bool
    indices: Indices

    @property
    def count(self) -> int:
        return len(self.indices)

    def raw(self, count: int) -> NDArray[Any]:
        """The first samples as the data set delivers them, (count, *sample_shape)."""
        return self.samples[:, :count].T if self.flat else self.samples[:count]

    def fill(self, indices: NDArray[np.integer], samples: NDArray[Any], targets: NDArray[Any]) -> None:
        """Copy some samples into buffers: laid out as ``samples`` is, and (outputs, batch)."""
        self.samples.take(indices, 1 if self.flat else 0, samples, "clip")
        if self.targets is not None:
            self.targets.take(indices, 1, targets, "clip")
        elif self.labels is not None:
            np.equal(self.classes, self.labels.take(indices), targets)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Training and validation part, and what the network's input layer is to do with raw samples."""

    info: DataInfo
    encoding: Encoding
    target_shape: Shape
    train: Part
    validation: Part
    offset: NDArray[np.float64]
    scale: NDArray[np.float64]

    @property
    def checking(self) -> Part:
        """The part to show what was learned with: validation, where there is one."""
        return self.validation if self.validation.count else self.train


def prepare(recipe: DataRecipe, seed: int) -> Prepared:
    """Load and prepare a data set. Where the recipe leaves nothing to validate with, that part is empty.

    Raises:
        DataError: the source cannot be loaded, or the recipe does not fit it.
    """
    target_shape = recipe.target_shape()
    data = recipe.source.load(seed)
    train, validation = split(data, recipe.train_share, generator(seed, "split"))
    samples = take(data.samples, train)
    offset, scale = recipe.preprocessing.fit(samples)
    return Prepared(
        info=data.info,
        encoding=recipe.encoding,
        target_shape=target_shape,
        train=_part(data, samples, train, recipe.encoding),
        validation=_part(data, take(data.samples, validation), validation, recipe.encoding),
        offset=offset,
        scale=scale,
    )


def _part(data: Dataset, samples: NDArray[Any], indices: Indices, encoding: Encoding) -> Part:
    flat = samples.ndim == 2
    return Part(
        samples=np.ascontiguousarray(samples.T) if flat else samples,
        labels=None if data.labels is None else take(data.labels, indices),
        targets=_targets(data, indices, encoding),
        classes=np.arange(len(data.info.class_names))[:, None],
        flat=flat,
        indices=indices,
    )


def _targets(data: Dataset, indices: Indices, encoding: Encoding) -> NDArray[np.float32] | None:
    if data.values is not None:
        return np.ascontiguousarray(data.values[indices].T, dtype=np.float32)
    assert data.labels is not None
    if encoding == "one-hot":
        return None
    positive = (data.labels[indices] > 0).astype(np.float32)[None, :]
    return positive if encoding == "0/1" else 2 * positive - 1
