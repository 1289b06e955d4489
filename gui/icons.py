"""Icons: small drawings in resources/icons, tinted with the theme's colours.

Drawn in one colour, ``currentColor``. Own drawings rather than an icon font: they cost a millisecond of the start,
not a quarter of a second.
"""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from gui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer

SCALES = (1, 2, 3)


def drawing(name: str, colour: str) -> bytes:
    """The SVG of an icon in one colour."""
    return _source(name).replace("currentColor", colour).encode()


@cache
def _source(name: str) -> str:
    return (files("resources") / "icons" / f"{name}.svg").read_text("utf-8")


def icon(name: str, colour: str, disabled: str = "", size: int = 16) -> QIcon:
    """An icon, sharp at every scale of the screen; ``disabled``: its colour where it cannot be used."""
    result = QIcon()
    add_pictures(result, name, colour, QIcon.Mode.Normal, size=size)
    if disabled:
        add_pictures(result, name, disabled, QIcon.Mode.Disabled, size=size)
    return result


def add_pictures(
    target: QIcon,
    name: str,
    colour: str,
    mode: QIcon.Mode = QIcon.Mode.Normal,
    state: QIcon.State = QIcon.State.Off,
    size: int = 16,
) -> None:
    """Give an icon its look in one mode and state."""
    renderer = _renderer(name, colour)
    for scale in SCALES:
        target.addPixmap(_picture(renderer, size, scale), mode, state)


def themed(name: str, theme: Theme) -> QIcon:
    """An icon in the colour of text."""
    return icon(name, theme.text, theme.disabled)


def pixmap(name: str, colour: str, size: int = 16, scale: float = 1.0) -> QPixmap:
    """One picture of an icon, ``size`` points wide, for a screen of this scale."""
    return _picture(_renderer(name, colour), size, scale)


def _renderer(name: str, colour: str) -> "QSvgRenderer":
    from PySide6.QtSvg import QSvgRenderer  # a library of its own, loaded with the first icon

    return QSvgRenderer(QByteArray(drawing(name, colour)))


def _picture(renderer: "QSvgRenderer", size: int, scale: float) -> QPixmap:
    shape, width = renderer.defaultSize(), round(size * scale)
    result = QPixmap(width, round(width * shape.height() / shape.width()))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter, QRectF(result.rect()))
    painter.end()
    result.setDevicePixelRatio(scale)
    return result
