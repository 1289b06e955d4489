"""Which samples are learned from, and which check what was learned."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.base import DataInfo, Dataset

Indices = NDArray[np.intp]


def split(data: Dataset, train_share: float, random: np.random.Generator) -> tuple[Indices, Indices]:
    """Indices of the training and of the validation samples; no sample is in both, and each is in one of them but
    for those that ``DataInfo.gap`` leaves out.

    The official test set is the validation part where there is one, and then ``train_share`` of the rest is
    trained on. Otherwise the samples are dealt out by chance; those of each class on their own where there
    are classes, so that every class has its share in both parts (stratified). Where the samples follow each
    other in time the last ones are the validation part. With a share of 1, or where the data is all there is
    to know, nothing is held back. Parts that are drawn come in random order, whole
    ones in the data's.
    """
    count = len(data.samples)
    rest = count - data.info.held_out
    if train_share >= 1 or data.info.whole:
        return np.arange(rest), np.arange(rest, count)
    if data.info.ordered:
        learned, checked = counts(data.info, train_share)
        return np.arange(learned), np.arange(count - checked, count)
    one_each = data.labels is not None and data.labels.ndim == 1
    labels = data.labels[:rest] if data.labels is not None and one_each else np.zeros(rest, np.intp)
    train, left = _dealt(labels, train_share, random)
    return (train, np.arange(rest, count)) if data.info.held_out else (train, left)


def _dealt(labels: NDArray[np.integer], share: float, random: np.random.Generator) -> tuple[Indices, Indices]:
    order = random.permutation(len(labels))
    classes, counts = np.unique(labels, return_counts=True)
    quotas = _quotas(counts, max(1, round(len(labels) * share)), share)
    groups = [(order[labels[order] == label], quota) for label, quota in zip(classes, quotas, strict=True)]
    train = np.concatenate([members[:quota] for members, quota in groups])
    left = np.concatenate([members[quota:] for members, quota in groups])
    return random.permutation(train), random.permutation(left)


def _quotas(counts: NDArray[np.intp], total: int, share: float) -> NDArray[np.intp]:
    """How many of each class are trained on: within one of its exact share, and ``total`` together.

    What rounding down leaves over goes to the classes that lost most by it (Hamilton's largest remainders).
    """
    exact = counts * share
    quotas: Indices = np.floor(exact).astype(np.intp)
    quotas[np.argsort(quotas - exact, kind="stable")[: total - quotas.sum()]] += 1
    return quotas


def take(array: NDArray[Any], indices: Indices) -> NDArray[Any]:
    """Rows of an array: a view where they are a run, so that a large set used whole is not copied."""
    start = int(indices[0]) if len(indices) else 0
    if np.array_equal(indices, np.arange(start, start + len(indices))):
        return array[start : start + len(indices)]
    return array[indices]


def counts(info: DataInfo, train_share: float) -> tuple[int, int]:
    """How many samples ``split`` trains on and validates with, told without loading the data."""
    rest = info.count - info.held_out
    if train_share >= 1 or info.whole:
        return rest, info.held_out
    train = max(1, round(rest * train_share))
    return max(1, train - info.gap), info.held_out or rest - train
