"""What of the canvas is seen: zooming to a point, scrolling, fitting."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

from gui.canvas.geometry import HEIGHT, WIDTH

CLOSEST, FARTHEST = 4.0, 0.02
STEP = 2.0**0.25  # four notches of a wheel double the size
MARGIN = 40.0  # pixels around what is fitted in
ROOM = 50_000.0  # canvas units around everything, to scroll in
REACH_IN_PIXELS = 1e9  # scroll bars count in 32-bit integers


class Camera:
    """Moves the window of a view over its scene. Places are in viewport pixels, points in the scene.

    ``zoomed`` is told every new scale.
    """

    def __init__(self, view: QGraphicsView, zoomed: Callable[[float], object]) -> None:
        self._view, self._zoomed = view, zoomed
        self._reach = 0.0
        self.cover(0.0)

    @property
    def scale(self) -> float:
        """1 is 100 %."""
        return self._view.transform().m11()

    def cover(self, reach: float) -> None:
        """Let everything be scrolled to that lies within ``reach`` of the origin."""
        if reach + ROOM / 2 > self._reach:
            self._reach = reach + ROOM
            self._view.setSceneRect(-self._reach, -self._reach, 2 * self._reach, 2 * self._reach)

    def point(self, place: QPointF) -> QPointF:
        """The point of the scene at a place of the viewport, not rounded."""
        inverted, _ = self._view.viewportTransform().inverted()
        return inverted.map(place)

    def zoom_to(self, scale: float, place: QPointF | None = None) -> None:
        """Set the scale; the point at ``place`` (else the middle) stays where it is on screen."""
        place = self._middle if place is None else place
        scale = max(FARTHEST, min(scale, CLOSEST, REACH_IN_PIXELS / self._reach))
        if abs(scale - 1.0) < 0.01:
            scale = 1.0
        point = self.point(place)
        self._view.setTransform(QTransform.fromScale(scale, scale))
        self.scroll(self._view.viewportTransform().map(point) - place)
        self._zoomed(scale)

    def zoom_by(self, factor: float, place: QPointF | None = None) -> None:
        self.zoom_to(self.scale * factor, place)

    def scroll(self, by: QPointF) -> None:
        """Move the window by so many pixels: what is seen goes the other way."""
        for bar, distance in (
            (self._view.horizontalScrollBar(), by.x()),
            (self._view.verticalScrollBar(), by.y()),
        ):
            bar.setValue(bar.value() + round(distance))

    def fit(self, rect: QRectF, closest: float = 1.0) -> None:
        """Show a part of the scene whole, in the middle, and no larger than ``closest``."""
        self.zoom_to(min(self.scale_for(rect), closest))
        self.centre(rect.center())

    def scale_for(self, rect: QRectF) -> float:
        """The largest scale at which a part of the scene can be seen whole."""
        size = self._view.viewport().size()
        across = max(1.0, size.width() - 2 * MARGIN) / max(rect.width(), WIDTH)
        down = max(1.0, size.height() - 2 * MARGIN) / max(rect.height(), HEIGHT)
        return min(across, down)

    def sees(self, rect: QRectF) -> bool:
        """Whether all of a part of the scene is in view."""
        return QRectF(self._view.viewport().rect()).contains(self._view.viewportTransform().mapRect(rect))

    def centre(self, point: QPointF) -> None:
        """Bring a point of the scene to the middle."""
        self.scroll(self._view.viewportTransform().map(point) - self._middle)

    def reveal(self, rect: QRectF) -> None:
        """Scroll as little as needed to see a part of the scene."""
        seen = self._view.viewportTransform().mapRect(rect)
        room = QRectF(self._view.viewport().rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        across = min(0.0, seen.left() - room.left()) or max(0.0, seen.right() - room.right())
        down = min(0.0, seen.top() - room.top()) or max(0.0, seen.bottom() - room.bottom())
        self.scroll(QPointF(across, down))

    @property
    def _middle(self) -> QPointF:
        return QRectF(self._view.viewport().rect()).center()
