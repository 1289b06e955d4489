"""A batch in parts: how large they are, and the buffers that a worker uses for one after the other."""

from itertools import groupby, pairwise
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.engine.workers import Call, Table

Array = NDArray[Any]
ELEMENTS = 32_768  # a part of the largest value has about so many, so that it stays in the cache of a core
MOST = 16  # parts


def part_count(batch: int, largest: int) -> int:
    """How many parts a batch is done in; the same for any number of workers.

    Args:
        largest: elements of the largest value of one sample.
    """
    return max(1, min(MOST, batch, batch * largest // ELEMENTS))


def parts_of(batch: int, count: int) -> list[slice]:
    """A batch in so many parts of about equal size, the largest first."""
    size, more = divmod(batch, count)
    bounds = [i * size + min(i, more) for i in range(count + 1)]
    return [slice(a, b) for a, b in pairwise(bounds)]


class Room:
    """Buffers that all parts use, one after the other: each asks for the same, in the same order, the largest first."""

    def __init__(self) -> None:
        self._arrays: list[Array] = []
        self._next = 0

    def restart(self) -> "Room":
        self._next = 0
        return self

    def take(self, shape: tuple[int, ...], dtype: Any, value: float | None = None) -> Array:
        """The next buffer, filled with a value where one is given."""
        size = prod(shape)
        if self._next == len(self._arrays):
            self._arrays.append(np.empty(size, dtype) if value is None else np.full(size, value, dtype))
        flat = self._arrays[self._next]
        self._next += 1
        return flat[:size].reshape(shape)


class Parted(list[list[list[Call]]]):
    """The calls of each part of a batch, once for each worker."""

    def __init__(self, table: Table, batch: int) -> None:
        super().__init__(table)
        self.kind = batch, len(table[0])


def merged(calls: list[Call]) -> list[Call]:
    """Calls in which those by parts that follow each other are one: a part goes all the way while it is cached."""
    joined: list[Call] = []
    for kind, group in groupby(calls, _kind):
        if kind is None:
            joined += group
        else:
            alike = list(group)
            joined.append((alike[0][0], (_chained([arguments[0] for _, arguments in alike]),)))
    return joined


def _kind(call: Call) -> tuple[int, int] | None:
    """What calls by parts must have in common to be joined; None: it is a call for the whole batch."""
    _, arguments = call
    return arguments[0].kind if arguments and isinstance(arguments[0], Parted) else None


def _chained(tables: list[Table]) -> Table:
    return [
        [[call for calls in part for call in calls] for part in zip(*workers, strict=True)]
        for workers in zip(*tables, strict=True)
    ]
