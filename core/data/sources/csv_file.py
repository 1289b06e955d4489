"""A table in a file of the user's."""

import os
import stat
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from core.data.base import Dataset
from core.data.table import AnswerKind, Answers, Tabular, parse_table
from core.errors import DataError
from core.spec import meta

LARGEST_FILE = 32 << 20  # bytes


class CSVFile(Tabular, frozen=True, kw_only=True, tag="csv-file"):
    """A text file of values parted by commas, semicolons or tabs: one sample a line, the answer last.

    The document keeps the path; the file stays where it is.
    """

    title = "CSV file"
    help = "Your own data from a file: one sample a line, the answer in the last column."
    order = 61
    external = True

    path: Annotated[
        str, meta("File", "A text file of comma-separated values.", max_length=4_096, entry="file")
    ] = ""
    answers: Answers = "auto"

    @property
    def summary(self) -> str:
        return Path(self.path).name

    def table(self) -> Dataset:
        if not self.path:
            raise DataError("No file is chosen yet. Choose one under Data.")
        if self.path.startswith(
            ("\\\\", "//")
        ):  # a document from elsewhere must not make this machine call another
            raise DataError(f"{self.path} lies on another machine. Copy the file to this one first.")
        try:
            found = os.stat(self.path)
            if not stat.S_ISREG(found.st_mode):
                raise DataError(f"{self.path} is not a file.")
            if found.st_size > LARGEST_FILE:
                size, limit = found.st_size >> 20, LARGEST_FILE >> 20
                raise DataError(f"{self.path} has {size:,} MB; files of up to {limit} MB can be read.")
            return _read(self.path, self.answers, found.st_mtime_ns, found.st_size)
        except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise DataError(f"{self.path} cannot be read: {reason}.") from error


@lru_cache(maxsize=2)
def _read(path: str, answers: AnswerKind, changed: int, size: int) -> Dataset:
    """The file's table; read anew when the file's time or size is another one."""
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text. Save it as “CSV UTF-8” and choose it again.") from error
    try:
        return parse_table(text, answers)
    except DataError as error:
        raise DataError(f"{Path(path).name}: {error}") from error
