"""A series of the user's, in a file."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from msgspec.structs import replace

from core.data.series import Array, Series, filled
from core.data.user_files import Stamp, read_text, regular_file
from core.errors import DataError
from core.spec import meta

LARGEST_FILE = 32 << 20  # bytes
LARGEST = float(np.finfo(np.float32).max)
MISSING = frozenset({"", "-", "?", "na", "n/a", "nan", "null", "none"})
Gaps = Literal["refuse", "interpolate"]


class GapError(DataError):
    """A series has a gap where none is allowed."""


class SeriesFile(Series, frozen=True, kw_only=True, tag="series-file"):
    """A text file with one number a line, in the order of time; of several columns the last one counts.

    The document keeps the path; the file stays where it is.
    """

    title = "Series from a file"
    help = "Your own series from a CSV file: one number a line, in the order of time."
    order = 73
    external = True

    path: Annotated[
        str,
        meta(
            "File", "One number a line; of several columns the last counts.", max_length=4_096, entry="file"
        ),
    ] = ""
    gaps: Annotated[
        Gaps,
        meta(
            "Gaps",
            "What to do where a number is missing: refuse the file, or put the number on a straight line "
            "between its neighbours.",
        ),
    ] = "refuse"

    @property
    def summary(self) -> str:
        return Path(self.path).name

    def series(self, seed: int) -> Array:
        try:
            return _read(self.path, self.gaps, regular_file(self.path, LARGEST_FILE))
        except GapError as error:
            raise DataError(str(error), instead=replace(self, gaps="interpolate")) from error


@lru_cache(maxsize=2)
def _read(path: str, gaps: Gaps, stamp: Stamp) -> Array:
    """The file's numbers; read anew when the file's time or size is another one."""
    text = read_text(path)
    try:
        series = parse_series(text, gaps)
    except DataError as error:
        raise type(error)(f"{Path(path).name}: {error}") from error
    series.flags.writeable = False
    return series


def parse_series(text: str, gaps: Gaps) -> Array:
    """The numbers of a series, one a line; the first line may be a name, lines that start with # are passed over.

    An empty line or cell, or a word such as NA, is a gap; empty lines at the end are not.

    Raises:
        DataError: naming the line; a GapError where a number is missing that may not.
    """
    cells = list(_cells(text))
    if cells and _number(cells[0][1]) is None and cells[0][1].casefold() not in MISSING:
        del cells[0]
    numbers = np.array([_read_cell(line, cell) for line, cell in cells], np.float64)
    missing = np.flatnonzero(np.isnan(numbers))
    if len(missing) and gaps == "refuse":
        more = f", and {len(missing) - 1:,} more" if len(missing) > 1 else ""
        raise GapError(
            f"Line {cells[missing[0]][0]} has no number{more}: a series must not have gaps. Set “Gaps” to "
            "“interpolate”, or write the missing numbers into the file."
        )
    series = filled(numbers)
    if not len(series):
        raise DataError("There is no number in it. Write one number a line, in the order of time.")
    return series


def _cells(text: str) -> list[tuple[int, str]]:
    """The last cell of each line with the number of the line."""
    lines = enumerate(text.rstrip().splitlines(), 1)
    told = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
    separator = next((s for s in "\t;," if any(s in line for _, line in told[:100])), None)
    found = []
    for number, line in told:
        cell = line.rsplit(separator, 1)[-1] if separator else line
        cell = cell.strip().strip('"').strip()
        found.append((number, cell if separator == "," else cell.replace(",", ".")))
    return found


def _read_cell(line: int, cell: str) -> float:
    """A number, NaN for a gap."""
    if cell.casefold() in MISSING:
        return np.nan
    number = _number(cell)
    if number is None or not abs(number) <= LARGEST:
        short = cell if len(cell) <= 30 else f"{cell[:29]}…"
        raise DataError(f"Line {line}: “{short}” is not a number.")
    return number


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None
