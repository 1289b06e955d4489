"""The bundled data files."""

import math
from importlib.resources import files
from typing import IO, Any
from zipfile import BadZipFile, ZipFile
from zlib import error as DamagedError  # noqa: N812

import numpy as np
from numpy.typing import NDArray

from core.data.base import DataInfo, Dataset
from core.errors import DataError


def load_arrays(name: str, rows: int | None = None) -> dict[str, NDArray[Any]]:
    """The arrays of a file in resources/datasets; only so many of their first rows where asked so.

    Raises:
        DataError: the file is missing or damaged.
    """
    try:
        with (files("resources") / "datasets" / name).open("rb") as file:
            if rows is not None:
                return _first_rows(file, rows)
            with np.load(file, allow_pickle=False) as arrays:
                return dict(arrays)
    except (OSError, ValueError, BadZipFile, DamagedError) as error:
        raise DataError(
            f"The bundled data file {name} cannot be read ({error}). Install Neurowright again."
        ) from error


def _first_rows(file: IO[bytes], rows: int) -> dict[str, NDArray[Any]]:
    """As much of the arrays as is unpacked quickly."""
    found = {}
    with ZipFile(file) as archive:
        for entry in archive.namelist():
            with archive.open(entry) as packed:
                np.lib.format.read_magic(packed)
                shape, _, dtype = np.lib.format.read_array_header_1_0(packed)
                count = min(rows, shape[0])
                content = packed.read(count * math.prod(shape[1:]) * dtype.itemsize)
                found[entry.removesuffix(".npy")] = np.frombuffer(content, dtype).reshape(count, *shape[1:])
    return found


def load_classes(name: str, info: DataInfo, rows: int | None = None) -> Dataset:
    """A bundled data set of ``samples`` and ``labels``; images are stored without their axis of one channel.

    With ``rows`` only so many of the first samples are read.

    Raises:
        DataError: the file is missing or damaged, or holds another data set than ``info`` says.
    """
    arrays = load_arrays(name, rows)
    samples, labels = arrays["samples"].reshape(-1, *info.sample_shape), arrays["labels"]
    expected = info.count if rows is None else min(rows, info.count)
    if not len(samples) == len(labels) == expected:
        raise DataError(
            f"The bundled data file {name} holds {len(samples)} samples where {expected} were expected."
        )
    return Dataset(info, samples, labels=labels.astype(np.intp))
