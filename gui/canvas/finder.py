"""What lies where on the canvas."""

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from core.document.graph import End
from gui.canvas.block_items import BlockFrame
from gui.canvas.bubble import Bubble
from gui.canvas.geometry import HALO, PORT_REACH, WIRE_REACH, distance
from gui.canvas.inside import InsidePanel
from gui.canvas.node_item import NodeItem
from gui.canvas.wire_item import WireItem

INSET = 12.0  # a wire that a card only just touches does not run through it
T = TypeVar("T", bound=QGraphicsItem)


class Finder:
    """Answers questions about places in the scene with what stands there now; hidden things are not found."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene

    def node(self, point: QPointF) -> NodeItem | None:
        """The uppermost card at a point, or the one whose inside is shown there."""
        item = self._plate(point)
        return item.card if isinstance(item, InsidePanel) else item

    def panel(self, point: QPointF) -> InsidePanel | None:
        """The panel at a point that shows the inside of a layer; not where a card lies over it."""
        item = self._plate(point)
        return item if isinstance(item, InsidePanel) else None

    def _plate(self, point: QPointF) -> NodeItem | InsidePanel | None:
        """The uppermost card or panel at a point; from far away there are no panels."""
        kinds = NodeItem if any(view.from_afar for view in self._scene.views()) else (NodeItem, InsidePanel)
        return next((item for item in self._near(point, 1.0, kinds) if item.covers(point)), None)

    def port(
        self, point: QPointF, reach: float = PORT_REACH, output: bool | None = None
    ) -> tuple[End, bool] | None:
        """The nearest port within reach of a point, and whether it is an output; of one kind only, or of both."""
        kinds = (True, False) if output is None else (output,)
        found = [
            (distance(point, at), end, kind)
            for item in self._near(point, reach + HALO, NodeItem)
            for kind in kinds
            for end, at in item.ports(kind)
        ]
        near = min(found, key=lambda f: f[0], default=None)
        return (near[1], near[2]) if near and near[0] <= reach and self.panel(point) is None else None

    def outline(self, point: QPointF) -> BlockFrame | None:
        """The expanded block whose bar lies at a point."""
        return next((item for item in self._near(point, 1.0, BlockFrame) if item.bar.contains(point)), None)

    def wire(self, point: QPointF, reach: float = WIRE_REACH) -> WireItem | None:
        """The nearest wire within reach of a point."""
        found = [(i.curve.distance(point), i) for i in self._near(point, reach, WireItem) if i.isVisible()]
        near = min(found, key=lambda f: f[0], default=None)
        return near[1] if near and near[0] <= reach and self.panel(point) is None else None

    def wire_through(self, card: QRectF) -> WireItem | None:
        """The wire that runs through a card, nearest to its middle."""
        inner = card.adjusted(INSET, INSET, -INSET, -INSET)
        found = [i for i in self._items(inner, WireItem) if i.isVisible() and i.curve.crosses(inner)]
        return min(found, key=lambda item: item.curve.distance(card.center()), default=None)

    def bubble(self, point: QPointF) -> Bubble | None:
        """The uppermost bubble at a point."""
        item = next(self._near(point, 0.5, (Bubble, InsidePanel)), None)
        return item if isinstance(item, Bubble) else None

    def cards(self, rect: QRectF) -> Iterator[NodeItem]:
        """The cards whose bounds, with their halo, meet a rectangle."""
        return self._items(rect, NodeItem)

    def nodes(self, rect: QRectF) -> set[str]:
        """The nodes and collapsed blocks whose cards a rectangle touches."""
        return {i.node.id for i in self.cards(rect) if rect.intersects(i.frame)}

    def wires(self, rect: QRectF) -> set[str]:
        """The wires that run through a rectangle."""
        return {i.wire.id for i in self._items(rect, WireItem) if i.curve.crosses(rect)}

    def wires_near(self, rect: QRectF) -> Iterator[str]:
        """The wires whose bounds meet a rectangle."""
        return (item.wire.id for item in self._items(rect, WireItem))

    def _near(self, point: QPointF, reach: float, kind: type[T] | tuple[type[T], ...]) -> Iterator[T]:
        return self._items(QRectF(point - QPointF(reach, reach), QSizeF(2 * reach, 2 * reach)), kind)

    def _items(self, rect: QRectF, kind: type[T] | tuple[type[T], ...]) -> Iterator[T]:
        """Items whose bounds meet a rectangle, the uppermost first."""
        mode = Qt.ItemSelectionMode.IntersectsItemBoundingRect
        return (item for item in self._scene.items(rect, mode) if isinstance(item, kind))
