"""A wire on the canvas."""

from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem

from core.document.graph import Wire
from gui.canvas.geometry import Curve
from gui.canvas.inks import Inks

ROOM = 4.0  # for the widest pen, around the curve


class WireItem(QGraphicsPathItem):
    """The curve between two ports. Painting and bounds stay in Qt's own code: there may be thousands."""

    def __init__(self, wire: Wire, inks: Inks) -> None:
        super().__init__()
        self.wire, self._inks = wire, inks
        self.curve: Curve | None = None
        self.line = QLineF()  # from end to end, as it is drawn from far away
        self.hovered = self.selected = self.near = False
        self.level: int | None = None  # of its weight, where it has one
        self._repen()

    @property
    def nodes(self) -> tuple[str, str]:
        """Where it comes from, and where it leads."""
        return self.wire.source.node, self.wire.target.node

    def shape(self) -> QPainterPath:
        """What the bounds are taken from: with room for the pen, and much cheaper than an outline of the curve."""
        box = QPainterPath()
        box.addRect(self.path().controlPointRect().adjusted(-ROOM, -ROOM, ROOM, ROOM))
        return box

    def lead(self, curve: Curve) -> None:
        """Draw it along a curve of the scene."""
        if curve != self.curve:
            self.curve = curve
            self.line = QLineF(*curve.way[0], *curve.way[-1])
            self.setPath(curve.path())

    def weigh(self, level: int | None) -> None:
        """Draw it by the sign and size of its weight; None: it has none."""
        if level != self.level:
            self.level = level
            self._repen()

    def show_wire(self, wire: Wire) -> None:
        """Show another value of the same wire, with the same ends."""
        self.wire = wire
        self._repen()

    def mark(
        self, *, hovered: bool | None = None, selected: bool | None = None, near: bool | None = None
    ) -> None:
        """``near``: a node that it belongs to is pointed at or selected."""
        self.hovered = self.hovered if hovered is None else hovered
        self.selected = self.selected if selected is None else selected
        self.near = self.near if near is None else near
        self._repen()

    def set_inks(self, inks: Inks) -> None:
        self._inks = inks
        self._repen()

    def _repen(self) -> None:
        inks, marked = self._inks, self.selected or self.hovered
        if self.level is not None and inks.weights:
            pen = inks.weighed(self.level, near=self.near, marked=marked, delayed=self.wire.delayed)
        else:
            pen = inks.wire_near if self.near else inks.wire
            pen = inks.wire_selected if self.selected else inks.wire_hovered if self.hovered else pen
            pen = inks.dashed(pen) if self.wire.delayed else pen
        if pen != self.pen():
            self.setPen(pen)
