"""Dropping a layer from the palette."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from core.document import edits
from core.document.document import Document
from core.layers.base import Layer
from gui.canvas.card import Look, paint_card
from gui.canvas.faces import Face
from gui.canvas.geometry import CARD_RECT, to_grid
from gui.canvas.gestures.base import ALT, Gesture, Touch
from gui.canvas.inks import Inks
from gui.canvas.wire_item import WireItem

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

GHOST = 0.75  # opacity


class DropLayer(Gesture):
    """Shows the card-to-be under the pointer; dropped on a wire it goes into it."""

    def __init__(self, view: "CanvasView", start: Touch, spec: Layer) -> None:
        super().__init__(view, start)
        self.spec = spec
        face = Face(spec.title, spec.summary, "", spec.category)
        self._look = Look(face, len(spec.inputs), len(spec.outputs))
        self._corner = QPointF()
        self._wire: WireItem | None = None
        self.move(start)

    def move(self, touch: Touch) -> None:
        corner = touch.point - CARD_RECT.center()
        snapping = self.view.snapping != bool(touch.modifiers & ALT)
        self._corner = to_grid(corner) if snapping else corner
        fits = self.spec.inputs and self.spec.outputs
        self._wire = self.scene.find.wire_through(CARD_RECT.translated(self._corner)) if fits else None
        self.hint = "Let go to put it into the wire" if self._wire else ""

    def release(self, touch: Touch) -> None:
        self.view.operations.add(f"add {self.spec.title}", self._added)

    def _added(self, document: Document) -> tuple[Document, str]:
        document, node = edits.add_node(document, self.spec, (self._corner.x(), self._corner.y()))
        if self._wire is not None:
            document = edits.make_room(edits.insert_on_wire(document, self._wire.wire.id, node), node)
        return document, node

    def paint(self, painter: QPainter, inks: Inks) -> None:
        painter.save()
        painter.setOpacity(GHOST)
        painter.translate(self._corner)
        paint_card(painter, self._look._replace(aimed=self._wire is not None), inks)
        painter.restore()
        if self._wire is not None:
            painter.setPen(inks.wire_selected)
            painter.setBrush(inks.no_brush)
            painter.drawPath(self._wire.path())
