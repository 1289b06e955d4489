"""Dropping a block from the palette."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter

from core.document.graph import Graph
from gui.canvas.geometry import bounds, to_grid
from gui.canvas.gestures.base import ALT, CLEARANCE, Gesture, Touch
from gui.canvas.inks import Inks
from gui.theme import CARD_CORNER

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class DropBlock(Gesture):
    """Shows where the block will stand."""

    clearance = CLEARANCE

    def __init__(self, view: "CanvasView", start: Touch, fragment: Graph) -> None:
        super().__init__(view, start)
        self._fragment, self._place = fragment, bounds(fragment)
        self.move(start)

    def move(self, touch: Touch) -> None:
        shift = touch.point - self._place.center()
        snapping = self.view.snapping != bool(touch.modifiers & ALT)
        self._shift = to_grid(shift) if snapping else shift

    def release(self, touch: Touch) -> None:
        self.view.blocks.insert(self._fragment, self._shift)

    def paint(self, painter: QPainter, inks: Inks) -> None:
        painter.setPen(inks.ring)
        painter.setBrush(inks.faded(inks.accent, 28))
        painter.drawRoundedRect(self._place.translated(self._shift), CARD_CORNER, CARD_CORNER)
