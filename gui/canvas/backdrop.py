"""What lies behind and around the cards: dots that fade as the canvas is zoomed out, a word where it is empty."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QTransform

from core.document.layout import GRID
from gui.canvas.inks import Inks
from gui.theme import TITLE_PX, text_font

COARSE = 5  # every so many dots one stays visible for longer
FADED, CLEAR = 7.0, 13.0  # pixels between dots: not to be seen, fully to be seen
DOT = 2.0  # pixels at 100 %


def paint_grid(painter: QPainter, view: QTransform, size: QSize, colour: QColor) -> None:
    """Dots over a viewport. ``view`` maps the scene to it, by scale and shift; the painter is in its pixels."""
    fine = GRID * view.m11()
    for spacing in (fine, fine * COARSE):
        strength = min(1.0, (spacing - FADED) / (CLEAR - FADED))
        if strength > 0:
            painter.setOpacity(strength)
            _paint_dots(painter, view, spacing, size, colour)
        if strength == 1:
            break
    painter.setOpacity(1.0)


def _paint_dots(painter: QPainter, view: QTransform, spacing: float, size: QSize, colour: QColor) -> None:
    """All rows are alike: one is painted dot by dot, then copied."""
    ratio = painter.device().devicePixelRatioF()
    dot = max(1, round(DOT * ratio * min(1.5, math.sqrt(view.m11()))))
    row = QPixmap(math.ceil(size.width() * ratio), dot)
    row.fill(Qt.GlobalColor.transparent)
    pen = QPainter(row)
    for x in _places(view.dx() * ratio, spacing * ratio, row.width()):
        pen.fillRect(x - dot // 2, 0, dot, dot, colour)
    pen.end()
    row.setDevicePixelRatio(ratio)
    width = row.width() / ratio
    for y in _places(view.dy() * ratio, spacing * ratio, math.ceil(size.height() * ratio)):
        painter.drawPixmap(QPointF(0, (y - dot // 2) / ratio), row, QRectF(0, 0, width * ratio, dot))


def _places(origin: float, spacing: float, length: int) -> list[int]:
    """Whole pixels at even distances, one of which is the origin, over a length."""
    first = math.floor(-origin / spacing)
    count = math.ceil(length / spacing) + 2
    return [round(origin + (first + step) * spacing) for step in range(count)]


def paint_empty(painter: QPainter, area: QRectF, inks: Inks) -> None:
    """What to do with an empty canvas, in its middle."""
    painter.setFont(text_font(TITLE_PX))
    painter.setPen(inks.muted)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "Drag a layer here, or press Tab")


def paint_focus(painter: QPainter, area: QRectF, inks: Inks) -> None:
    """A frame that says that keys go to the canvas."""
    painter.setPen(inks.ring)
    painter.setBrush(inks.no_brush)
    painter.drawRect(area.adjusted(1, 1, -1, -1))
