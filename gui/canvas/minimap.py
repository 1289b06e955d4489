"""The whole network in a corner of the canvas, while only a part of it is seen."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from core.document.blocks import fold
from core.document.graph import Graph
from gui.canvas.geometry import bounds
from gui.canvas.node_item import NodeItem
from gui.theme import CORNER

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

LARGEST, LEAST = QSizeF(184.0, 116.0), 40.0  # of what is drawn, in pixels
PADDING, APART = 8, 8
ROOM = QSize(520, 360)  # a canvas smaller than this has none to spare
SMALLEST = 2.0  # pixels: a node on the map
MOST_WIRES = 2_000  # more would only be a blot
PAUSE, NODES_A_MILLISECOND = 40, 50  # between two drawings, the longer the more there is to draw


class Minimap(QWidget):
    """Nodes in the colours of their categories, and a frame around what is seen: click or drag to go there.

    It comes by itself when the network is larger than what is seen, where it is ``wanted``. ``switched`` tells when the
    user wants it or no longer does.
    """

    switched = Signal(bool)

    def __init__(self, view: "CanvasView") -> None:
        super().__init__(view)
        self._view = view
        self._wanted = True
        self._area = QRectF()  # of the scene
        self._seen = Graph()  # what is drawn
        self._picture = QPixmap()
        self._stale = False
        self._grip = QPointF()  # from the middle of the frame to where it was taken
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._draw)
        self.setAccessibleName("Map of the network")
        self.setToolTip("Click or drag to move what is seen")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # arrows and the search move the canvas as well
        self.hide()
        view.session.document_changed.connect(self._draw_soon)
        view.appearance.changed.connect(self._draw)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self.follow)
            bar.rangeChanged.connect(self.follow)  # a zoom may leave the value as it is
        self._draw_soon()

    @property
    def wanted(self) -> bool:
        return self._wanted

    @wanted.setter
    def wanted(self, wanted: bool) -> None:
        self._wanted = wanted
        self.follow()

    def switch(self) -> None:
        """Show it from now on, or no longer."""
        self.wanted = not self.wanted
        self.switched.emit(self.wanted)

    @property
    def seen(self) -> QRectF:
        """The part of the scene that the canvas shows."""
        view = self._view
        return view.viewportTransform().inverted()[0].mapRect(QRectF(view.viewport().rect()))

    def follow(self) -> None:
        """Show what is seen now, where that is not all."""
        size = self._view.size()
        roomy = size.width() >= ROOM.width() and size.height() >= ROOM.height()
        self.setVisible(
            self._wanted and roomy and not self._area.isEmpty() and not self.seen.contains(self._area)
        )
        self.update()

    def settle(self) -> None:
        """Stand above the buttons that zoom."""
        below = self._view.zoom_bar.geometry()
        self.move(below.right() + 1 - self.width(), below.top() - APART - self.height())
        self.follow()

    def _draw_soon(self) -> None:
        if not self._later.isActive():
            self._later.start(PAUSE + len(self._view.canvas.nodes) // NODES_A_MILLISECOND)

    def _draw(self) -> None:
        """The network has changed, or how it is to be drawn."""
        view = self._view
        self._seen = fold(view.session.document.graph)
        self._area = bounds(view.session.document.graph)
        size = (self._area.size() * self._scale).expandedTo(QSizeF(LEAST, LEAST)).toSize()
        self.setFixedSize(size + QSize(2 * PADDING, 2 * PADDING))
        self._stale = True
        self.settle()

    @property
    def picture(self) -> QPixmap:
        """Nodes and wires as they stand in the document; drawn when it is needed."""
        if self._stale:
            self._stale = False
            self._draw_picture()
        return self._picture

    def _draw_picture(self) -> None:
        ratio = self.devicePixelRatioF()
        self._picture = QPixmap(self.size() * ratio)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(Qt.GlobalColor.transparent)
        if not self._area.isEmpty():
            painter = QPainter(self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_wires(painter)
            self._paint_nodes(painter)
            painter.end()

    @property
    def _scale(self) -> float:
        """Pixels a unit of the scene."""
        return min(
            LARGEST.width() / max(self._area.width(), 1.0), LARGEST.height() / max(self._area.height(), 1.0)
        )

    def _place(self, point: QPointF) -> QPointF:
        """Where a point of the scene is on the map."""
        return QRectF(self.rect()).center() + (point - self._area.center()) * self._scale

    def point(self, place: QPointF) -> QPointF:
        """The point of the scene at a place of the map."""
        return self._area.center() + (place - QRectF(self.rect()).center()) / self._scale

    def _frame(self, rect: QRectF) -> QRectF:
        return QRectF(self._place(rect.topLeft()), self._place(rect.bottomRight()))

    def _paint_wires(self, painter: QPainter) -> None:
        scene = self._view.canvas
        if len(scene.wires) > MOST_WIRES:
            return
        nodes, unseen = self._seen.nodes, scene.blocks.unseen
        middles = {
            name: self._place(QPointF(*nodes[name].position) + item.rect().center())
            for name, item in self._standing()
        }
        ends = ([unseen.get(n, n) for n in item.nodes] for item in scene.wires.values() if item.isVisible())
        painter.setPen(QPen(scene.inks.faded(scene.inks.muted, 110), 0.75))
        painter.drawLines([QLineF(middles[a], middles[b]) for a, b in ends if a in middles and b in middles])

    def _standing(self) -> Iterator[tuple[str, NodeItem]]:
        """What stands on the canvas, and stood there when the map was last measured: it lags behind a little."""
        nodes = self._seen.nodes
        return ((name, item) for name, item in self._view.canvas.standing.items() if name in nodes)

    def _paint_nodes(self, painter: QPainter) -> None:
        scene, nodes = self._view.canvas, self._seen.nodes
        rects: dict[str, list[QRectF]] = {}
        for name, item in self._standing():
            place = self._place(QPointF(*nodes[name].position))
            size = QSizeF(*item.look.size) * self._scale
            rect = QRectF(place, size.expandedTo(QSizeF(SMALLEST, SMALLEST)))
            rects.setdefault(item.look.face.category, []).append(rect)
        painter.setPen(Qt.PenStyle.NoPen)
        for category, group in rects.items():
            painter.setBrush(scene.inks.category(category))
            painter.drawRects(group)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, inks = self._view.appearance.theme, self._view.canvas.inks
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.border), 1.0))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        painter.drawPixmap(0, 0, self.picture)
        frame = self._frame(self.seen).intersected(self.rect().toRectF().adjusted(2.5, 2.5, -2.5, -2.5))
        painter.setPen(QPen(inks.accent, 1.5))
        painter.setBrush(inks.faded(inks.accent, 30))
        painter.drawRoundedRect(frame, 3.0, 3.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        inside = self._frame(self.seen).contains(event.position())
        self._grip = self.point(event.position()) - self.seen.center() if inside else QPointF()
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # it is not the canvas's

    def _go(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._view.camera.centre(self.point(event.position()) - self._grip)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()  # else the canvas would zoom to a place that is not under the pointer
