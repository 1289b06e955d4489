"""The legend below a drawing: which colours and lines occur, and what they mean."""

from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.document.graph import Wire
from core.layers.base import Category
from gui.canvas.inks import Inks

Mark = Literal["patch", "line", "dashes"]
ROW, PATCH, STROKE = 20.0, 10.0, 24.0  # height of a row; side of a square; length of a line
TEXT_GAP, ENTRY_GAP = 8.0, 22.0
DASHES = (4.0, 3.0)  # in widths of the line


class Entry(NamedTuple):
    """One thing that a legend explains."""

    text: str
    mark: Mark
    colour: str


def categories(names: Iterable[str], inks: Inks) -> list[Entry]:
    """The colours of the categories that occur, in the order of the palette; those of one colour together."""
    occurring, texts = set(names), dict[str, list[str]]()
    for name in get_args(Category):
        if name in occurring:
            texts.setdefault(inks.category(name).name(), []).append(name)
    return [Entry(", ".join(names).capitalize(), "patch", colour) for colour, names in texts.items()]


def wires(occurring: Iterable[Wire], weighed: Iterable[str], inks: Inks) -> list[Entry]:
    """What kinds of wires mean, of those that occur. ``weighed``: ids of wires that are painted by their weight."""
    theme, entries = inks.theme, []
    if inks.weights and any(True for _ in weighed):
        entries = [
            Entry("Positive weight", "line", theme.positive),
            Entry("Negative weight", "line", theme.negative),
        ]
    if any(wire.delayed for wire in occurring):
        entries.append(Entry("Value of the step before (t−1)", "dashes", inks.wire_colour.name()))
    return entries


class Legend:
    """Entries in rows no wider than wanted, as far as that is possible; of no height without any."""

    def __init__(self, entries: list[Entry], inks: Inks, width: float) -> None:
        self._inks = inks
        self._metrics = QFontMetricsF(inks.muted_font)
        self._places: list[tuple[QPointF, Entry]] = []
        x = y = self.width = 0.0
        for entry in entries:
            needed = self._width(entry)
            if x > 0 and x + needed > width:
                x, y = 0.0, y + ROW
            self._places.append((QPointF(x, y), entry))
            self.width = max(self.width, x + needed)
            x += needed + ENTRY_GAP
        self.height = y + ROW if entries else 0.0

    def _width(self, entry: Entry) -> float:
        return _mark_width(entry) + TEXT_GAP + self._metrics.horizontalAdvance(entry.text)

    def paint(self, painter: QPainter) -> None:
        """Paint it with its upper left corner at the origin."""
        for place, entry in self._places:
            self._paint_mark(painter, place, entry)
            painter.setFont(self._inks.muted_font)
            painter.setPen(self._inks.muted)
            text = QRectF(place.x() + _mark_width(entry) + TEXT_GAP, place.y(), 1000.0, ROW)
            painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, entry.text)

    def _paint_mark(self, painter: QPainter, place: QPointF, entry: Entry) -> None:
        middle = place.y() + ROW / 2
        if entry.mark == "patch":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(entry.colour))
            painter.drawRoundedRect(QRectF(place.x(), middle - PATCH / 2, PATCH, PATCH), 3.0, 3.0)
            return
        pen = QPen(QColor(entry.colour), 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        if entry.mark == "dashes":
            pen.setDashPattern(DASHES)
        painter.setPen(pen)
        painter.drawLine(QPointF(place.x(), middle), QPointF(place.x() + STROKE, middle))


def _mark_width(entry: Entry) -> float:
    return PATCH if entry.mark == "patch" else STROKE
