"""From a recipe to arrays that batches are taken of: load, split, encode, fit the preprocessing."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.base import DataInfo, Dataset, Shape
from core.data.checks import check
from core.data.preprocessing.none import NoPreprocessing
from core.data.recipe import DataRecipe, Encoding
from core.data.splits import Indices, split, take
from core.randomness import generator


@dataclass(frozen=True, slots=True)
class Part:
    """The training or the validation samples.

    ``samples``: (features, count) for flat samples, (count, *shape) for others, in the type they are kept in.
    ``labels`` (count,) or (count, steps), -1 where nothing is judged; or None. ``targets`` (outputs, count), or
    (count, steps, outputs) with an answer a step, float32; None where they are one-hot: then they are made a
    batch at a time from the labels and ``classes`` (outputs, 1), which is 0, 1, 2 ... ``values`` (values, count):
    the numbers beside the answer. ``lengths`` (count,): how many steps count. ``indices`` (count,): where in the
    data set each sample stands.
    """

    samples: NDArray[Any]
    labels: NDArray[np.integer] | None
    targets: NDArray[np.float32] | None
    classes: NDArray[np.integer]
    flat: bool
    indices: Indices
    values: NDArray[np.float32] | None = None
    lengths: NDArray[np.intp] | None = None

    @property
    def count(self) -> int:
        return len(self.indices)

    def raw(self, count: int) -> NDArray[Any]:
        """The first samples as the data set delivers them, (count, *sample_shape)."""
        return self.samples[:, :count].T if self.flat else self.samples[:count]

    def fill(self, indices: NDArray[np.integer], feeds: dict[str, NDArray[Any]]) -> None:
        """Copy some samples and what belongs to them into the buffers of a workspace, those that it has."""
        self.samples.take(indices, 1 if self.flat else 0, feeds["sample"], "clip")
        if "target" in feeds:
            self._fill_targets(indices, feeds["target"])
        if "values" in feeds and self.values is not None:
            _take(self.values, indices, 1, feeds["values"])
        if "lengths" in feeds and self.lengths is not None:
            self.lengths.take(indices, 0, feeds["lengths"], "clip")
        if "judged" in feeds:
            self._fill_judged(indices, feeds["judged"])

    def first_targets(self, count: int, shape: Shape) -> NDArray[np.float32]:
        """The targets of the first samples, (count, *shape); they start again where there are fewer."""
        return self.targets_of(np.arange(count) % self.count, shape)

    def targets_of(self, indices: NDArray[np.integer], shape: Shape) -> NDArray[np.float32]:
        """The targets of some samples, (count, *shape)."""
        count = len(indices)
        targets = np.empty((*shape, count) if len(shape) == 1 else (count, *shape), np.float32)
        self._fill_targets(indices, targets)
        return targets.T if len(shape) == 1 else targets

    def _fill_targets(self, indices: NDArray[np.integer], targets: NDArray[Any]) -> None:
        if self.targets is not None:
            _take(self.targets, indices, 1 if targets.ndim == 2 else 0, targets)
        elif self.labels is not None and self.labels.ndim == 1:
            np.equal(self.classes, self.labels.take(indices), targets)
        elif self.labels is not None:
            np.equal(self.classes[:, 0], self.labels.take(indices, 0)[..., None], targets)

    def _fill_judged(self, indices: NDArray[np.integer], judged: NDArray[Any]) -> None:
        """Which steps are judged, (1, batch · steps)."""
        if self.labels is not None:
            np.greater_equal(self.labels.take(indices, 0).reshape(1, -1), 0, judged)
        elif self.lengths is not None:
            steps = np.arange(judged.size // len(indices))
            np.less(steps, self.lengths.take(indices)[:, None], judged.reshape(len(indices), -1))
        else:
            judged.fill(1)


def _take(array: NDArray[Any], indices: NDArray[np.integer], axis: int, out: NDArray[Any]) -> None:
    if array.dtype == out.dtype:
        array.take(indices, axis, out, "clip")
    else:  # a network that computes in float64
        out[...] = array.take(indices, axis)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Training and validation part, and what the network's input layer is to do with raw samples."""

    info: DataInfo
    encoding: Encoding
    target_shape: Shape  # () where there is nothing to answer
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
    target_shape = recipe.feeds().get("target", ())
    data = recipe.source.load(seed)
    check(data, recipe.source.title)
    train, validation = split(data, recipe.train_share, generator(seed, "split"))
    samples = take(data.samples, train)
    tokens = bool(data.info.vocabulary)  # numbers that name something are not to be shifted or stretched
    offset, scale = (NoPreprocessing() if tokens else recipe.preprocessing).fit(samples)
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
        values=_beside(data, indices),
        lengths=None if data.lengths is None else take(data.lengths, indices).astype(np.intp),
    )


def _beside(data: Dataset, indices: Indices) -> NDArray[np.float32] | None:
    """The numbers that stand beside the answers, (values, count)."""
    if data.values is None or data.labels is None:
        return None
    return np.ascontiguousarray(data.values[indices].T, dtype=np.float32)


def _targets(data: Dataset, indices: Indices, encoding: Encoding) -> NDArray[np.float32] | None:
    if data.labels is None:
        if data.values is None:
            return None
        values = np.asarray(data.values[indices], np.float32)
        return np.ascontiguousarray(values.T) if values.ndim == 2 else values
    if encoding == "one-hot":
        return None
    labels = data.labels[indices]
    positive = (labels > 0).astype(np.float32)
    positive = positive[None, :] if labels.ndim == 1 else positive[..., None]
    return positive if encoding == "0/1" else 2 * positive - 1
