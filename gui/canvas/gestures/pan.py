"""Pushing the canvas about."""

from PySide6.QtCore import Qt

from gui.canvas.gestures.base import Gesture, Touch


class Pan(Gesture):
    """Space and drag, or drag with the middle button: the canvas goes with the hand."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def move(self, touch: Touch) -> None:
        self.view.camera.scroll(self.start.place - touch.place)
        self.start = touch
