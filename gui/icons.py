"""Icons: small drawings in resources/icons, tinted with the theme's colours.

Drawn in one colour, ``currentColor``. Own drawings rather than an icon font: they cost a millisecond of the start,
not a quarter of a second.
"""

from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from gui.theme import Theme

SCALES = (1, 2, 3)


def drawing(name: str, colour: str) -> bytes:
    """The SVG of an icon in one colour."""
    source = (files("resources") / "icons" / f"{name}.svg").read_text("utf-8")
    return source.replace("currentColor", colour).encode()


def icon(name: str, colour: str, disabled: str = "", size: int = 16) -> QIcon:
    """An icon, sharp at every scale of the screen; ``disabled``: its colour where it cannot be used."""
    result = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled or colour)):
        for scale in SCALES:
            result.addPixmap(pixmap(name, tint, size, scale), mode)
    return result


def themed(name: str, theme: Theme) -> QIcon:
    """An icon in the colour of text."""
    return icon(name, theme.text, theme.disabled)


def pixmap(name: str, colour: str, size: int = 16, scale: float = 1.0) -> QPixmap:
    """One picture of an icon, ``size`` points wide, for a screen of this scale."""
    from PySide6.QtSvg import (
        QSvgRenderer,  # a library of its own, not needed for the first picture of the window
    )

    renderer = QSvgRenderer(QByteArray(drawing(name, colour)))
    shape = renderer.defaultSize()
    width = round(size * scale)
    result = QPixmap(width, round(width * shape.height() / shape.width()))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter, QRectF(result.rect()))
    painter.end()
    result.setDevicePixelRatio(scale)
    return result
