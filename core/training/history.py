"""What was measured over a run: growing columns that another thread may read."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

LIMIT = 16_384  # rows; beyond it every other one is dropped, so that a run of a million epochs stays drawable
FIRST_ROOM = 64
EPOCH, STEPS, LOSS = "epoch", "steps", "loss"  # columns that every run has
VALIDATION = "val_"  # in front of what was measured on the validation samples


class History:
    """A table of float64 columns of equal length; a value not measured is NaN.

    Rows are only ever appended behind what a reader was given, so views stay valid while a run goes on.
    """

    def __init__(self) -> None:
        self._columns: dict[str, NDArray[np.float64]] = {}
        self._count = self._room = 0

    def __len__(self) -> int:
        return self._count

    def append(self, row: Mapping[str, float]) -> None:
        """Add a row; columns not seen before start with NaN."""
        if self._count >= LIMIT:
            self._thin()
        if self._count == self._room:
            self._grow()
        for name in row:
            if name not in self._columns:
                self._columns[name] = np.full(self._room, np.nan)
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
        """A history that continues the given columns, which are copied."""
        history = cls()
        history._columns = {name: np.array(column, np.float64) for name, column in columns.items()}
        history._count = history._room = len(next(iter(columns.values()))) if columns else 0
        return history

    def _grow(self) -> None:
        self._room = max(FIRST_ROOM, 2 * self._room)
        for name, column in self._columns.items():
            larger = np.full(self._room, np.nan)
            larger[: self._count] = column[: self._count]
            self._columns[name] = larger

    def _thin(self) -> None:
        """Keep every other row, the newest among them, in new arrays: readers still hold the old ones."""
        self._columns = {n: c[: self._count][::-2][::-1].copy() for n, c in self._columns.items()}
        self._count = self._room = len(next(iter(self._columns.values())))
