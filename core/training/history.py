"""What was measured over a run: growing columns that another thread may read."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

LIMIT = 16_384  # rows; beyond it every other one is dropped, so that a run of a million epochs stays drawable


class History:
    """A table of float64 columns of equal length; a value not measured is NaN.

    Rows are only ever appended behind what a reader was given, so views stay valid while a run goes on.
    """

    def __init__(self) -> None:
        self._columns: dict[str, NDArray[np.float64]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, row: Mapping[str, float]) -> None:
        """Add a row; columns not seen before start with NaN."""
        if self._count >= LIMIT:
            self._thin()
        capacity = len(next(iter(self._columns.values()))) if self._columns else 0
        if self._count == capacity:
            self._grow(max(64, 2 * capacity))
        for name in row:
            if name not in self._columns:
                self._columns[name] = np.full(max(64, capacity), np.nan)
        for name, column in self._columns.items():
            column[self._count] = row.get(name, np.nan)
        self._count += 1

    def columns(self) -> dict[str, NDArray[np.float64]]:
        """Read-only views (rows,) by name."""
        views = {name: column[: self._count] for name, column in self._columns.items()}
        for view in views.values():
            view.flags.writeable = False
        return views

    def last(self) -> dict[str, float]:
        """The newest row; empty before the first."""
        return {n: float(c[self._count - 1]) for n, c in self._columns.items()} if self._count else {}

    @classmethod
    def from_columns(cls, columns: Mapping[str, NDArray[np.float64]]) -> "History":
        """A history that continues the given columns."""
        history = cls()
        history._count = len(next(iter(columns.values()))) if columns else 0
        history._columns = {n: np.array(c, np.float64) for n, c in columns.items()}
        return history

    def _grow(self, capacity: int) -> None:
        for name, column in self._columns.items():
            larger = np.full(capacity, np.nan)
            larger[: self._count] = column[: self._count]
            self._columns[name] = larger

    def _thin(self) -> None:
        self._columns = {n: np.array(c[1 : self._count : 2]) for n, c in self._columns.items()}
        self._count = len(next(iter(self._columns.values())))
