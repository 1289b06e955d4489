"""Blocks on the canvas: collapsed they are a card, expanded an outline around their members."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from core.document.blocks import PADDING, TITLE_BAR, end_of, name_of
from core.document.graph import Block, End, Node
from gui.canvas.card import CardStore
from gui.canvas.faces import Face
from gui.canvas.geometry import port_offsets
from gui.canvas.inks import Inks
from gui.canvas.node_item import NodeItem
from gui.theme import CARD_CORNER

BELOW_WIRES = -1.0
CORNER = CARD_CORNER + 4.0
CHEVRON = 20.0  # side of what can be clicked
GAP = 8.0
LEAST_SCALE = 0.3  # smaller, a name cannot be read
SEEN_THROUGH = 190  # of 255: how much of the dots the ground of a block hides


class BlockCard(NodeItem):
    """One card for all members of a collapsed block; its ports are ends of the members."""

    def __init__(self, node: Node, face: Face, store: CardStore) -> None:
        super().__init__(node, face, store)
        self.change(sheets=True)

        self._note_ports()

    def show_node(self, node: Node, face: Face) -> None:
        super().show_node(node, face)
        self._note_ports()

    def _note_ports(self) -> None:
        """There may be hundreds, and each wire asks for two while the card is dragged."""
        self._offsets = {
            output: {end_of(port): at for port, at in port_offsets(self.node.spec, output)}
            for output in (False, True)
        }

    def end_position(self, end: End, output: bool) -> QPointF | None:
        """Where a wire to an end within ends now; None where it does not cross the border."""
        offset = self._offsets[output].get(end)
        return None if offset is None else self.pos() + offset

    def ports(self, output: bool) -> list[tuple[End, QPointF]]:
        here = self.pos()
        return [(end, here + offset) for end, offset in self._offsets[output].items()]


class BlockFrame(QGraphicsRectItem):
    """An outline behind the members of an expanded block, with a bar that names it and moves them all.

    Only the bar can be taken hold of: what lies between the members is still canvas.
    """

    def __init__(self, block: Block, inks: Inks) -> None:
        super().__init__()
        self._inks = inks
        self.selected = self.hovered = False
        self.setZValue(BELOW_WIRES)
        self.setPen(QPen(Qt.PenStyle.NoPen))
        self.show_block(block, "")

    def show_block(self, block: Block, count: str) -> None:
        """Show another value of the same block, and a count of its members in words."""
        self.block, self.count = block, count
        self.update()

    def surround(self, members: QRectF) -> None:
        """Lie around what the members take up."""
        frame = members.adjusted(-PADDING, -PADDING - TITLE_BAR, PADDING, PADDING)
        self.setPos(frame.topLeft())
        self.setRect(QRectF(QPointF(), frame.size()).adjusted(-2.0, -2.0, 2.0, 2.0))

    def set_inks(self, inks: Inks) -> None:
        self._inks = inks
        self.update()

    def change(self, *, selected: bool | None = None, hovered: bool | None = None) -> None:
        self.selected = self.selected if selected is None else selected
        self.hovered = self.hovered if hovered is None else hovered
        self.update()

    @property
    def name(self) -> str:
        return self.block.id

    @property
    def title(self) -> str:
        return name_of(self.block)

    @property
    def frame(self) -> QRectF:
        """What it takes up in the scene."""
        return self._box.translated(self.pos())

    @property
    def bar(self) -> QRectF:
        """Where it can be taken hold of, in the scene."""
        return QRectF(self.frame.topLeft(), self._bar.size())

    def title_box(self) -> QRectF:
        """Where its name is edited, in the scene."""
        return self.bar.adjusted(CHEVRON + GAP, 2.0, -GAP, 0.0)

    def on_chevron(self, point: QPointF) -> bool:
        """Whether a point of the scene lies on what collapses it."""
        return QRectF(self.bar.topLeft(), self._chevron.bottomRight() + self.bar.topLeft()).contains(point)

    @property
    def _box(self) -> QRectF:
        return self.rect().adjusted(2.0, 2.0, -2.0, -2.0)

    @property
    def _bar(self) -> QRectF:
        return QRectF(0.0, 0.0, self._box.width(), TITLE_BAR + PADDING / 2)

    @property
    def _chevron(self) -> QRectF:
        return QRectF(GAP, (self._bar.height() - CHEVRON) / 2, CHEVRON, CHEVRON)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        inks = self._inks
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rim = inks.mark(self.block.colour) if self.block.colour else inks.outline
        painter.setPen(inks.ring if self.selected else QPen(inks.edge if self.hovered else rim, 1.0))
        painter.setBrush(inks.faded(inks.ground, SEEN_THROUGH))
        painter.drawRoundedRect(self._box, CORNER, CORNER)
        if painter.worldTransform().m11() >= LEAST_SCALE:
            self._paint_bar(painter)

    def _paint_bar(self, painter: QPainter) -> None:
        inks, bar = self._inks, self._bar
        painter.setPen(QPen(inks.text if self.hovered else inks.muted, 1.6))
        painter.setBrush(inks.no_brush)
        painter.drawPath(_chevron_at(self._chevron.center()))
        left = self._chevron.right() + GAP / 2
        room = bar.right() - GAP - left
        count = QFontMetricsF(inks.muted_font).horizontalAdvance(self.count)
        metrics = QFontMetricsF(inks.title_font)
        title = metrics.elidedText(self.title, Qt.TextElideMode.ElideRight, max(room - count - GAP, room / 2))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(inks.title_font)
        painter.setPen(inks.text)
        painter.drawText(QRectF(left, 0.0, room, bar.height()), middle, title)
        left += metrics.horizontalAdvance(title) + GAP
        painter.setFont(inks.muted_font)
        painter.setPen(inks.muted)
        painter.drawText(QRectF(left, 0.5, bar.right() - GAP - left, bar.height()), middle, self.count)


def _chevron_at(middle: QPointF) -> QPainterPath:
    path = QPainterPath(middle + QPointF(-4.0, -2.0))
    path.lineTo(middle + QPointF(0.0, 2.0))
    path.lineTo(middle + QPointF(4.0, -2.0))
    return path
