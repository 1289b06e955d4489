"""Whether a data set is what it says it is: what is wrong is told before training starts."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.base import Dataset
from core.errors import DataError


def check(data: Dataset, title: str) -> None:
    """Look at what a source delivered; ``title`` names it.

    Raises:
        DataError: there are no samples, answers are missing or outside the classes, numbers are not finite, or a
            sequence has no steps or more than its sample.
    """
    if not len(data.samples):
        raise DataError(f"{title} has no samples.")
    for name, array in (("answers", data.labels), ("values", data.values), ("lengths", data.lengths)):
        if array is not None and len(array) != len(data.samples):
            raise DataError(f"{title} has {len(data.samples):,} samples, but {len(array):,} {name}.")
    _check_labels(data, title)
    _check_lengths(data, title)
    for name, numbers in (("samples", data.samples), ("values", data.values)):
        if numbers is not None and numbers.dtype.kind == "f" and not np.isfinite(numbers).all():
            raise DataError(
                f"Sample {_first(~np.isfinite(numbers))} of {title} has {name} that are not finite numbers. "
                "Mend it or leave it out."
            )


def _check_labels(data: Dataset, title: str) -> None:
    if data.labels is None:
        return
    classes, lowest = len(data.info.class_names), -1 if data.labels.ndim > 1 else 0
    if lowest <= data.labels.min() and data.labels.max() < classes:
        return
    wrong = (data.labels < lowest) | (data.labels >= classes)
    raise DataError(
        f"Sample {_first(wrong)} of {title} is of class {data.labels[wrong][0]}; there are {classes} classes, 0 to "
        f"{classes - 1}."
    )


def _check_lengths(data: Dataset, title: str) -> None:
    if data.lengths is None:
        if data.info.unequal:
            raise DataError(f"{title} has sequences of unequal length, but does not say how long each is.")
        return
    if not data.info.unequal:
        raise DataError(f"{title} has sequences of unequal length where all were to be of one.")
    steps = data.samples.shape[1]
    if (empty := data.lengths < 1).any():
        raise DataError(
            f"Sample {_first(empty)} of {title} is a sequence without a single step. Leave it out."
        )
    if (long := data.lengths > steps).any():
        raise DataError(
            f"Sample {_first(long)} of {title} has {data.lengths[long][0]:,} steps, but there is room for {steps:,}."
        )


def _first(wrong: NDArray[Any]) -> str:
    """The number of the first sample with anything wrong, counted from 1."""
    return f"{int(np.argwhere(wrong)[0][0]) + 1:,}"
