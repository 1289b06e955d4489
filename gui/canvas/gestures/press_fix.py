"""Clicking what mends a problem."""

from typing import TYPE_CHECKING

from core.document.problems import Fix
from gui.canvas.gestures.base import Gesture, Touch

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class PressFix(Gesture):
    """Applies the fix if the pointer is still on its button when it is let go."""

    def __init__(self, view: "CanvasView", start: Touch, fix: Fix) -> None:
        super().__init__(view, start)
        self._fix = fix

    def release(self, touch: Touch) -> None:
        if self.view.hand.fix_at(touch.point) is self._fix:
            self.click(touch)

    def click(self, touch: Touch) -> None:
        self.view.operations.mend(self._fix)
