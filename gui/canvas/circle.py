"""The picture of a single value: a circle with a sign in it, the bend of its activation, and its live number."""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from core.activations.base import Activation
from gui.canvas.inks import Inks

if TYPE_CHECKING:
    from gui.canvas.card import Look

RING = 2.0
SIGN_Y, ALONE_Y, VALUE_Y = 14.5, 22.0, 30.5  # the middles of the lines
SKETCH, SKETCH_GAP = (14.0, 9.0), 3.0
REACHES = (
    3.0,
    30.0,
    300.0,
)  # sums up to which an activation is drawn: the first where something is to be seen
POINTS = 29
WIDEST_LABEL, LABEL_HEIGHT, LABEL_GAP = 108.0, 16.0, 3.0


def label_box(size: tuple[float, float]) -> QRectF:
    """Where the name below a circle may stand."""
    width, height = size
    return QRectF((width - WIDEST_LABEL) / 2, height + LABEL_GAP, WIDEST_LABEL, LABEL_HEIGHT)


def value_box(size: tuple[float, float]) -> QRectF:
    """Where the live number stands in a circle."""
    return QRectF(5.0, VALUE_Y - 7.0, size[0] - 10.0, 14.0)


def paint_circle(painter: QPainter, look: "Look", inks: Inks) -> None:
    """Paint a circle with the upper left corner of its box at the origin, all but ports and number."""
    _paint_ground(painter, look, inks)
    y = SIGN_Y if look.valued else ALONE_Y
    painter.setFont(inks.title_font)
    painter.setPen(inks.text)
    face, middle = look.face, look.size[0] / 2
    width = QFontMetricsF(inks.title_font).horizontalAdvance(face.sign)
    left = middle - (width + (SKETCH_GAP + SKETCH[0] if face.bends else 0.0)) / 2
    painter.drawText(QRectF(left, y - 9.0, width + 1.0, 18.0), Qt.AlignmentFlag.AlignCenter, face.sign)
    if face.bends is not None:
        _paint_bend(painter, face.bends, QPointF(left + width + SKETCH_GAP, y - SKETCH[1] / 2), inks)
    if face.label:
        _paint_label(painter, face.label, label_box(look.size), inks)


def _paint_ground(painter: QPainter, look: "Look", inks: Inks) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for spread, colour in zip((2.5, 1.5, 0.5), inks.shadows, strict=False):
        painter.setBrush(colour)
        painter.drawEllipse(look.box.adjusted(-spread, 1 - spread, spread, 1 + spread))
    if look.selected or look.aimed:
        painter.setPen(inks.ring)
        painter.setBrush(inks.no_brush)
        painter.drawEllipse(look.box.adjusted(-3.0, -3.0, 3.0, 3.0))
    rim = inks.fault if look.faulty else inks.circle_rim(look.face.category, look.side)
    painter.setPen(QPen(rim, RING))
    painter.setBrush(inks.plate(look.side, hovered=look.hovered and not look.selected))
    painter.drawEllipse(look.box.adjusted(RING / 2, RING / 2, -RING / 2, -RING / 2))


def _paint_bend(painter: QPainter, activation: Activation, corner: QPointF, inks: Inks) -> None:
    width, height = SKETCH
    line = QPolygonF([corner + QPointF(x * width, (1 - y) * height) for x, y in sketch(activation)])
    painter.setPen(
        QPen(inks.muted, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.drawPolyline(line)


@lru_cache(maxsize=256)
def sketch(activation: Activation) -> tuple[tuple[float, float], ...]:
    """The curve of an activation, as the engine computes it, in a square of 1 by 1."""
    from core.engine.bend import bend  # the engine is not needed for the window's first picture

    for reach in REACHES:
        values = bend(activation, np.linspace(-reach, reach, POINTS))
        low, high = float(values.min()), float(values.max())
        if high - low > 1e-6:
            break
    heights = (values - low) / (high - low) if high - low > 1e-6 else np.full(POINTS, 0.5)
    return tuple(zip(np.linspace(0, 1, POINTS).tolist(), heights.tolist(), strict=True))


def _paint_label(painter: QPainter, text: str, box: QRectF, inks: Inks) -> None:
    """A name, on the colour of the canvas so that wires do not run through it."""
    metrics = QFontMetricsF(inks.muted_font)
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 8.0)
    width = metrics.horizontalAdvance(text) + 8.0
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks.veil)
    painter.drawRoundedRect(QRectF(box.center().x() - width / 2, box.top(), width, box.height()), 5.0, 5.0)
    painter.setFont(inks.muted_font)
    painter.setPen(inks.muted)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def paint_value(painter: QPainter, text: str, size: tuple[float, float], inks: Inks) -> None:
    """Write the live number over the picture of a circle."""
    painter.setFont(inks.chip_font)
    painter.setPen(inks.text)
    painter.drawText(value_box(size), Qt.AlignmentFlag.AlignCenter, text)
