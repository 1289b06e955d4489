"""A node on the canvas: a card that shows what the document says of it."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from core.document.extent import extent
from core.document.graph import End, Node
from gui.canvas.card import CardStore, Look
from gui.canvas.circle import paint_value
from gui.canvas.faces import Face
from gui.canvas.geometry import distance, port_offset, port_offsets, title_box

LEAST_VALUE_SCALE = 0.5  # smaller, a live number cannot be read
DEPTH, DEPTH_HELD = 1.0, 2.0  # a card that is being moved lies above the others


class NodeItem(QGraphicsRectItem):
    """Holds no state of its own beside what is shown; its ports are places on it, not items."""

    def __init__(self, node: Node, face: Face, store: CardStore) -> None:
        super().__init__()
        self.node, self._store = node, store
        self.value = ""
        self.look = Look(face, len(node.spec.inputs), len(node.spec.outputs), extent(node.spec))
        self.look = self.look._replace(colour=node.colour, pinned=node.pinned)
        self.setRect(self.look.bounds)
        self.setPen(QPen(Qt.PenStyle.NoPen))
        self.setZValue(DEPTH)
        self.setPos(*node.position)

    def show_node(self, node: Node, face: Face) -> None:
        """Show another value of the same node; where it stands is the scene's affair."""
        self.node, spec = node, node.spec
        self.change(face=face, inputs=len(spec.inputs), outputs=len(spec.outputs), size=extent(spec))
        self.change(colour=node.colour, pinned=node.pinned)

    @property
    def name(self) -> str:
        return self.node.id

    @property
    def anchor(self) -> QPointF:
        """Where it is for who goes from thing to thing."""
        return self.frame.center()

    @property
    def frame(self) -> QRectF:
        """What it takes up in the scene now, without the halo around it."""
        return QRectF(self.pos(), QSizeF(*self.look.size))

    def change(self, **changes: object) -> None:
        """Change the look, and repaint where it is another one."""
        look = self.look._replace(**changes)
        if look != self.look:
            if look.bounds != self.look.bounds:
                self.setRect(look.bounds)
            self.look = look
            self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        self._store.draw(painter, self.look)
        if self.value and painter.worldTransform().m11() >= LEAST_VALUE_SCALE:
            paint_value(painter, self.value, self.look.size, self._store.inks)

    def show_value(self, text: str) -> None:
        """Show a live number in the circle; an empty text: none is known."""
        if text != self.value:
            self.value = text
            self.change(valued=bool(text))
            self.update()

    @property
    def title(self) -> str:
        """What it is called."""
        return self.look.face.title

    def title_box(self) -> QRectF:
        """Where its title is edited, in the scene."""
        return title_box(self.frame, self.node.spec)

    def covers(self, point: QPointF) -> bool:
        """Whether a point of the scene lies on the card, or the circle, itself."""
        if self.node.spec.single:
            return distance(self.frame.center(), point) <= self.look.size[0] / 2
        return self.frame.contains(point)

    def port_position(self, port: str, output: bool) -> QPointF:
        """Where a port is in the scene now."""
        return self.pos() + port_offset(self.node.spec, port, output)

    def ports(self, output: bool) -> list[tuple[End, QPointF]]:
        """All output or all input ports, and where they are in the scene now."""
        here = self.pos()
        return [(End(self.node.id, p), here + o) for p, o in port_offsets(self.node.spec, output)]
