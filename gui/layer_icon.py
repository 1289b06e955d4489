"""A layer's icon: a rounded square in the colour of its category with its drawing, or its initial, on it."""

from typing import Protocol

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from core.layers.base import Category
from gui.colour import contrast
from gui.theme import Theme, text_font

CORNER = 0.28  # of the side
MARGIN = 0.14
LINE = 1.7  # width of the drawing's lines, where the square of the drawing is 16 wide


class Listed(Protocol):
    """What can stand in a list of things to put on the canvas: a layer or its class, a block of the user's."""

    @property
    def title(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def category(self) -> Category: ...
    @property
    def icon(self) -> str: ...


def paint_layer_icon(painter: QPainter, place: QRectF, layer: Listed, theme: Theme) -> None:
    """Paint the icon of a layer or block into a square."""
    ground = theme.categories.get(layer.category, theme.muted)
    ink = max(theme.surface, theme.text, key=lambda colour: contrast(colour, ground))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(place, CORNER * place.width(), CORNER * place.width())
    if layer.icon:
        inset = MARGIN * place.width()
        paint_strokes(painter, place.adjusted(inset, inset, -inset, -inset), layer.icon, ink)
    else:
        painter.setPen(QColor(ink))
        painter.setFont(text_font(round(0.58 * place.height()), QFont.Weight.DemiBold))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, layer.title[:1].upper())
    painter.restore()


def paint_strokes(painter: QPainter, place: QRectF, path: str, ink: str) -> None:
    """Paint the drawing of a layer's icon, without the square, into a place."""
    from PySide6.QtSvg import QSvgRenderer  # a library of its own, not needed for the window's first picture

    source = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
        f'<path d="{path}" fill="none" stroke="{ink}" stroke-width="{LINE}" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
    QSvgRenderer(QByteArray(source.encode())).render(painter, place)
