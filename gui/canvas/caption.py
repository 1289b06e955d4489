"""The name of a part of the network, over its first card."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from core.document.graph import Graph
from core.document.players import Players
from gui.canvas.geometry import WIDTH
from gui.canvas.inks import Inks
from gui.theme import HEAD_PX, text_font

ABOVE, ROOM = 6.0, 16.0  # distance from the card, height of the line
LEAST_SCALE = 0.2  # smaller, it cannot be read
LARGEST = 2.4  # times its size: it shrinks more slowly than the cards when zooming out


class Caption(QGraphicsRectItem):
    """``anchor``: the node that it stands over."""

    def __init__(self, side: str, inks: Inks) -> None:
        super().__init__(QRectF(0.0, -ABOVE - ROOM * LARGEST, WIDTH * LARGEST, ROOM * LARGEST))
        self.side, self.anchor, self._inks = side, "", inks
        self._font = text_font(HEAD_PX, QFont.Weight.DemiBold)
        self._font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        self.setPen(QPen(Qt.PenStyle.NoPen))

    def stand_over(self, anchor: str, card: QPointF) -> None:
        self.anchor = anchor
        self.setPos(card)

    def set_inks(self, inks: Inks) -> None:
        self._inks = inks
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        scale = painter.worldTransform().m11()
        if scale < LEAST_SCALE:
            return
        painter.save()
        painter.translate(0.0, -ABOVE)
        grown = min(max(1 / scale, 1.0), LARGEST)
        painter.scale(grown, grown)
        painter.setFont(self._font)
        painter.setPen(self._inks.side_text(self.side))
        line = QRectF(0.0, -ROOM, WIDTH, ROOM)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self.side.upper())
        painter.restore()


def anchors(players: Players | None, graph: Graph) -> dict[str, str]:
    """Of each player the node that stands uppermost and leftmost, by the player's name."""
    if players is None:
        return {}
    places = {name: node.position for name, node in graph.nodes.items() if not node.spec.fed}
    sides = {"generator": players.generator, "discriminator": players.discriminator}
    cards = {side: nodes & places.keys() for side, nodes in sides.items()}
    return {side: min(names, key=lambda name: sum(places[name])) for side, names in cards.items() if names}
