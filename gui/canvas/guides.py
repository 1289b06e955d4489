"""Guides: where what is held lines up with what stands around it, or leaves equal gaps."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.canvas.geometry import to_grid
from gui.canvas.gestures.base import ALT
from gui.canvas.inks import Inks

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

REACH = 6.0  # pixels within which a guide pulls
AROUND = 0.5  # so much of the view beyond its edges counts as well
SAME = 0.01  # canvas units
OVERHANG, TICK = 10.0, 4.0  # pixels: a guide goes on behind a card; the ends of a gap
Floats = NDArray[np.float64]


class Side(NamedTuple):
    """Of a box and its neighbours, where they begin and end along one axis (0 or 1) and along the other."""

    axis: int
    box: tuple[float, float, float, float]  # begins, ends; begins, ends along the other axis
    starts: Floats
    ends: Floats
    other_starts: Floats
    other_ends: Floats


class Guides:
    """Pulls a box that is held to lines and gaps, else to the grid, and paints what it lines up with.

    ``held``: nodes that move along, which do not count.
    """

    def __init__(self, view: "CanvasView", held: Collection[str] = ()) -> None:
        self._view, self._held = view, frozenset(held)
        self._area = QRectF()
        self._boxes: Floats = np.zeros((4, 0))
        self.lines: list[QLineF] = []
        self.gaps: list[QLineF] = []

    def pull(
        self,
        box: QRectF,
        corner: QPointF,
        modifiers: Qt.KeyboardModifier,
        *,
        across: bool = True,
        down: bool = True,
    ) -> QPointF:
        """How far to move a box so that it stands well; ``corner`` is what the grid takes hold of.

        ``across``, ``down``: the ways in which it may be moved.
        """
        self.forget()
        if modifiers & ALT or box.isEmpty():
            return QPointF()
        self._gather()
        grid = to_grid(corner) - corner if self._view.snapping else QPointF()
        pulls = [self._nearest(self._side(box, axis)) for axis in (0, 1)]
        shift = QPointF(
            (grid.x() if pulls[0] is None else pulls[0]) if across else 0.0,
            (grid.y() if pulls[1] is None else pulls[1]) if down else 0.0,
        )
        self._mark(box.translated(shift))
        return shift

    def forget(self) -> None:
        """Show none."""
        self.lines, self.gaps = [], []

    def _gather(self) -> None:
        """Look where everything in view stands, unless that is known."""
        view = self._view
        seen = view.viewportTransform().inverted()[0].mapRect(QRectF(view.viewport().rect()))
        if self._area.contains(seen):
            return
        wide, high = AROUND * seen.width(), AROUND * seen.height()
        self._area = seen.adjusted(-wide, -high, wide, high)
        frames = [
            item.frame
            for name, item in view.canvas.cards.items()
            if name not in self._held and item.isVisible()
        ]
        boxes = [f.getCoords() for f in frames if f.intersects(self._area)]
        self._boxes = np.array(boxes, dtype=np.float64).reshape(-1, 4).T  # left, top, right, bottom

    def _side(self, box: QRectF, axis: int) -> Side:
        left, top, right, bottom = box.getCoords()
        along, other = ((left, right), (top, bottom))[:: 1 if axis == 0 else -1]
        mine, theirs = self._boxes[axis::2], self._boxes[1 - axis :: 2]
        return Side(axis, (*along, *other), mine[0], mine[1], theirs[0], theirs[1])

    def _nearest(self, side: Side) -> float | None:
        """The shortest way to a line or an equal gap within reach."""
        reach = REACH / self._view.camera.scale
        pulls = [float(lines[np.argmin(np.abs(lines))]) for lines in _lines(side) if len(lines)]
        pulls += [at - side.box[0] for at, _ in _places(side, reach)]
        near = min(pulls, key=abs, default=reach + 1)
        return near if abs(near) <= reach else None

    def _mark(self, box: QRectF) -> None:
        """Note what a box lines up with where it stands now."""
        pixel = 1 / self._view.camera.scale
        for axis in (0, 1):
            side = self._side(box, axis)
            shown = np.zeros(len(side.starts), dtype=bool)
            low, middle, high = _lines(side)
            start, end = side.box[:2]
            for pull, at in ((middle, (start + end) / 2), (low, start), (high, end)):
                here = (np.abs(pull) < SAME) & ~shown
                if here.any():
                    least = min(side.box[2], side.other_starts[here].min()) - OVERHANG * pixel
                    most = max(side.box[3], side.other_ends[here].max()) + OVERHANG * pixel
                    self.lines.append(_line(axis, at, least, most))
                shown |= here
            for at, gaps in _places(side, SAME):
                if abs(at - start) < SAME:
                    self.gaps += [_line(1 - axis, across, *gap) for across, *gap in gaps]

    def paint(self, painter: QPainter, inks: Inks) -> None:
        """Paint them over the scene, in its units."""
        pen = QPen(inks.accent, 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # one sharp pixel
        painter.drawLines(self.lines)
        painter.drawLines(self.gaps)
        tick = TICK / self._view.camera.scale
        for gap in self.gaps:
            aside = QPointF(0, tick) if gap.dy() == 0 else QPointF(tick, 0)
            painter.drawLines([QLineF(end - aside, end + aside) for end in (gap.p1(), gap.p2())])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _lines(side: Side) -> tuple[Floats, Floats, Floats]:
    """How far it is to the starts, the middles and the ends of the others."""
    start, end = side.box[:2]
    return side.starts - start, (side.starts + side.ends - start - end) / 2, side.ends - end


Gap = tuple[float, float, float]
"""Where it is along the other axis; where it begins; where it ends."""


def _places(side: Side, reach: float) -> Iterator[tuple[float, list[Gap]]]:
    """Where a box would have to begin to leave equal gaps to those in its row, and these gaps."""
    start, end, low, high = side.box
    row = np.flatnonzero((side.other_starts < high) & (side.other_ends > low))
    before, after = row[side.ends[row] <= start + reach], row[side.starts[row] >= end - reach]
    before = before[np.argsort(-side.ends[before])][:2]
    after = after[np.argsort(side.starts[after])][:2]
    size = end - start
    ends, starts = side.ends[before].tolist(), side.starts[after].tolist()
    across = [
        max(low, side.other_starts[i]) / 2 + min(high, side.other_ends[i]) / 2 for i in (*before, *after)
    ]
    if ends and starts and starts[0] - ends[0] > size:
        at = (ends[0] + starts[0] - size) / 2
        yield at, [(across[0], ends[0], at), (across[len(ends)], at + size, starts[0])]
    if len(ends) == 2 and (gap := side.starts[before[0]] - ends[1]) > 0:
        at = ends[0] + gap
        yield at, [(across[0], ends[1], ends[1] + gap), (across[0], ends[0], at)]
    if len(starts) == 2 and (gap := starts[1] - side.ends[after[0]]) > 0:
        at = starts[0] - gap - size
        yield at, [(across[-2], at + size, starts[0]), (across[-2], starts[1] - gap, starts[1])]


def _line(axis: int, at: float, start: float, end: float) -> QLineF:
    """A line at a place of one axis, along the other."""
    return QLineF(at, start, at, end) if axis == 0 else QLineF(start, at, end, at)
