"""The command that looks inside layers, and the click that closes a panel."""

from typing import TYPE_CHECKING

from gui.actions import Command
from gui.canvas.gestures.base import Gesture, Touch
from gui.canvas.inside import InsidePanel

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

MOST = 6  # panels opened at once


def inside_commands(view: "CanvasView") -> list[Command]:
    """For the menu of layers."""
    panels, work = view.canvas.inside, view.operations
    panels.filled.connect(lambda panel: _reveal(view, panel))
    return [
        Command(
            "Look inside",
            "Edit/neurons",
            lambda: panels.toggle(work.nodes),
            "Ctrl+I",
            "Shows the neurons of the selected layers and their strongest wires under the card, live.",
            enabled=lambda: 0 < len(work.nodes) <= MOST and panels.can_open(work.nodes),
            checked=lambda: bool(work.nodes) and all(name in panels.panels for name in work.nodes),
            keys="I",
        )
    ]


def _reveal(view: "CanvasView", panel: InsidePanel) -> None:
    """Show all of a panel that was just opened; where there is not room for both, not its card but it."""
    view.camera.reveal(panel.card.frame)
    view.camera.reveal(panel.frame)


class ClosePanel(Gesture):
    """Closes a panel if the pointer is still on its cross when it is let go."""

    def __init__(self, view: "CanvasView", start: Touch, name: str) -> None:
        super().__init__(view, start)
        self._name = name

    def release(self, touch: Touch) -> None:
        panel = self.scene.inside.panels.get(self._name)
        if panel is not None and panel.closes(touch.point):
            self.click(touch)

    def click(self, touch: Touch) -> None:
        self.scene.inside.close([self._name])
