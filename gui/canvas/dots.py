"""Single values from far away: dots, of which thousands are copies of one picture."""

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QTransform

from core.document.extent import CIRCLE

LEAST, LEAST_MARKED = 3.0, 12.0  # pixels across, or a dot, or the ring around it, would not be seen
MOST = 64  # pictures that are kept


class Dots:
    """Keeps the pictures of dots at the scale at which they were drawn last."""

    def __init__(self) -> None:
        self._pictures: dict[tuple[str, float, str, float], QPixmap] = {}

    def draw(self, painter: QPainter, middles: Iterable[QPointF], rim: QPen, fill: QColor) -> None:
        """Draw dots around points of the scene."""
        transform, ratio = painter.worldTransform(), painter.device().devicePixelRatioF()
        least = LEAST_MARKED if rim.widthF() > 1 else LEAST
        across = max(least, CIRCLE[0] * transform.m11()) * ratio
        picture = self._picture(across, rim, fill, ratio)
        corner = QPointF(picture.width(), picture.height()) / (2 * ratio)
        painter.setWorldTransform(QTransform())
        for middle in middles:
            painter.drawPixmap(transform.map(middle) - corner, picture)
        painter.setWorldTransform(transform)

    def _picture(self, across: float, rim: QPen, fill: QColor, ratio: float) -> QPixmap:
        key = (rim.color().name(), rim.widthF(), fill.name(), round(across, 2))
        if key not in self._pictures:
            if len(self._pictures) >= MOST:
                self._pictures.clear()
            self._pictures[key] = _painted(across, rim, fill, ratio)
        return self._pictures[key]


def _painted(across: float, rim: QPen, fill: QColor, ratio: float) -> QPixmap:
    """``across`` in pixels of the device."""
    side = math.ceil(across) + 2
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle, width = QPointF(side / 2, side / 2), rim.widthF() * ratio
    painter.setPen(QPen(rim.color(), width))
    painter.drawEllipse(middle, (across - width) / 2, (across - width) / 2)
    gap = width / 2 if width > ratio else 0.0  # a ring shows, whatever the colour within
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawEllipse(middle, across / 2 - width - gap, across / 2 - width - gap)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
