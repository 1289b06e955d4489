"""Selecting what a rectangle touches."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from gui.canvas.gestures.base import CONTROL, Gesture, Touch
from gui.canvas.inks import Inks

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class RubberBand(Gesture):
    """Selects cards and notes; where it touches none, wires.

    With Shift it adds to the selection, with Ctrl it turns it over.
    """

    scrolls = True

    def __init__(self, view: "CanvasView", start: Touch) -> None:
        super().__init__(view, start)
        self._before = self.session.selection if start.extending else frozenset()
        self._old = self.session.selection
        self._rect = QRectF()

    def move(self, touch: Touch) -> None:
        self._rect = QRectF(self.start.point, touch.point).normalized()
        things = self.scene.find.nodes(self._rect) | self.scene.notes.touched(self._rect)
        touched = things or self.scene.find.wires(self._rect)
        turned = self.start.modifiers & CONTROL
        self.session.select(self._before ^ touched if turned else self._before | touched)

    def click(self, touch: Touch) -> None:
        if not touch.extending:
            self.session.select(())

    def cancel(self) -> None:
        self.session.select(self._old)

    def paint(self, painter: QPainter, inks: Inks) -> None:
        pen = QPen(inks.accent, 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(inks.faded(inks.accent, 28))
        painter.drawRect(self._rect)
