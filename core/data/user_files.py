"""Files and folders of the user's, named in a document from anywhere: looked at before they are read."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from core.errors import DataError


class Stamp(NamedTuple):
    """What tells that a file has changed: when, in nanoseconds, and its size in bytes."""

    changed: int
    size: int


@contextmanager
def told(path: str) -> Iterator[None]:
    """Turns what the system says against a path into a DataError."""
    try:
        yield
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DataError(f"{path} cannot be read: {reason}.") from error


def regular_file(path: str, largest: int) -> Stamp:
    """Look at a file that is to be read.

    Raises:
        DataError: there is none, it lies on another machine, is no regular file or larger than ``largest`` bytes.
    """
    _check_path(path, "file")
    with told(path):
        found = os.stat(path)
    if not stat.S_ISREG(found.st_mode):
        raise DataError(f"{path} is not a file.")
    if found.st_size > largest:
        raise DataError(
            f"{path} has {found.st_size >> 20:,} MB; files of up to {largest >> 20} MB can be read."
        )
    return Stamp(found.st_mtime_ns, found.st_size)


def folder(path: str) -> Path:
    """Look at a folder that is to be read.

    Raises:
        DataError: there is none, or it lies on another machine.
    """
    _check_path(path, "folder")
    with told(path):
        found = os.stat(path)
    if not stat.S_ISDIR(found.st_mode):
        raise DataError(f"{path} is not a folder.")
    return Path(path)


def read_text(path: str) -> str:
    """The text of a file that was looked at.

    Raises:
        DataError: it cannot be read, or is not UTF-8.
    """
    with told(path):
        content = Path(path).read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        kind = "“CSV UTF-8”" if path.lower().endswith(".csv") else "text in UTF-8"
        raise DataError(f"{path} is not UTF-8 text. Save it as {kind} and choose it again.") from error


def _check_path(path: str, kind: str) -> None:
    if not path:
        raise DataError(f"No {kind} is chosen yet. Choose one under Data.")
    # A document from elsewhere must not make this machine call another.
    if len(path) > 1 and set(path[:2]) <= set("\\/"):
        raise DataError(f"{path} lies on another machine. Copy the {kind} to this one first.")
