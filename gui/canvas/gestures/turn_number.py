"""Turning a number on the canvas, as if it were a slider."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.canvas.gestures.base import CONTROL, SHIFT, Gesture, Touch

if TYPE_CHECKING:
    from gui.canvas.grips import Grip
    from gui.canvas.view import CanvasView

A_PIXEL, FINER, COARSER = 0.01, 0.1, 10.0
DIGITS = 4  # behind the point; what a hand cannot mean is left out


class TurnNumber(Gesture):
    """To the right is more; Shift turns ten times finer, Ctrl ten times coarser. It acts at once, also in training."""

    cursor = Qt.CursorShape.SizeHorCursor
    edits = True

    def __init__(self, view: "CanvasView", start: Touch, grip: "Grip") -> None:
        super().__init__(view, start)
        self._grip, self._merge = grip, object()
        self._begun = self._at = grip.value
        self._x = start.place.x()
        self._undo = view.session.undo_stack.index()

    def move(self, touch: Touch) -> None:
        factor = FINER if touch.modifiers & SHIFT else COARSER if touch.modifiers & CONTROL else 1.0
        self._at += (touch.place.x() - self._x) * A_PIXEL * factor
        self._x = touch.place.x()
        self._at = self._grip.within(self._at)
        self._grip.put(round(self._at, DIGITS), self._merge)

    def release(self, touch: Touch) -> None:
        self.session.end_merge()
        self.session.select({self._grip.name})  # the arrow keys can go on

    def click(self, touch: Touch) -> None:
        self.view.neurons.click(self._grip, touch)

    def cancel(self) -> None:
        self.session.end_merge()
        if self.session.undo_stack.index() > self._undo:
            self.session.undo_stack.undo()
        else:
            self._grip.put(self._begun)
