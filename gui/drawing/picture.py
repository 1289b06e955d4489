"""A drawing as a whole: what is drawn, the ground it stands on, the margins, the legend."""

import math
from typing import NamedTuple, Protocol

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter

from gui.canvas.inks import Inks
from gui.drawing.legend import Entry, Legend
from gui.theme import DARK, LIGHT, PAPER, Theme, text_font

MARGIN = 24.0
LEGEND_GAP = 20.0  # from what is drawn to the legend
NARROWEST_LEGEND = 240.0


class Colours(NamedTuple):
    """What a drawing may look like; without ``ground`` what lies behind it shines through.

    ``name``: for the command line.
    """

    name: str
    title: str
    theme: Theme
    ground: bool = True


COLOURS = (
    Colours("light", "Light", LIGHT),
    Colours("dark", "Dark", DARK),
    Colours("print", "Print, on white", PAPER),
    Colours("transparent", "Print, transparent", PAPER, ground=False),
)


def colours_like(theme: Theme) -> Colours:
    """The colours that the window has."""
    return next(colours for colours in COLOURS if colours.theme.dark == theme.dark)


class Options(NamedTuple):
    """What is drawn and how. ``only``: nothing but these nodes and the wires among them; None: everything."""

    figure: bool = False
    colours: Colours = COLOURS[0]
    weights: bool = True
    legend: bool = True
    only: frozenset[str] | None = None

    @property
    def inks(self) -> Inks:
        return Inks(self.colours.theme, weights=self.weights, printed=True)


class Content(Protocol):
    """What is drawn, within ``bounds`` of its own coordinates; ``entries`` of the legend tell what its marks mean."""

    bounds: QRectF
    entries: list[Entry]

    def paint(self, painter: QPainter) -> None:
        """Paint all of it."""


class Picture:
    """A content with margins, ground and legend; ``size`` in canvas units."""

    def __init__(self, content: Content, options: Options, title: str = "") -> None:
        self.title = title
        self._content, self.colours = content, options.colours
        inner = content.bounds
        width = max(inner.width(), NARROWEST_LEGEND)
        self._legend = Legend(content.entries if options.legend else [], options.inks, width)
        height = inner.height() + 2 * MARGIN
        if self._legend.height:
            height += LEGEND_GAP + self._legend.height
            self._legend_top = height - MARGIN - self._legend.height
        width = max(inner.width(), self._legend.width) + 2 * MARGIN
        self.size = QSize(math.ceil(width), math.ceil(height))

    def paint(self, painter: QPainter) -> None:
        """Paint it with the upper left corner at the origin."""
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(text_font())
        if self.colours.ground:
            ground = QRectF(0.0, 0.0, self.size.width(), self.size.height())
            painter.fillRect(ground, QColor(self.colours.theme.canvas))
        painter.save()
        room = self.size.width() - 2 * MARGIN - self._content.bounds.width()
        painter.translate(MARGIN + room / 2, MARGIN)
        painter.translate(-self._content.bounds.topLeft())
        self._content.paint(painter)
        painter.restore()
        if self._legend.height:
            painter.save()
            painter.translate(MARGIN, self._legend_top)
            self._legend.paint(painter)
            painter.restore()
