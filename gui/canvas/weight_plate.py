"""The small plates on the canvas that say a weight, a bias or a target: where they stand, and how they look."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen

from gui.canvas.inks import Inks

HEIGHT, PADDING, LEAST_WIDTH = 16.0, 4.0, 34.0
LOCK, LOCK_GAP = (7.0, 9.0), 3.0
NEAREST, FARTHEST, STRIDE = (
    22.0,
    0.82,
    7.0,
)  # from the target: units beside the plate; share of the wire; units
FARTHEST_ROW, ROW_GAP = 0.6, 1.0
CELL = 64.0
CORNER = 5.0


class Plate(NamedTuple):
    """What a plate says. ``name``: of the wire, or of the node that it stands under."""

    name: str
    text: str
    mark: str = ""  # in front of the text, quieter
    locked: bool = False
    lit: bool = False  # its wire is selected, or it is under the pointer
    short: str = ""  # what to say where there is no room for all of it

    def width(self, metrics: QFontMetricsF) -> float:
        """What it takes up at 100 %; a little room is kept, so that live numbers do not move it."""
        words = metrics.horizontalAdvance(self.mark + self.text) + 2 * PADDING
        return max(words, LEAST_WIDTH) + (LOCK[0] + LOCK_GAP if self.locked else 0.0)

    def lock_box(self, place: QRectF) -> QRectF:
        """Where the lock is, on a plate at a place."""
        return QRectF(place.left(), place.top(), PADDING + LOCK[0] + LOCK_GAP, place.height())


class Room:
    """Places that are taken, in cells, so that asking costs little."""

    def __init__(self, taken: Iterable[QRectF] = ()) -> None:
        self._cells: dict[tuple[int, int], list[QRectF]] = defaultdict(list)
        for rect in taken:
            self.take(rect)

    def take(self, rect: QRectF) -> None:
        for cell in self._covered(rect):
            self._cells[cell].append(rect)

    def free(self, rect: QRectF) -> bool:
        """Whether nothing is taken there."""
        return not any(
            rect.intersects(other) for cell in self._covered(rect) for other in self._cells.get(cell, ())
        )

    @staticmethod
    def _covered(rect: QRectF) -> Iterator[tuple[int, int]]:
        for x in range(math.floor(rect.left() / CELL), math.floor(rect.right() / CELL) + 1):
            for y in range(math.floor(rect.top() / CELL), math.floor(rect.bottom() / CELL) + 1):
                yield x, y


def place_in_row(paths: Sequence[QPainterPath], width: float, height: float, room: Room) -> list[QRectF]:
    """Places for equal plates on the wires into one neuron, all equally far from it; none: there are no such."""
    lengths = [path.length() for path in paths]
    first, last = NEAREST + width / 2, min(lengths) * FARTHEST_ROW
    for step in range(int((last - first) / STRIDE) + 1 if last >= first else 0):
        away = first + step * STRIDE
        middles = [p.pointAtPercent(1 - away / length) for p, length in zip(paths, lengths, strict=True)]
        rects = [QRectF(m.x() - width / 2, m.y() - height / 2, width, height) for m in middles]
        apart = all(
            abs(a.y() - b.y()) >= height + ROW_GAP for a, b in pairwise(sorted(middles, key=QPointF.y))
        )
        if apart and all(map(room.free, rects)):
            for rect in rects:
                room.take(rect)
            return rects
    return []


def place_along(path: QPainterPath, width: float, height: float, room: Room) -> QRectF | None:
    """Where a plate of this size may stand on a wire, as near to its target as others leave room; None: nowhere."""
    length = path.length()
    first = NEAREST + width / 2
    if length * FARTHEST < first:
        places = [0.5] if length > width / 2 else []
    else:
        count = int((length * FARTHEST - first) / STRIDE) + 1
        places = [1 - (first + step * STRIDE) / length for step in range(count)]
    for share in places:
        middle = path.pointAtPercent(max(0.0, share))
        rect = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
        if room.free(rect):
            room.take(rect)
            return rect
    return None


def paint_plate(painter: QPainter, plate: Plate, place: QRectF, inks: Inks) -> None:
    """Paint a plate; its text is as large as the place is high."""
    unit = place.height() / HEIGHT
    painter.save()
    painter.translate(place.center())
    painter.scale(unit, unit)
    metrics = QFontMetricsF(inks.chip_font)
    width = plate.width(metrics)
    box = QRectF(-width / 2, -HEIGHT / 2, width, HEIGHT)
    painter.setPen(QPen(inks.accent, 1.0) if plate.lit else Qt.PenStyle.NoPen)
    painter.setBrush(inks.plate_ground)
    painter.drawRoundedRect(box, CORNER, CORNER)
    if plate.locked:
        _paint_lock(painter, QPointF(box.left() + PADDING, -LOCK[1] / 2), inks)
        box.setLeft(box.left() + LOCK[0] + LOCK_GAP)
    _paint_words(painter, plate, box, metrics, inks)
    painter.restore()


def _paint_words(painter: QPainter, plate: Plate, box: QRectF, metrics: QFontMetricsF, inks: Inks) -> None:
    mark, text = metrics.horizontalAdvance(plate.mark), metrics.horizontalAdvance(plate.text)
    left = box.center().x() - (mark + text) / 2
    middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.setFont(inks.chip_font)
    if plate.mark:
        painter.setPen(inks.muted)
        painter.drawText(QRectF(left, box.top(), mark + 1.0, HEIGHT), middle, plate.mark)
    painter.setPen(inks.text)
    painter.drawText(QRectF(left + mark, box.top(), text + 1.0, HEIGHT), middle, plate.text)


def _paint_lock(painter: QPainter, corner: QPointF, inks: Inks) -> None:
    width, height = LOCK
    body = QRectF(corner.x(), corner.y() + height * 0.45, width, height * 0.55)
    bow = QRectF(corner.x() + 1.4, corner.y() + 0.6, width - 2.8, height * 0.75)
    painter.setPen(QPen(inks.muted, 1.2))
    painter.setBrush(inks.no_brush)
    painter.drawArc(bow, 0, 180 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks.muted)
    painter.drawRoundedRect(body, 1.2, 1.2)
