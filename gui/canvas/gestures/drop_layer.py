"""Dropping a layer from the palette."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from core.document import edits
from core.document.document import Document
from core.document.fitting import fitted_instead
from core.document.replacing import inheriting
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
    """Shows where the card will stand; dropped on a wire it goes into it, on a card with Ctrl or Shift in its place."""

    clearance = CLEARANCE
    still = True

    def __init__(self, view: "CanvasView", start: Touch, spec: Layer) -> None:
        super().__init__(view, start)
        self.spec, self._shape = spec, shape(spec)
        self._corner = QPointF()
        self.guides = Guides(view)
        self._wire: WireItem | None = None
        self._replaced = ""  # the node whose place it takes
        self.move(start)

    def move(self, touch: Touch) -> None:
        corner = touch.point - self._shape.center()
        self._corner = corner + self.guides.pull(self._shape.translated(corner), corner, touch.modifiers)
        card = self.scene.find.node(touch.point)
        self._replaced = card.node.id if card and touch.extending else ""
        fits = self.spec.inputs and self.spec.outputs and card is None
        self._wire = self.scene.find.wire_through(self._shape.translated(self._corner)) if fits else None
        self.hint = INTO_WIRE if self._wire else self._replacing(card.node.id) if card else ""
        self.scene.aim(*self._wire.nodes if self._wire else filter(None, [self._replaced]))

    def _replacing(self, node: str) -> str:
        """What to say over a card."""
        title = self.view.operations.title(node)
        return f"Let go to replace {title}" if self._replaced else f"Hold Ctrl to replace {title}"

    def cancel(self) -> None:
        self.scene.aim()

    def release(self, touch: Touch) -> None:
        self.scene.aim()
        if self._replaced:
            document, node = self.session.document, self._replaced
            spec = inheriting(self.spec, document.graph.nodes[node].spec)
            fitted = fitted_instead(document, self.session.inference, node, spec)
            self.view.operations.replace(node, fitted or spec)
        else:
            self.view.operations.add(f"add {self.spec.title}", self._added)

    def _added(self, document: Document) -> tuple[Document, str]:
        spec = edits.counted_on(document.graph, self.spec)
        document, node = edits.add_node(document, spec, (self._corner.x(), self._corner.y()))
        if self._wire is not None:
            document = edits.make_room(edits.insert_on_wire(document, self._wire.wire.id, node), node)
        return document, node

    def paint(self, painter: QPainter, inks: Inks) -> None:
        self.guides.paint(painter, inks)
        if self._wire is not None:
            painter.setPen(inks.wire_selected)
            painter.setBrush(inks.no_brush)
            painter.drawPath(self._wire.path())
        if self._replaced:
            return
        painter.setPen(inks.ring)
        painter.setBrush(inks.faded(inks.accent, 28))
        painter.drawRoundedRect(self._shape.translated(self._corner), CARD_CORNER, CARD_CORNER)
