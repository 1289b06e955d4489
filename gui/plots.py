"""What the live views paint with: axes, curves, heat maps, notes.

They paint themselves rather than through a plotting library: that took half of the start's time to import, and
several times longer for a picture.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import MUTED_PX, Appearance, Theme, text_font
from gui.ticks import label, linear_ticks, log_ticks

Array = NDArray[Any]
LEVELS = 255  # of a colour scale
BEYOND = 10.0  # pixels that a number may stand out of the end of its axis
COLUMN = 2.0
JOINED = 120  # points that are drawn as one line; of more, drawing piece by piece is several times faster
PLATE_MARGIN, PLATE_GAP = 8.0, 12.0
LINE_HEIGHT = 16.0


@dataclass(frozen=True, slots=True)
class Axis:
    """Where values lie on the screen: ``low`` at pixel ``start``, ``high`` at pixel ``end``."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def place(self, values: Array | float) -> Array:
        """Pixels of values; NaN where a logarithmic axis has no place for them."""
        values = np.asarray(values, np.float64)
        if not self.log:
            return self.start + (values - self.low) * ((self.end - self.start) / (self.high - self.low))
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.log(values / self.low) / math.log(self.high / self.low)
        return np.where(values > 0, self.start + share * (self.end - self.start), np.nan)

    def value(self, pixel: float) -> float:
        """The value at a pixel."""
        share = (pixel - self.start) / (self.end - self.start)
        if self.log:
            return self.low * (self.high / self.low) ** share
        return self.low + share * (self.high - self.low)

    def ticks(self, room: float) -> list[float]:
        """Round numbers, each with at least so many pixels to itself."""
        most = max(2, int(abs(self.end - self.start) / room) + 1)
        return (log_ticks if self.log else linear_ticks)(self.low, self.high, most)


class Canvas(QWidget):
    """Base of the parts that paint themselves, on a card. ``hovered``: where the pointer is, None: not here.

    ``paint(painter, size)`` draws; it is called for the screen and for pictures that are exported.
    """

    pointed = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.appearance = appearance
        self.hovered: QPointF | None = None
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else all that lies below is painted too
        self.setFont(text_font(MUTED_PX))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        appearance.changed.connect(self.refresh)

    @property
    def theme(self) -> Theme:
        return self.appearance.theme

    def refresh(self) -> None:
        """Draw anew, colours and all."""
        self.update()

    def paint(self, painter: QPainter, size: QSize) -> None:
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(self.theme.canvas))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter, self.size())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def _point(self, place: QPointF | None) -> None:
        self.hovered = place
        self.pointed.emit()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 60)


def colour(name: str, alpha: float = 1.0) -> QColor:
    """A token as a colour, more or less see-through."""
    result = QColor(name)
    result.setAlphaF(alpha)
    return result


def draw_axes(painter: QPainter, theme: Theme, x: Axis, y: Axis, *, percent: bool = False) -> None:
    """Grid lines and numbers along the left, marks and numbers along the bottom."""
    painter.setFont(face(MUTED_PX - 1))
    draw_left_axis(painter, theme, x, y, percent=percent)
    draw_bottom_axis(painter, theme, x, max(y.start, y.end))


def draw_left_axis(painter: QPainter, theme: Theme, x: Axis, y: Axis, *, percent: bool = False) -> None:
    """A grid line at each round number, and the number left of it."""
    ticks = y.ticks(30)
    rows = y.place(np.array(ticks)).tolist()
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.drawLines([QLineF(x.start, _crisp(row), x.end, _crisp(row)) for row in rows])
    painter.setPen(QColor(theme.muted))
    flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for tick, row in zip(ticks, rows, strict=True):
        painter.drawText(QRectF(0, row - 8, x.start - 6, 16), flags, label(tick, percent))


def draw_bottom_axis(painter: QPainter, theme: Theme, x: Axis, bottom: float, *, room: float = 44) -> None:
    """Short marks at round numbers, and the numbers below."""
    ticks = x.ticks(room)
    columns = x.place(np.array(ticks)).tolist()
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.drawLine(QLineF(x.start, _crisp(bottom), x.end, _crisp(bottom)))
    painter.drawLines([QLineF(_crisp(c), bottom, _crisp(c), bottom + 4) for c in columns])
    painter.setPen(QColor(theme.muted))
    metrics = QFontMetricsF(painter.font())
    for tick, column in zip(ticks, columns, strict=True):
        text = label(tick)
        middle = min(column, x.end + BEYOND - metrics.horizontalAdvance(text) / 2)
        painter.drawText(QRectF(middle - 40, bottom + 4, 80, 14), Qt.AlignmentFlag.AlignCenter, text)


def _crisp(pixel: float) -> float:
    return round(pixel) + 0.5


def thinned(x: Array, y: Array) -> tuple[Array, Array]:
    """A curve in pixels, with at most the lowest and the highest point of each column of two pixels."""
    columns = np.floor(x / COLUMN)
    starts = np.flatnonzero(np.r_[True, np.diff(columns) != 0]) if len(x) else np.zeros(0, np.intp)
    if 2 * len(starts) >= len(x):
        return x, y
    low, high = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    return np.repeat(x[starts], 2), np.stack([low, high], axis=1).ravel()


