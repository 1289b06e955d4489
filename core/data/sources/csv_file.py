"""A table in a file of the user's."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from core.data.base import Dataset
from core.data.table import AnswerKind, Answers, Tabular, parse_table
from core.data.user_files import Stamp, read_text, regular_file
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
        return _read(self.path, self.answers, regular_file(self.path, LARGEST_FILE))


@lru_cache(maxsize=2)
def _read(path: str, answers: AnswerKind, stamp: Stamp) -> Dataset:
    """The file's table; read anew when the file's time or size is another one."""
    text = read_text(path)
    try:
        return parse_table(text, answers)
    except DataError as error:
        raise DataError(f"{Path(path).name}: {error}") from error
