"""Columns of numbers as CSV text, exactly, and back from text that is not trusted."""

import csv
import io
import math
from array import array
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.errors import FileError

MAX_COLUMNS = 1_000
Column = NDArray[np.float64]


def write_table(columns: Mapping[str, Column]) -> bytes:
    """A header and one line a row; NaN is an empty cell. Every other number reads back to the same bits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: float) -> str:
    return "" if math.isnan(value) else repr(value).removesuffix(".0")


def read_table(content: bytes) -> dict[str, Column]:
    """The columns (rows,) by name.

    Raises:
        FileError: a line is not as long as the header, or a cell is no number; with the line's number.
    """
    try:
        reader = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
        names = next(reader, [])
        if len(names) > MAX_COLUMNS or len(set(names)) < len(names):
            raise ValueError("the names of its columns are not as expected")
        columns = [array("d") for _ in names]
        for row in reader:
            if len(row) != len(names):
                raise ValueError(f"line {reader.line_num} has {len(row)} cells, the header {len(names)}")
            for column, cell in zip(columns, row, strict=True):
                column.append(float(cell or "nan"))
    except (ValueError, csv.Error) as error:
        raise FileError(f"its history.csv is damaged ({error}).") from error
    return {name: np.array(column, np.float64) for name, column in zip(names, columns, strict=True)}