class Curve:
    """A curve in pixels, ready to be drawn; a value that is not finite leaves a gap."""

    def __init__(self, x: Array, y: Array) -> None:
        x, y = thinned(x, y)
        there = np.isfinite(x) & np.isfinite(y)
        self._runs: list[QPolygonF] = []
        self._pieces: list[QLineF] = []
        if len(x) <= JOINED:
            for run in np.split(np.arange(len(x)), np.flatnonzero(~there)):
                run = run[there[run]]
                self._runs.append(QPolygonF(list(map(QPointF, x[run].tolist(), y[run].tolist()))))
            return
        ends = np.flatnonzero(there[:-1] & there[1:])
        pieces = np.stack([x[ends], y[ends], x[ends + 1], y[ends + 1]], axis=1).tolist()
        self._pieces = [QLineF(*piece) for piece in pieces]

    def draw(self, painter: QPainter) -> None:
        for run in self._runs:
            if run.size() == 1:
                _draw_dot(painter, run.at(0))
            else:
                painter.drawPolyline(run)
        painter.drawLines(self._pieces)


def _draw_dot(painter: QPainter, place: QPointF) -> None:
    """A point without neighbours, large enough to be seen."""
    pen = painter.pen()
    painter.setPen(QPen(pen.color(), 2 * pen.widthF() + 1, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPoint(place)
    painter.setPen(pen)


def line_pen(name: str, width: float = 1.5, alpha: float = 1.0) -> QPen:
    pen = QPen(colour(name, alpha), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # round ones take five times as long
    return pen


@lru_cache(maxsize=16)
def signed_table(positive: str, negative: str) -> Array:
    """Colours from full negative over nothing to full positive, (LEVELS,) premultiplied ARGB."""
    share = np.linspace(-1, 1, LEVELS)
    return _see_through(np.where(share[:, None] > 0, _channels(positive), _channels(negative)), np.abs(share))


@lru_cache(maxsize=16)
def rising_table(name: str) -> Array:
    """One colour from nothing to full, (LEVELS,) premultiplied ARGB."""
    share = np.linspace(0, 1, LEVELS)
    return _see_through(np.broadcast_to(_channels(name), (LEVELS, 3)), share)


def _channels(name: str) -> Array:
    return np.array(QColor(name).getRgb()[:3], np.float64)


def _see_through(channels: Array, alpha: Array) -> Array:
    red, green, blue = (channels * alpha[:, None]).round().astype(np.uint32).T
    return (alpha * 255).round().astype(np.uint32) << 24 | red << 16 | green << 8 | blue


def signed_image(values: Array, limit: float, theme: Theme) -> QImage:
    """Values (rows, columns) from -limit to limit as an image: blue positive, orange negative, zero nothing."""
    half = (LEVELS - 1) / 2
    levels = (values * (half / limit) + (half + 0.5)).clip(0, LEVELS - 1).astype(np.uint8)
    return image_of(signed_table(theme.positive, theme.negative).take(levels))


def image_of(pixels: Array) -> QImage:
    """An image of premultiplied ARGB pixels (rows, columns), with memory of its own."""
    pixels = np.ascontiguousarray(pixels, np.uint32)
    height, width = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()


def grey_image(values: Array) -> QImage:
    """Bytes (rows, columns) or (rows, columns, 3) as an image: black to white, or red, green, blue."""
    wide = values.astype(np.uint32)
    red, green, blue = (wide, wide, wide) if wide.ndim == 2 else (wide[..., 0], wide[..., 1], wide[..., 2])
    return image_of(0xFF << 24 | red << 16 | green << 8 | blue)


def draw_plate(painter: QPainter, theme: Theme, lines: list[str], at: QPointF, within: QRectF) -> None:
    """A small plate with text beside a point, kept within a rectangle. The first line is the head."""
    painter.setFont(face(MUTED_PX))
    metrics = QFontMetricsF(painter.font())
    width = max(metrics.horizontalAdvance(line) for line in lines) + 2 * PLATE_MARGIN
    height = LINE_HEIGHT * len(lines) + PLATE_MARGIN
    left = at.x() + PLATE_GAP if at.x() + PLATE_GAP + width <= within.right() else at.x() - PLATE_GAP - width
    left = min(max(left, within.left()), max(within.right() - width, within.left()))
    top = min(max(at.y() - height / 2, within.top()), max(within.bottom() - height, within.top()))
    painter.setPen(QPen(QColor(theme.edge), 1))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(QRectF(round(left) + 0.5, round(top) + 0.5, width, height), 6, 6)
    for index, line in enumerate(lines):
        painter.setPen(QColor(theme.text if index or len(lines) == 1 else theme.muted))
        row = QRectF(left + PLATE_MARGIN, top + PLATE_MARGIN / 2 + index * LINE_HEIGHT, width, LINE_HEIGHT)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, line)


def draw_note(painter: QPainter, theme: Theme, text: str, within: QRectF) -> None:
    """What to do, where there is nothing to see yet."""
    painter.setFont(face(MUTED_PX))
    painter.setPen(QColor(theme.muted))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(within.adjusted(16, 8, -16, -8), flags, text)


@lru_cache(maxsize=32)
def face(pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A font made once: painting with one for the first time takes as long as the text."""
    return text_font(pixels, weight)


@lru_cache(maxsize=4_096)
def elided(text: str, width: float, font_pixels: int) -> str:
    """A text in the face of this size, cut off with … where there is no room for it."""
    return QFontMetricsF(face(font_pixels)).elidedText(text, Qt.TextElideMode.ElideRight, width)
