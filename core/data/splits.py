"""Which samples are learned from, and which check what was learned."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.base import Dataset

Indices = NDArray[np.intp]


def split(data: Dataset, train_share: float, random: np.random.Generator) -> tuple[Indices, Indices]:
    """Indices of the training and of the validation samples; no sample is in both.

    The official test set is the validation part where there is one, and then ``train_share`` of the rest is trained
    on. Otherwise the samples are dealt out by chance; those of each class on their own where there are classes, so
    that every class has its share in both parts (stratified). With a share of 1, or where the data is all there is to
    know, nothing is held back. Parts that are drawn come in random order, whole ones in the data's.
    """
    count = len(data.samples)
    rest = count - data.info.held_out
    if train_share >= 1 or data.info.whole:
        return np.arange(rest), np.arange(rest, count)
    labels = np.zeros(rest, np.intp) if data.labels is None else data.labels[:rest]
    train, left = _dealt(labels, train_share, random)
    return (train, np.arange(rest, count)) if data.info.held_out else (train, left)


def _dealt(labels: NDArray[np.integer], share: float, random: np.random.Generator) -> tuple[Indices, Indices]:
    order = random.permutation(len(labels))
    classes, class_of = np.unique(labels[order], return_inverse=True)
    counts = np.bincount(class_of, minlength=len(classes))
    quotas = _quotas(counts, max(1, round(len(labels) * share)), share)
    rank = np.empty(len(order), np.intp)  # the how manyeth of its class, in the drawn order
    rank[np.argsort(class_of, kind="stable")] = np.concatenate([np.arange(n) for n in counts] or [rank])
    chosen = rank < quotas[class_of]
    return order[chosen], order[~chosen]


def _quotas(counts: NDArray[np.intp], total: int, share: float) -> NDArray[np.intp]:
    """How many of each class are trained on: within one of its exact share, and ``total`` together.

    What rounding down leaves over goes to the classes that lost most by it (largest remainder, Hamilton's method).
    """
    exact = counts * share
    quotas = np.floor(exact).astype(np.intp)
    quotas[np.argsort(quotas - exact, kind="stable")[: total - quotas.sum()]] += 1
    return quotas


def take(array: NDArray[Any], indices: Indices) -> NDArray[Any]:
    """Rows of an array: a view where they are a run, so that a large set is not copied for being used whole."""
    start = int(indices[0]) if len(indices) else 0
    if np.array_equal(indices, np.arange(start, start + len(indices))):
        return array[start : start + len(indices)]
    return array[indices]
