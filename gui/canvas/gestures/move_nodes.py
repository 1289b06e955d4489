"""Moving cards."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from core.document import edits
from core.document.document import Document
from gui.canvas.geometry import to_grid
from gui.canvas.gestures.base import ALT, CLEARANCE, INTO_WIRE, SHIFT, Gesture, Touch
from gui.canvas.inks import Inks
from gui.canvas.node_item import DEPTH, DEPTH_HELD, NodeItem
from gui.canvas.wire_item import WireItem

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class MoveNodes(Gesture):
    """Moves the selected cards together: along the grid or, with Alt, not; in one direction if Shift is held.

    A card without wires that is dropped on a wire goes into it.
    """

    scrolls = True
    clearance = CLEARANCE

    def __init__(self, view: "CanvasView", start: Touch, grabbed: NodeItem) -> None:
        super().__init__(view, start)
        self._grabbed = grabbed
        self._was_selected = grabbed.node.id in self.session.selection
        self._begin_selection()
        items = [self.scene.nodes[i] for i in self.session.selection if i in self.scene.nodes]
        self._origins = {item.node.id: item.pos() for item in items}
        self._wire: WireItem | None = None

    def _begin_selection(self) -> None:
        node, selection = self._grabbed.node.id, self.session.selection
        if self.start.extending:
            self.session.select(selection | {node})
        elif not self._was_selected:
            self.session.select({node})

    def click(self, touch: Touch) -> None:
        node = self._grabbed.node.id
        if not touch.extending:
            self.session.select({node})
        elif self._was_selected:
            self.session.select(self.session.selection - {node})

    def move(self, touch: Touch) -> None:
        self._hold(DEPTH_HELD)
        shift = self._shift(touch)
        self.scene.place({name: origin + shift for name, origin in self._origins.items()})
        self._wire = self._wire_below()
        self.hint = INTO_WIRE if self._wire else ""
        self.scene.aim(*self._wire.nodes if self._wire else ())

    def _shift(self, touch: Touch) -> QPointF:
        shift = touch.point - self.start.point
        if touch.modifiers & SHIFT:
            shift = QPointF(shift.x(), 0) if abs(shift.x()) >= abs(shift.y()) else QPointF(0, shift.y())
        if self.view.snapping != bool(touch.modifiers & ALT):
            origin = self._origins[self._grabbed.node.id]
            snapped = to_grid(origin + shift) - origin
            shift = QPointF(snapped.x() if shift.x() else 0, snapped.y() if shift.y() else 0)
        return shift

    def _wire_below(self) -> WireItem | None:
        node = self._grabbed.node
        if (
            len(self._origins) > 1
            or self.scene.wires_of[node.id]
            or not node.spec.inputs
            or not node.spec.outputs
        ):
            return None
        return self.scene.find.wire_through(self._grabbed.frame)

    def release(self, touch: Touch) -> None:
        self._hold(DEPTH)
        places = {n: (p.x(), p.y()) for n in self._origins for p in (self.scene.nodes[n].pos(),)}
        moved = edits.move(self.session.document, places)
        if self._wire is None:
            self.session.apply(f"move {self.view.operations.named(places)}", moved)
        else:
            self.session.apply(
                f"put {self._grabbed.node.name} into a wire", self._inserted(moved, self._wire)
            )

    def _inserted(self, document: Document, wire: WireItem) -> Document:
        node = self._grabbed.node.id
        return edits.make_room(edits.insert_on_wire(document, wire.wire.id, node), node)

    def cancel(self) -> None:
        self._hold(DEPTH)
        nodes = self.session.document.graph.nodes  # some may be gone
        self.scene.place({n: QPointF(*nodes[n].position) for n in self._origins if n in nodes})

    def _hold(self, depth: float) -> None:
        self.scene.aim()
        for name in self._origins:
            if name in self.scene.nodes:
                self.scene.nodes[name].setZValue(depth)

    def paint(self, painter: QPainter, inks: Inks) -> None:
        if self._wire is not None:
            painter.setPen(inks.wire_selected)
            painter.setBrush(inks.no_brush)
            painter.drawPath(self._wire.path())
