"""The canvas as it is drawn, painted for somewhere else: what is only of the moment stays behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem

from gui.canvas.block_items import BlockFrame
from gui.canvas.bubble import Bubble
from gui.canvas.caption import ABOVE, ROOM, Caption
from gui.canvas.geometry import WIDTH
from gui.canvas.inks import Inks
from gui.canvas.inside import InsidePanel
from gui.canvas.node_item import NodeItem
from gui.canvas.plates import weight_plate
from gui.canvas.scene import Scene
from gui.canvas.settling import settle
from gui.canvas.weight_plate import paint_plate
from gui.canvas.wire_item import WireItem
from gui.drawing.legend import Entry, categories, wires
from gui.drawing.picture import Options


def paint_drawing(painter: QPainter, scene: Scene, options: Options) -> None:
    """Paint a scene as a drawing, in the scene's own coordinates and with no ground.

    Every visible item is asked to paint itself as it does on the screen, in inks that say what the drawing wants
    (``Inks.printed``, ``Inks.weights``), at 100 %; so there is no second way in which a card or a wire is painted.
    Left out: problems and their fixes, selection, the pointer's marks, the dots of the canvas.
    """
    with scene.dressed(options.inks), _untouched(scene):
        for item in _chosen(scene, options.only):
            painter.save()
            painter.setTransform(item.sceneTransform(), True)
            item.paint(painter, QStyleOptionGraphicsItem(), None)
            painter.restore()
        if options.weights:
            _paint_weights(painter, scene, options)


class CanvasContent:
    """A scene as a drawing, to be put into a picture."""

    def __init__(self, scene: Scene, options: Options) -> None:
        self._scene, self._options = scene, options
        items = list(_chosen(scene, options.only))
        self.bounds = reduce(QRectF.united, map(_extent, items), QRectF())
        self.entries = _entries(items, options.inks)

    def paint(self, painter: QPainter) -> None:
        paint_drawing(painter, self._scene, self._options)


def _chosen(scene: Scene, only: frozenset[str] | None) -> Iterator[QGraphicsItem]:
    """What belongs to the drawing, from the lowest to the uppermost."""
    items = [
        i for i in scene.items(Qt.SortOrder.AscendingOrder) if i.isVisible() and not isinstance(i, Bubble)
    ]
    if only is None:
        return iter(items)
    blocks = scene.session.document.graph.blocks.values()
    only = only.union(block.id for block in blocks if only.issuperset(block.members))
    frames = (item.sceneBoundingRect() for name, item in scene.standing.items() if name in only)
    room = reduce(QRectF.united, frames, QRectF())
    return (item for item in items if _belongs(item, only, room))


def _paint_weights(painter: QPainter, scene: Scene, options: Options) -> None:
    """Write the weights on the wires, where there is room."""
    items = list(_chosen(scene, options.only))
    wires = [i.wire for i in items if isinstance(i, WireItem) and i.level is not None]
    plates = {
        wire.id: weight_plate(scene.live, wire) for wire in wires if scene.live.weight(wire) is not None
    }
    nodes = (item for item in items if isinstance(item, NodeItem))
    for name, place in settle(scene, list(plates.values()), nodes).items():
        paint_plate(painter, place.shown(plates[name]), place.rect, options.inks)


def _belongs(item: QGraphicsItem, only: frozenset[str], room: QRectF) -> bool:
    """Whether an item is one of those that are wanted, or stands among them."""
    match item:
        case NodeItem():
            return item.node.id in only
        case BlockFrame():
            return item.name in only
        case WireItem():
            return only.issuperset(item.nodes)
        case InsidePanel():
            return item.card.name in only
        case Caption():
            return item.anchor in only
    return room.contains(item.sceneBoundingRect())


def _extent(item: QGraphicsItem) -> QRectF:
    """What an item takes up at 100 %; a caption has room to grow, which it does not need here."""
    if isinstance(item, Caption):
        return QRectF(0.0, -ABOVE - ROOM, WIDTH, ROOM).translated(item.pos())
    return item.sceneBoundingRect()


def _entries(items: list[QGraphicsItem], inks: Inks) -> list[Entry]:
    cards = [i for i in items if isinstance(i, NodeItem)]
    nodes = {card.name: card.node.spec for card in cards}
    drawn = [i.wire for i in items if isinstance(i, WireItem)]
    weighed = [w.id for w in drawn if w.target.node in nodes and nodes[w.target.node].weighs]
    return [*categories((card.look.face.category for card in cards), inks), *wires(drawn, weighed, inks)]


@contextmanager
def _untouched(scene: Scene) -> Iterator[None]:
    """As if the pointer were elsewhere, no wire were being drawn, and nothing were wrong."""
    looks = {item: item.look for item in scene.cards.values()}
    hovered = [item for item in scene.wires.values() if item.hovered]
    for item, look in looks.items():
        item.look = look._replace(hovered=False, aimed=False, faulty=False)
    for item in hovered:
        item.mark(hovered=False)
    try:
        yield
    finally:
        for item, look in looks.items():
            item.look = look
        for item in hovered:
            item.mark(hovered=True)
