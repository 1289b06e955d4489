"""Clicking what collapses a block."""

from gui.canvas.gestures.base import Touch
from gui.canvas.gestures.move_nodes import MoveNodes


class PressChevron(MoveNodes):
    """A click collapses the block; a drag moves it, as at the rest of its bar."""

    def click(self, touch: Touch) -> None:
        self.view.blocks.toggle(self._grabbed.name, touch)
