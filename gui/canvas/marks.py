"""What the user marks things with: a colour on a card, a pin that holds it."""

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from gui.canvas.inks import Inks
from gui.theme import CARD_CORNER

STRIP = 4.0  # the height of a mark, at the upper edge of a card
INSET, WIDTH = 3.5, 2.5  # of the ring that marks a circle
PIN = 12.0  # a pin's height
PIN_ROOM = 18.0  # what it takes of a card's second line
LEANING = 35.0  # degrees


def paint_mark(painter: QPainter, box: QRectF, colour: QColor, *, single: bool) -> None:
    """Mark what stands in a box: with a strip along the upper edge of a card, or a ring in a circle."""
    painter.save()
    if single:
        inset = INSET + WIDTH / 2
        painter.setPen(QPen(colour, WIDTH))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
    else:
        card = QPainterPath()
        card.addRoundedRect(box.adjusted(1, 1, -1, -1), CARD_CORNER - 1, CARD_CORNER - 1)
        strip = QPainterPath()
        strip.addRect(QRectF(box.topLeft(), box.topRight() + QPointF(0, STRIP + 1)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPath(card.intersected(strip))
    painter.restore()


def paint_pin(painter: QPainter, box: QRectF, inks: Inks, *, single: bool) -> None:
    """Paint a pin in the lower right corner of a card, or on the rim of a circle."""
    painter.save()
    if single:
        at = box.center() + QPointF(box.width(), -box.height()) * 0.36
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(inks.canvas)
        painter.drawEllipse(at, PIN * 0.7, PIN * 0.7)
    else:
        at = box.bottomRight() - QPointF(PIN + 4, PIN + 4)
    painter.translate(at)
    painter.rotate(LEANING)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks.muted)
    painter.drawPath(pin())
    painter.restore()


@cache
def pin() -> QPainterPath:
    """A drawing pin with its middle at the origin."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(QRectF(-2.5, -PIN / 2, 5.0, 6.0), 1.2, 1.2)
    path.addRoundedRect(QRectF(-4.0, -0.8, 8.0, 2.0), 1.0, 1.0)
    path.addRect(QRectF(-0.6, 1.0, 1.2, PIN / 2 - 1.0))
    return path
