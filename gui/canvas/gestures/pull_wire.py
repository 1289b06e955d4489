"""Taking hold of a wire somewhere along it."""

from typing import TYPE_CHECKING

from gui.canvas.geometry import distance
from gui.canvas.gestures.base import Touch
from gui.canvas.gestures.draw_wire import DrawWire
from gui.canvas.wire_item import WireItem

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class PullWire(DrawWire):
    """A click selects the wire; a drag takes up the end that is nearer."""

    def __init__(self, view: "CanvasView", start: Touch, item: WireItem) -> None:
        wire = item.wire
        output = distance(start.point, item.curve.start) > distance(start.point, item.curve.end)
        super().__init__(view, start, wire.source if output else wire.target, output, wire)
        self._wire = wire

    def click(self, touch: Touch) -> None:
        selected = self.session.selection
        self.session.select(selected ^ {self._wire.id} if touch.extending else {self._wire.id})
