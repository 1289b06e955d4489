"""What stands in the way of wires, filed by place: asking what lies under a point costs next to nothing."""

import math
from collections.abc import Iterable, Iterator

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

CELL = 96.0  # side of the squares that the canvas is divided into


class Obstacles:
    """Boxes by name, in a grid of squares. Each has a core; what only grazes the box does not run into it."""

    def __init__(self) -> None:
        self._boxes: dict[str, tuple[Box, Box]] = {}  # the core, and all of it
        self._cells: dict[tuple[int, int], dict[str, tuple[Box, Box]]] = {}

    def box(self, name: str) -> Box | None:
        """Where something stands; None where it is no obstacle."""
        found = self._boxes.get(name)
        return found[1] if found else None

    def put(self, name: str, box: Box, rind: float) -> None:
        """A box stands here now, wherever it stood before; the core lies so far within it."""
        left, top, right, bottom = box
        entry = (left + rind, top + rind, right - rind, bottom - rind), box
        if self._boxes.get(name) == entry:
            return
        self.drop(name)
        self._boxes[name] = entry
        for cell in _cells(box):
            self._cells.setdefault(cell, {})[name] = entry

    def drop(self, name: str) -> None:
        """There is no such box any more."""
        entry = self._boxes.pop(name, None)
        for cell in _cells(entry[1]) if entry is not None else ():
            here = self._cells[cell]
            del here[name]
            if not here:
                del self._cells[cell]

    def under(self, points: Iterable[Point], *, whole: bool = False) -> dict[str, Box]:
        """The boxes in which some of the points lie, in the order of the points; in their cores, or anywhere."""
        cells, found = self._cells, dict[str, Box]()
        for x, y in points:
            here = cells.get((int(x // CELL), int(y // CELL)))
            if here:
                for name, entry in here.items():
                    left, top, right, bottom = entry[whole]
                    if left < x < right and top < y < bottom:
                        found[name] = entry[1]
        return found


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (math.floor(side / CELL) for side in box)
    return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))
