"""Moving cards, comments and frames."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from core.document import blocks, edits
from core.document.annotations import positions
from core.document.document import Document
from gui.canvas.block_items import BlockFrame
from gui.canvas.gestures.base import CLEARANCE, INTO_WIRE, SHIFT, Gesture, Touch
from gui.canvas.guides import Guides
from gui.canvas.inks import Inks
from gui.canvas.node_item import DEPTH, DEPTH_HELD, NodeItem
from gui.canvas.note_item import NoteItem
from gui.canvas.wire_item import WireItem

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class MoveNodes(Gesture):
    """Moves what is selected together: to guides and the grid or, with Alt, anywhere; one way if Shift is held.

    A frame takes along what lies in it; what is pinned stays. A card without wires that is dropped on a wire goes into
    it.
    """

    scrolls = True
    still = True
    clearance = CLEARANCE

    def __init__(self, view: "CanvasView", start: Touch, grabbed: NodeItem | NoteItem | BlockFrame) -> None:
        super().__init__(view, start)
        self._grabbed = grabbed
        self._was_selected = grabbed.name in self.session.selection
        self._begin_selection()
        loose, self._stays = view.operations.movable(self.session.selection)
        items = {n: self.scene.movable[n] for n in loose if n in self.scene.movable}
        self._origins = {name: item.pos() for name, item in items.items()}
        self._from = grabbed.pos()
        if isinstance(grabbed, BlockFrame):  # its members stand on the grid, not its outline
            self._from = next(iter(self._origins.values()), self._from)
        self._hull = _united(item.frame for item in items.values())
        self.guides = Guides(view, self._origins)
        self._wire: WireItem | None = None

    def _begin_selection(self) -> None:
        node, selection = self._grabbed.name, self.session.selection
        if self.start.extending:
            self.session.select(selection | {node})
        elif not self._was_selected:
            self.session.select({node})

    def click(self, touch: Touch) -> None:
        node = self._grabbed.name
        if not touch.extending:
            self.session.select({node})
        elif self._was_selected:
            self.session.select(self.session.selection - {node})

    def move(self, touch: Touch) -> None:
        self._hold(DEPTH_HELD)
        shift = self._shift(touch)
        self.scene.place({name: origin + shift for name, origin in self._origins.items()})
        self._wire = self._wire_below()
        self.hint, self.warns = INTO_WIRE if self._wire else self._stays, not self._wire
        self.scene.aim(*self._wire.nodes if self._wire else ())

    def _shift(self, touch: Touch) -> QPointF:
        shift = touch.point - self.start.point
        if touch.modifiers & SHIFT:
            shift = QPointF(shift.x(), 0) if abs(shift.x()) >= abs(shift.y()) else QPointF(0, shift.y())
        across, down = bool(shift.x()), bool(shift.y())
        box, corner = self._hull.translated(shift), self._from + shift
        return shift + self.guides.pull(box, corner, touch.modifiers, across=across, down=down)

    def _wire_below(self) -> WireItem | None:
        if self._grabbed.name not in self.scene.nodes or self._origins.keys() != {self._grabbed.name}:
            return None
        node = self._grabbed.node
        if self.scene.wires_of[node.id] or not node.spec.inputs or not node.spec.outputs:
            return None
        return self.scene.find.wire_through(self._grabbed.frame)

    def release(self, touch: Touch) -> None:
        self._hold(DEPTH)
        places = {n: (p.x(), p.y()) for n in self._origins for p in (self.scene.movable[n].pos(),)}
        moved = blocks.moved(self.session.document, places)
        if self._wire is not None and isinstance(self._grabbed, NodeItem):
            self.session.apply(
                f"put {self._grabbed.node.name} into a wire", self._inserted(moved, self._wire)
            )
        elif places:
            self.session.apply(f"move {self.view.operations.named(self._told(places))}", moved)

    def _told(self, places: Collection[str]) -> Collection[str]:
        """What the move is called after: of a frame and what lies in it, the frame."""
        return [name for name in places if name in self.session.selection] or places

    def _inserted(self, document: Document, wire: WireItem) -> Document:
        node = self._grabbed.name
        return edits.make_room(edits.insert_on_wire(document, wire.wire.id, node), node)

    def cancel(self) -> None:
        places = positions(self.session.document.graph, self._origins)  # some may be gone
        self.scene.place({name: QPointF(*place) for name, place in places.items()})
        self._hold(DEPTH)

    def _hold(self, depth: float) -> None:
        self.scene.aim()
        for name in self._origins:
            if name in self.scene.cards:
                self.scene.cards[name].setZValue(depth)
        self.scene.ways.hold(self._origins if depth == DEPTH_HELD else ())

    def paint(self, painter: QPainter, inks: Inks) -> None:
        self.guides.paint(painter, inks)
        if self._wire is not None:
            painter.setPen(inks.wire_selected)
            painter.setBrush(inks.no_brush)
            painter.drawPath(self._wire.path())


def _united(frames: Iterable[QRectF]) -> QRectF:
    hull = QRectF()
    for frame in frames:
        hull = hull.united(frame)
    return hull
