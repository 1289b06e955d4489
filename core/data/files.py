"""The bundled data files."""

from importlib.resources import files
from typing import Any
from zipfile import BadZipFile
from zlib import error as DamagedError  # noqa: N812

import numpy as np
from numpy.typing import NDArray

from core.data.base import DataInfo, Dataset
from core.errors import DataError


def load_arrays(name: str) -> dict[str, NDArray[Any]]:
    """The arrays of a file in resources/datasets.

    Raises:
        DataError: the file is missing or damaged.
    """
    try:
        with (
            (files("resources") / "datasets" / name).open("rb") as file,
            np.load(file, allow_pickle=False) as arrays,
        ):
            return dict(arrays)
    except (OSError, ValueError, BadZipFile, DamagedError) as error:
        raise DataError(
            f"The bundled data file {name} cannot be read ({error}). Install Neurowright again."
        ) from error


def load_classes(name: str, info: DataInfo) -> Dataset:
    """A bundled data set of ``samples`` and ``labels``; images are stored without their axis of one channel.

    Raises:
        DataError: the file is missing or damaged, or holds another data set than ``info`` says.
    """
    arrays = load_arrays(name)
    samples, labels = arrays["samples"].reshape(-1, *info.sample_shape), arrays["labels"]
    if not len(samples) == len(labels) == info.count:
        raise DataError(
            f"The bundled data file {name} holds {len(samples)} samples where {info.count} were expected."
        )
    return Dataset(info, samples, labels=labels.astype(np.intp))
