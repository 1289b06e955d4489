"""The canvas from far away: thousands of cards as plain plates, painted all at once."""

from collections import defaultdict

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.canvas.card import BAR
from gui.canvas.geometry import CARD_RECT, HEIGHT, WIDTH
from gui.canvas.scene import Scene

SCALE = 0.32  # from here on down, words on cards cannot be read
BAR_WIDTH = 14.0  # wider than on a card, or it would not be seen


def paint_overview(painter: QPainter, scene: Scene, exposed: QRectF) -> None:
    """Paint what of a scene lies in ``exposed``; the painter is in the scene's units."""
    _paint_wires(painter, scene, exposed)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    plates: dict[int, list[QRectF]] = defaultdict(list)
    bars: dict[str, list[QRectF]] = defaultdict(list)
    pens = (_thin(scene.inks.border), _thin(scene.inks.fault), _thin(scene.inks.accent, 2.0))
    wide = exposed.adjusted(-WIDTH, -HEIGHT, WIDTH, HEIGHT)
    for item in scene.nodes.values():
        position, look = item.pos(), item.look
        if wide.contains(position):
            plates[2 if look.selected else int(look.faulty)].append(CARD_RECT.translated(position))
            bars[look.face.category].append(
                QRectF(position.x() + BAR.x(), position.y() + BAR.y(), BAR_WIDTH, BAR.height())
            )
    painter.setBrush(scene.inks.raised)
    for kind, rects in sorted(plates.items()):
        painter.setPen(pens[kind])
        painter.drawRects(rects)
    painter.setPen(Qt.PenStyle.NoPen)
    for category, rects in bars.items():
        painter.setBrush(scene.inks.category(category))
        painter.drawRects(rects)


def _paint_wires(painter: QPainter, scene: Scene, exposed: QRectF) -> None:
    lines: dict[bool, list[QLineF]] = {False: [], True: []}
    for item in scene.wires.values():
        if item.isVisible():
            lines[item.selected].append(QLineF(item.start, item.end))
    for selected, found in lines.items():
        painter.setPen(_thin(scene.inks.accent if selected else scene.inks.wire_colour, 1.0 + selected))
        painter.drawLines(found)


def _thin(colour: QColor, width: float = 1.0) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen


def centre(position: QPointF) -> QPointF:
    """The middle of a card that stands at a position."""
    return position + CARD_RECT.center()
