"""A wire on the canvas."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem

from core.document.graph import Wire
from gui.canvas.geometry import distance_to_wire, wire_crosses, wire_path
from gui.canvas.inks import Inks


class WireItem(QGraphicsPathItem):
    """The curve between two ports. Painting and bounds stay in Qt's own code: there may be thousands."""

    def __init__(self, wire: Wire, inks: Inks) -> None:
        super().__init__()
        self.wire, self._inks = wire, inks
        self.start, self.end = QPointF(), QPointF()
        self.hovered = self.selected = False
        self.setPen(inks.wire)

    def shape(self) -> QPainterPath:
        """What the bounds are taken from: with room for the pen, and much cheaper than an outline of the curve."""
        box = QPainterPath()
        box.addRect(self.path().controlPointRect().adjusted(-2.0, -2.0, 2.0, 2.0))
        return box

    def lead(self, start: QPointF, end: QPointF) -> None:
        """Draw the curve between two points of the scene."""
        if start != self.start or end != self.end or self.path().isEmpty():
            self.start, self.end = start, end
            self.setPath(wire_path(start, end))

    def mark(self, *, hovered: bool | None = None, selected: bool | None = None) -> None:
        self.hovered = self.hovered if hovered is None else hovered
        self.selected = self.selected if selected is None else selected
        self._repen()

    def set_inks(self, inks: Inks) -> None:
        self._inks = inks
        self._repen()

    def _repen(self) -> None:
        inks = self._inks
        pen = inks.wire_selected if self.selected else inks.wire_hovered if self.hovered else inks.wire
        if pen != self.pen():
            self.setPen(pen)

    def distance(self, point: QPointF) -> float:
        return distance_to_wire(point, self.start, self.end)

    def crosses(self, rect: object) -> bool:
        return wire_crosses(rect, self.start, self.end)
