"""What is painted over the scene of a canvas."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QTransform

from gui.canvas.backdrop import paint_empty, paint_focus
from gui.canvas.card import paint_port

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


def paint_foreground(view: "CanvasView", painter: QPainter, *, focused: bool) -> None:
    """Paint plates on wires, what is under way, and what is said of an empty canvas."""
    inks, hand = view.canvas.inks, view.hand
    if not view.still.serves():  # hundreds of plates would have to find new places with each move
        view.neurons.paint(painter, inks)
    if hand.gesture is not None:
        hand.gesture.paint(painter, inks)
    elif hand.port is not None:
        paint_port(painter, view.canvas.port_position(*hand.port), inks, lit=True)
    view.adding.paint(painter, inks)
    view.wiring.paint(painter, inks)
    painter.setWorldTransform(QTransform())
    area = QRectF(view.viewport().rect())
    view.neurons.paint_sum(painter, area, inks)
    if not view.canvas.movable and hand.gesture is None:
        paint_empty(painter, area, inks)
    if focused:
        paint_focus(painter, area, inks)
    painter.setWorldTransform(view.viewportTransform())
