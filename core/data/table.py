"""Tables of numbers as people write them: one sample a line, the answer in the last column."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from core.data.base import Bounds, DataInfo, Dataset, Source
from core.errors import DataError
from core.spec import meta

AnswerKind = Literal["auto", "classes", "values"]
Answers = Annotated[
    AnswerKind,
    meta(
        "Answers are",
        "Classes to choose from, or values to predict. Auto: words and a few whole numbers are classes.",
    ),
]
Row = tuple[int, list[str]]  # the number of the line, counted from 1, and its cells
MAX_CLASSES = 1_000
FEW = 20  # so many different whole numbers are taken for classes
LARGEST = float(np.finfo(np.float32).max)


class Tabular(Source, frozen=True, kw_only=True):
    """Base of the sources that read a table."""

    def table(self) -> Dataset:
        """The parsed table; not to be written to, as it may be kept.

        Raises:
            DataError: it cannot be read; the text says where.
        """
        raise NotImplementedError

    def info(self) -> DataInfo:
        return self.table().info

    def load(self, seed: int) -> Dataset:
        return self.table()

    @property
    def bounds(self) -> Bounds | None:
        """Around the samples where they are points of two numbers."""
        try:
            samples = self.table().samples
        except DataError:
            return None
        if samples.shape[1] != 2:
            return None
        low, high = samples.min(axis=0).astype(float), samples.max(axis=0).astype(float)
        margin = np.where(high > low, 0.2 * (high - low), 0.5)
        (left, bottom), (right, top) = (low - margin).tolist(), (high + margin).tolist()
        return ((left, right), (bottom, top))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Cells by column, all of one length, with what an error message needs."""

    names: list[str]
    lines: list[int]
    cells: list[tuple[str, ...]]

    def error(self, row: int, column: int, what: str) -> DataError:
        return DataError(f"Line {self.lines[row]}, column {column + 1} ({self.names[column]}): {what}")

    def numbers(self, column: int) -> NDArray[np.float32]:
        """A column of numbers.

        Raises:
            DataError: naming the first cell that is none.
        """
        try:
            values = np.array(self.cells[column], np.float64)
        except ValueError:
            values = np.array([_number(cell) for cell in self.cells[column]], np.float64)  # None becomes NaN
        wrong = np.flatnonzero(~(np.abs(values) <= LARGEST))
        if len(wrong):
            cell = self.cells[column][wrong[0]]
            found = f"“{_shortened(cell)}” is not a number" if cell else "the cell is empty"
            raise self.error(wrong[0], column, f"{found}. Every sample needs a number here.")
        return values.astype(np.float32)


def parse_table(text: str, answers: AnswerKind) -> Dataset:
    """Read a table: columns parted by tabs, semicolons, commas or spaces, the first line may name them.

    Lines that are empty or start with # are passed over. Where tabs or semicolons part the columns, a number
    may have a decimal comma.

    Raises:
        DataError: naming line and column.
    """
    columns = _columns(list(_rows(text)))
    samples = np.stack([columns.numbers(column) for column in range(len(columns.cells) - 1)], axis=1)
    class_names, labels, values = _answers(columns, answers)
    info = DataInfo(
        sample_shape=samples.shape[1:],
        class_names=class_names,
        value_names=() if class_names else (columns.names[-1],),
        feature_names=tuple(columns.names[:-1]),
        count=len(samples),
    )
    for array in (samples, labels, values):
        if array is not None:
            array.flags.writeable = False
    return Dataset(info, samples, labels=labels, values=values)


def _rows(text: str) -> Iterator[Row]:
    lines = text.splitlines()
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    separator = next((s for s in "\t;," if s in first), None)
    if separator is None:
        yield from (
            (n, line.split()) for n, line in enumerate(lines, 1) if line.split() and line.split()[0][0] != "#"
        )
        return
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells) and not cells[0].startswith("#"):
                yield reader.line_num, cells if separator == "," else [_with_point(cell) for cell in cells]
    except csv.Error as error:
        raise DataError(f"Line {reader.line_num} cannot be read as a line of a table: {error}.") from error


def _with_point(cell: str) -> str:
    """A number with a decimal comma written with a point; other cells as they are."""
    pointed = cell.replace(",", ".")
    return pointed if _number(pointed) is not None else cell


def _columns(rows: list[Row]) -> _Columns:
    if not rows:
        raise DataError("The table is empty. Write one sample a line, with the answer in the last column.")
    line, first = rows[0]
    if len(first) < 2:
        raise DataError(
            f"Line {line} has a single column. At least one number and, behind it, the answer are needed."
        )
    for other, cells in rows:
        if len(cells) != len(first):
            raise DataError(f"Line {other} has {_counted(len(cells))}, but line {line} has {len(first)}.")
    named = all(_number(cell) is None for cell in first[:-1])
    body = rows[1:] if named else rows
    if not body:
        raise DataError(f"There is no sample below the names of the columns in line {line}.")
    names = [(cell if named else "") or f"column {n}" for n, cell in enumerate(first, 1)]
    return _Columns(names, [n for n, _ in body], list(zip(*(cells for _, cells in body), strict=True)))


def _answers(
    columns: _Columns, kind: AnswerKind
) -> tuple[tuple[str, ...], NDArray[np.intp] | None, NDArray[np.float32] | None]:
    """Class names, labels and values of the last column; either labels or values are None."""
    cells = columns.cells[-1]
    numbers = [_number(cell) for cell in cells]
    words = None in numbers
    if kind == "values" or (kind == "auto" and not words and not _seem_classes(numbers)):
        return (), None, columns.numbers(len(columns.cells) - 1)[:, None]
    if "" in cells:
        raise columns.error(
            cells.index(""), len(columns.cells) - 1, "the cell is empty. Every sample needs an answer."
        )
    written = cells if words else [f"{number:g}" for number in numbers]
    names = sorted(set(written), key=str if words else float)
    if len(names) < 2:
        raise DataError(
            f"Every answer is “{_shortened(names[0])}”. With classes, at least two different ones are needed."
        )
    if len(names) > MAX_CLASSES:
        raise DataError(
            f"There are {len(names):,} different answers; at most {MAX_CLASSES:,} classes can be told apart."
        )
    number_of = {name: number for number, name in enumerate(names)}
    return tuple(names), np.array([number_of[name] for name in written], np.intp), None


def _seem_classes(numbers: list[float | None]) -> bool:
    different = set(numbers)
    if different in ({0.0, 1.0}, {-1.0, 1.0}):
        return True
    whole = all(number is not None and number.is_integer() for number in different)
    return whole and 2 <= len(different) <= FEW and 2 * len(different) <= len(numbers)


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _counted(columns: int) -> str:
    return f"{columns} column{'' if columns == 1 else 's'}"


def _shortened(cell: str) -> str:
    return cell if len(cell) <= 30 else f"{cell[:29]}…"
