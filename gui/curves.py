"""Curves over the epochs: one panel a quantity, training beside validation, with a read-out under the pointer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPen

from gui.plots import (
    Axis,
    Canvas,
    Curve,
    colour,
    draw_bottom_axis,
    draw_left_axis,
    draw_note,
    draw_plate,
    face,
    line_pen,
)
from gui.theme import HEAD_PX, MUTED_PX, Appearance
from gui.ticks import figure, label, log_bounds, rounded_up

Column = NDArray[np.float64]
LEFT, RIGHT, TOP, BOTTOM, GAP = 44.0, 10.0, 20.0, 32.0, 26.0
LEGEND = 11.0  # pixels above the panel
LEAST_ZOOM = 6.0  # pixels that a drag has to go before it means anything


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One curve. ``token`` names the theme's colour; ``faint``: the restless one behind another; ``thin``: to compare
    with.
    """

    name: str
    token: str
    x: Column
    y: Column
    faint: bool = False
    thin: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The curves of one quantity. ``tight``: the upright axis need not reach down to 0."""

    title: str
    series: Sequence[Series]
    percent: bool = False
    tight: bool = False


@dataclass(slots=True)
class _Drawn:
    """A panel laid out for a size: axes, and the pieces of each curve."""

    panel: Panel
    x: Axis
    y: Axis
    curves: list[tuple[Series, Curve]]


class CurvesCanvas(Canvas):
    """Panels below each other over one common axis. Drag across to zoom in, double-click to see everything.

    ``across``: what the common axis counts.
    """

    def __init__(self, appearance: Appearance, note: str, across: str = "epoch") -> None:
        super().__init__(appearance)
        self.across = across
        self.note = note
        self.panels: Sequence[Panel] = ()
        self.start, self.end = 0.0, 1.0  # of the common axis
        self.log = False
        self.zoom: tuple[float, float] | None = None
        self._dragged_from: float | None = None
        self._drawn: list[_Drawn] = []
        self._drawn_for: QSize | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)

    def show_panels(self, panels: Sequence[Panel], end: float, *, log: bool, start: float = 0.0) -> None:
        """Show other curves; ``start`` and ``end``: from where to where the common axis goes when it is not zoomed."""
        self.panels, self.start, self.end, self.log = panels, start, end, log
        self._drawn_for = None
        self.update()

    @property
    def empty(self) -> bool:
        return not any(len(series.x) for panel in self.panels for series in panel.series)

    def paint(self, painter: QPainter, size: QSize) -> None:
        if self.empty:
            draw_note(painter, self.theme, self.note, QRectF(0, 0, size.width(), size.height()))
            return
        if self._drawn_for != size:
            self._drawn, self._drawn_for = self._lay_out(size), QSize(size)
        for drawn in self._drawn:
            self._paint_panel(painter, drawn, len(self._drawn) > 1)
        last = self._drawn[-1]
        draw_bottom_axis(painter, self.theme, last.x, last.y.start)
        painter.drawText(
            QRectF(0, size.height() - 14, size.width() - RIGHT, 14), Qt.AlignmentFlag.AlignRight, self.across
        )
        if self._dragged_from is not None and self.hovered is not None:
            self._paint_drag(painter, last.x)
        elif self.hovered is not None:
            self._paint_readout(painter, size, self.hovered)

    def _lay_out(self, size: QSize) -> list[_Drawn]:
        low, high = self.zoom or (self.start, self.end)
        x = Axis(low, high, LEFT, max(size.width() - RIGHT, LEFT + 10))
        height = (size.height() - TOP - BOTTOM - GAP * (len(self.panels) - 1)) / len(self.panels)
        drawn = []
        for index, panel in enumerate(self.panels):
            top = TOP + index * (height + GAP)
            y = Axis(*self._span(panel, x), top + max(height, 10), top, self._is_log(panel))
            curves = [(s, Curve(*_inside(x, x.place(s.x), y.place(s.y)))) for s in panel.series]
            drawn.append(_Drawn(panel, x, y, curves))
        return drawn

    def _is_log(self, panel: Panel) -> bool:
        return self.log and not panel.percent and any((s.y > 0).any() for s in panel.series)

    def _span(self, panel: Panel, x: Axis) -> tuple[float, float]:
        """The ends of the upright axis, for what is seen of the curves."""
        parts = [s.y[(s.x >= x.low) & (s.x <= x.high)] for s in panel.series]
        seen = np.concatenate([np.zeros(0), *(part[np.isfinite(part)] for part in parts)])
        if self._is_log(panel):
            seen = seen[seen > 0]
            return log_bounds(float(seen.min()), float(seen.max())) if len(seen) else (0.1, 1.0)
        if not len(seen):
            return 0.0, 1.0
        low, high = float(seen.min()), float(seen.max())
        if panel.tight:
            margin = 0.05 * (high - low) or 1.0
            return low - margin, high + margin
        if panel.percent:
            return 1 - min(1.0, rounded_up(max(1 - low, 0.01))), 1.0
        return -rounded_up(-low) if low < 0 else 0.0, rounded_up(
            high
        ) if high > 0 else 0.0 if low < 0 else 1.0

    def _paint_panel(self, painter: QPainter, drawn: _Drawn, titled: bool) -> None:
        theme = self.theme
        painter.setFont(face(HEAD_PX))
        draw_left_axis(painter, theme, drawn.x, drawn.y, percent=drawn.panel.percent)
        painter.save()
        painter.setClipRect(
            QRectF(LEFT, drawn.y.end - 2, drawn.x.end - LEFT + 2, drawn.y.start - drawn.y.end + 4)
        )
        for series, curve in drawn.curves:
            name = getattr(theme, series.token)
            width = 1.0 if series.faint or series.thin else 1.8
            painter.setPen(line_pen(name, width, 0.55 if series.faint else 1.0))
            curve.draw(painter)
        painter.restore()
        self._paint_legend(painter, drawn, titled)

    def _paint_legend(self, painter: QPainter, drawn: _Drawn, titled: bool) -> None:
        """What the colours mean, above the panel at the right; at the left what it shows, if there are more."""
        painter.setFont(face(MUTED_PX))
        metrics, right, row = QFontMetricsF(painter.font()), drawn.x.end, drawn.y.end - LEGEND
        middle = Qt.AlignmentFlag.AlignVCenter
        solid = [s for s in drawn.panel.series if not s.faint]
        for series in reversed(solid or drawn.panel.series):
            width = metrics.horizontalAdvance(series.name)
            painter.setPen(QColor(self.theme.muted))
            painter.drawText(QRectF(right - width, row - 8, width, 16), middle, series.name)
            painter.setPen(line_pen(getattr(self.theme, series.token), 2))
            painter.drawLine(QPointF(right - width - 17, row), QPointF(right - width - 6, row))
            right -= width + 28
        if titled:
            painter.setPen(QColor(self.theme.text))
            painter.drawText(QRectF(LEFT, row - 8, 200, 16), middle, drawn.panel.title)

    def _paint_drag(self, painter: QPainter, x: Axis) -> None:
        assert self.hovered is not None
        assert self._dragged_from is not None
        band = QRectF(QPointF(self._dragged_from, TOP), QPointF(self.hovered.x(), self._drawn[-1].y.start))
        painter.fillRect(band.normalized(), colour(self.theme.accent, 0.15))

    def _paint_readout(self, painter: QPainter, size: QSize, at: QPointF) -> None:
        x = self._drawn[0].x
        epoch = self._nearest(x.value(min(max(at.x(), x.start), x.end)))
        if epoch is None:
            return
        column, lines = float(x.place(epoch)), [f"{self.across} {label(epoch)}"]
        painter.setPen(QPen(colour(self.theme.muted, 0.7), 1))
        painter.drawLine(QPointF(column, TOP), QPointF(column, self._drawn[-1].y.start))
        painter.setPen(Qt.PenStyle.NoPen)
        for drawn in self._drawn:
            solid = any(not s.faint and len(s.x) for s in drawn.panel.series)
            for series in drawn.panel.series:
                value = None if series.faint and solid else _at(series, epoch)
                if value is None:
                    continue
                painter.setBrush(QColor(getattr(self.theme, series.token)))
                painter.drawEllipse(QPointF(column, float(drawn.y.place(value))), 3, 3)
                what = f"{drawn.panel.title}, {series.name}" if drawn.panel.title else series.name
                lines.append(f"{what}  {figure(value, drawn.panel.percent)}")
                painter.setPen(Qt.PenStyle.NoPen)
        draw_plate(
            painter, self.theme, lines, QPointF(column, at.y()), QRectF(0, 0, size.width(), size.height())
        )

    def _nearest(self, epoch: float) -> float | None:
        """The place with a value that is nearest to the pointer; the means of epochs count where there are any."""
        solid = [s.x for p in self.panels for s in p.series if not s.faint and len(s.x)]
        every = solid or [s.x for p in self.panels for s in p.series if len(s.x)]
        places = np.concatenate(every)
        return float(places[np.abs(places - epoch).argmin()]) if len(places) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self.empty:
            self._dragged_from = event.position().x()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        start, self._dragged_from = self._dragged_from, None
        if start is not None and self._drawn and abs(event.position().x() - start) >= LEAST_ZOOM:
            x = self._drawn[0].x
            low, high = (x.value(min(max(p, x.start), x.end)) for p in sorted((start, event.position().x())))
            self.zoom_to((low, high) if high > low else None)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.zoom_to(None)

    def zoom_to(self, span: tuple[float, float] | None) -> None:
        """Show these epochs only; None: all."""
        self.zoom, self._drawn_for = span, None
        self.update()


def _inside(axis: Axis, x: Column, y: Column) -> tuple[Column, Column]:
    """The part of a curve that is seen, with one point more on either side."""
    first = max(int(np.searchsorted(x, axis.start)) - 1, 0)
    last = int(np.searchsorted(x, axis.end, "right")) + 1
    return x[first:last], y[first:last]


def _at(series: Series, epoch: float) -> float | None:
    """A curve's value at a place where it has one."""
    index = int(np.searchsorted(series.x, epoch))
    if index < len(series.x) and series.x[index] == epoch and np.isfinite(series.y[index]):
        return float(series.y[index])
    return None
