"""Dropping a layer from the palette."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from core.document import edits
from core.document.document import Document
from core.layers.base import Layer
from gui.canvas.geometry import shape
from gui.canvas.gestures.base import CLEARANCE, INTO_WIRE, Gesture, Touch
from gui.canvas.guides import Guides
from gui.canvas.inks import Inks
from gui.canvas.wire_item import WireItem
from gui.theme import CARD_CORNER

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class DropLayer(Gesture):
    """Shows where the card will stand; dropped on a wire it goes into it."""

    clearance = CLEARANCE

    def __init__(self, view: "CanvasView", start: Touch, spec: Layer) -> None:
        super().__init__(view, start)
        self.spec, self._shape = spec, shape(spec)
        self._corner = QPointF()
        self.guides = Guides(view)
        self._wire: WireItem | None = None
        self.move(start)

    def move(self, touch: Touch) -> None:
        corner = touch.point - self._shape.center()
        self._corner = corner + self.guides.pull(self._shape.translated(corner), corner, touch.modifiers)
        fits = self.spec.inputs and self.spec.outputs
        self._wire = self.scene.find.wire_through(self._shape.translated(self._corner)) if fits else None
        self.hint = INTO_WIRE if self._wire else ""
        self.scene.aim(*self._wire.nodes if self._wire else ())

    def cancel(self) -> None:
        self.scene.aim()

    def release(self, touch: Touch) -> None:
        self.scene.aim()
        self.view.operations.add(f"add {self.spec.title}", self._added)

    def _added(self, document: Document) -> tuple[Document, str]:
        document, node = edits.add_node(document, self.spec, (self._corner.x(), self._corner.y()))
        if self._wire is not None:
            document = edits.make_room(edits.insert_on_wire(document, self._wire.wire.id, node), node)
        return document, node

    def paint(self, painter: QPainter, inks: Inks) -> None:
        self.guides.paint(painter, inks)
        if self._wire is not None:
            painter.setPen(inks.wire_selected)
            painter.setBrush(inks.no_brush)
            painter.drawPath(self._wire.path())
        painter.setPen(inks.ring)
        painter.setBrush(inks.faded(inks.accent, 28))
        painter.drawRoundedRect(self._shape.translated(self._corner), CARD_CORNER, CARD_CORNER)
