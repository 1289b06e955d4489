"""What a layer makes of a sample, painted: feature maps, hidden states over the steps, units."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from core.data.tokens import readable
from core.probes.feature_maps import Seen
from core.probes.picture import nice_reach
from gui.exhibits import token_text
from gui.plots import (
    Array,
    Axis,
    Canvas,
    Curve,
    draw_left_axis,
    draw_note,
    draw_plate,
    elided,
    face,
    line_pen,
    signed_image,
)
from gui.sample_pictures import draw_image, images_of
from gui.theme import HEAD_PX, MUTED_PX, Appearance
from gui.ticks import figure, rounded_up
from gui.tiling import Tiling, fitted

SAMPLE_SHARE, WIDEST_SAMPLE, LEAST_SAMPLE = 0.28, 180.0, 56.0
GAP, CAPTION, LETTERS, LANE, WIDEST_BAR = 12.0, 16.0, 16.0, 34.0, 72.0
ZOOM = 132.0  # points of the side of the map under the pointer
AXIS = 40.0
MOST_CURVES = 24
SMALL = MUTED_PX - 1


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where cells lie: ``cell`` points each; ``tiling``: they make maps."""

    area: QRectF
    cell: tuple[float, float]
    tiling: Tiling | None = None


class MapsCanvas(Canvas):
    """At the left the sample, where it is an image; then what the layer makes of it.

    ``even``: each map, or unit, in colours of its own range. ``curves``: hidden states as curves over the steps.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.seen: Seen | None = None
        self.even, self.curves = True, False
        self._sample: QImage | None = None
        self._image: QImage | None = None

    def show_seen(self, seen: Seen | None) -> None:
        """Show another measurement; None: there is none yet."""
        self.seen = seen
        imaged = seen is not None and seen.sample is not None and seen.sample.ndim == 3
        self._sample = images_of(seen.sample[None])[0] if imaged and seen is not None else None
        self.refresh()

    def refresh(self) -> None:
        if self.seen is not None:
            tiling, values = self._tiling(), self.colours()
            shown = values if tiling is None else tiling.mosaic(values[self._chosen(tiling)])
            self._image = signed_image(np.atleast_2d(shown), 1.0, self.theme)
        self.update()

    def resizeEvent(self, event: object) -> None:
        self.refresh()

    def colours(self) -> Array:
        """The values as shares of the one that has the full colour."""
        assert self.seen is not None
        values = self.seen.values
        if not self.even or values.ndim == 1:
            return values / self.limit
        axes = tuple(range(1, values.ndim))
        largest = np.abs(values).max(axis=axes, keepdims=True)
        return values / np.where(largest > 0, largest, 1)

    @property
    def limit(self) -> float:
        """The value that has the full colour."""
        assert self.seen is not None
        largest = float(np.abs(self.seen.values).max(initial=0.0))
        return nice_reach(largest if np.isfinite(largest) else 1.0)

    # -- where what stands ---------------------------------------------------------------------------------------------
    def _areas(self, size: QSize) -> tuple[QRectF, QRectF]:
        """Where the sample stands, and where what is made of it."""
        width, height = float(size.width()), float(size.height())
        if self._sample is None:
            return QRectF(), QRectF(0, 0, width, height)
        side = max(min(width * SAMPLE_SHARE, height - 2 * CAPTION, WIDEST_SAMPLE), LEAST_SAMPLE)
        return QRectF(0, 0, side, side), QRectF(side + GAP, 0, width - side - GAP, height)

    def _tiling(self) -> Tiling | None:
        """How the maps stand, where there are any."""
        if self.seen is None or self.seen.values.ndim != 3:
            return None
        room = self._areas(self.size())[1]
        return fitted(
            *self.seen.values.shape, max(int(room.width()), 1), max(int(room.height() - CAPTION), 1)
        )

    def _chosen(self, tiling: Tiling) -> Array:
        """Which of the maps are shown."""
        assert self.seen is not None
        return np.linspace(0, len(self.seen.values) - 1, tiling.count).round().astype(np.intp)

    def grid(self, size: QSize) -> _Grid:
        """Where the values lie for a size of the canvas."""
        assert self.seen is not None
        room, tiling = self._areas(size)[1], self._tiling()
        if tiling is not None:
            rows, columns = tiling.shape
            cell = min(room.width() / columns, (room.height() - CAPTION) / rows)
            cell = float(int(cell)) if cell >= 2 else max(cell, 0.1)
            return _Grid(QRectF(room.left(), room.top(), columns * cell, rows * cell), (cell, cell), tiling)
        rows, columns = self._rows_and_columns()
        room = room.adjusted(AXIS, self._above(), -2, -CAPTION)
        width = max(room.width() / columns, 0.1)
        if self.seen.values.ndim == 1:
            width = min(width, WIDEST_BAR)
            room.setWidth(width * columns)
        return _Grid(room, (width, max(room.height() / rows, 0.1)))

    def _rows_and_columns(self) -> tuple[int, int]:
        """Units down and steps across, or units across."""
        assert self.seen is not None
        values = self.seen.values
        return (1, len(values)) if values.ndim == 1 else (len(values), values.shape[1])

    def _above(self) -> float:
        """The room for the sample above the steps."""
        assert self.seen is not None
        sample = self.seen.sample
        if not self._aligned or sample is None:
            return 4.0
        return LETTERS if self.seen.info.vocabulary else LANE + 6

    @property
    def _aligned(self) -> bool:
        """Whether each step of the output stands for one of the sample."""
        seen = self.seen
        if seen is None or seen.sample is None or seen.values.ndim != 2 or seen.sample.ndim > 2:
            return False
        return len(seen.sample) == seen.shape[0] == seen.values.shape[1]

    # -- painting ------------------------------------------------------------------------------------------------------
    def paint(self, painter: QPainter, size: QSize) -> None:
        if self.seen is None or self._image is None:
            draw_note(painter, self.theme, "Loading …", QRectF(0, 0, size.width(), size.height()))
            return
        self._paint_sample(painter, size)
        grid = self.grid(size)
        if self.seen.values.ndim == 1:
            self._paint_bars(painter, grid)
        elif self.curves and grid.tiling is None:
            self._paint_curves(painter, grid)
        else:
            self._paint_map(painter, grid)
        if grid.tiling is None and self.seen.values.ndim == 2:
            self._paint_steps(painter, grid)
        self._paint_caption(painter, grid)
        if self.hovered is not None:
            self._paint_hover(painter, size, grid)

    def _paint_sample(self, painter: QPainter, size: QSize) -> None:
        if self._sample is None or self.seen is None:
            return
        area, _ = self._areas(size)
        draw_image(painter, area, self._sample)
        wrong = self.seen.says != self.seen.truth
        words = [f"is {self.seen.truth}", f"called {self.seen.says}"] if self.seen.truth else []
        painter.setFont(face(SMALL))
        for number, text in enumerate(words):
            painter.setPen(QColor(self.theme.warn_text if wrong and number else self.theme.muted))
            line = QRectF(area.left(), area.bottom() + number * CAPTION, area.width(), CAPTION)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, elided(text, line.width(), SMALL))

    def _paint_map(self, painter: QPainter, grid: _Grid) -> None:
        assert self._image is not None
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.surface))
        if grid.tiling is None:
            painter.drawRect(grid.area)
        else:
            painter.drawRects([self._tile(grid, number) for number in range(grid.tiling.count)])
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(grid.area, self._image)

    def _tile(self, grid: _Grid, number: int) -> QRectF:
        assert grid.tiling is not None
        (row, column), (cell, _) = grid.tiling.corner(number), grid.cell
        corner = QPointF(column * cell, row * cell) + grid.area.topLeft()
        return QRectF(corner.x(), corner.y(), grid.tiling.width * cell, grid.tiling.height * cell)

    def _value_axis(self, grid: _Grid) -> Axis:
        assert self.seen is not None
        values = self.seen.values
        low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
        low, high = -rounded_up(-low) if low < 0 else 0.0, rounded_up(high) if high > 0 else 0.0
        return Axis(low, high if high > low else low + 1, grid.area.bottom(), grid.area.top())

    def _paint_bars(self, painter: QPainter, grid: _Grid) -> None:
        assert self.seen is not None
        y = self._value_axis(grid)
        painter.setFont(face(SMALL))
        draw_left_axis(painter, self.theme, Axis(0, 1, grid.area.left(), grid.area.right()), y)
        zero, width = float(y.place(0.0)), grid.cell[0]
        bar = max(width - (1 if width > 3 else 0), 0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        for sign, name in ((1, self.theme.positive), (-1, self.theme.negative)):
            painter.setBrush(QColor(name))
            tops = [(k, float(y.place(v))) for k, v in enumerate(self.seen.values.tolist()) if sign * v > 0]
            left = grid.area.left()
            painter.drawRects([QRectF(left + k * width, min(t, zero), bar, abs(t - zero)) for k, t in tops])

    def _paint_curves(self, painter: QPainter, grid: _Grid) -> None:
        """Some of the units, the liveliest ones, over the steps; the one under the pointer stands out."""
        assert self.seen is not None
        y, (width, _) = self._value_axis(grid), grid.cell
        painter.setFont(face(SMALL))
        draw_left_axis(painter, self.theme, Axis(0, 1, grid.area.left(), grid.area.right()), y)
        steps = min(self.seen.values.shape[1], self.seen.length or self.seen.values.shape[1])
        columns = grid.area.left() + (np.arange(steps) + 0.5) * width
        chosen = np.sort(np.argsort(-self.seen.values.std(axis=1))[:MOST_CURVES])
        for number, unit in enumerate(chosen.tolist()):
            painter.setPen(line_pen(self.theme.classes[number % len(self.theme.classes)], 1.2, 0.8))
            Curve(columns, y.place(self.seen.values[unit, :steps])).draw(painter)

    def _paint_steps(self, painter: QPainter, grid: _Grid) -> None:
        """The sample above its steps, and where it ends."""
        assert self.seen is not None
        sample, area, width = self.seen.sample, grid.area, grid.cell[0]
        if self._aligned and sample is not None:
            if self.seen.info.vocabulary:
                self._paint_letters(painter, grid, sample)
            else:
                self._paint_series(painter, grid, sample)
        if self.seen.length is not None and self._aligned and self.seen.length < self.seen.shape[0]:
            end = area.left() + self.seen.length * width
            painter.setPen(QPen(QColor(self.theme.muted), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(end, area.top()), QPointF(end, area.bottom()))

    def _paint_letters(self, painter: QPainter, grid: _Grid, sample: Array) -> None:
        assert self.seen is not None
        vocabulary, (width, _) = self.seen.info.vocabulary, grid.cell
        painter.setFont(face(MUTED_PX))
        painter.setPen(QColor(self.theme.text))
        if width < 6:
            row = QRectF(grid.area.left(), 0, grid.area.width(), LETTERS)
            text = readable(sample, vocabulary).replace("\n", "⏎")
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, elided(text, row.width(), MUTED_PX))
            return
        for step, token in enumerate(sample.tolist()):
            cell = QRectF(grid.area.left() + step * width, grid.area.top() - LETTERS, width, LETTERS)
            text = elided(token_text(vocabulary[int(token)]), max(width, 8), MUTED_PX)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)

    def _paint_series(self, painter: QPainter, grid: _Grid, sample: Array) -> None:
        steps = sample.reshape(len(sample), -1).astype(float)[:, : len(self.theme.classes)]
        low, high = float(steps.min()), float(steps.max())
        y = Axis(low, max(high, low + 1e-9), grid.area.top() - 6, grid.area.top() - LANE - 2)
        columns = grid.area.left() + (np.arange(len(steps)) + 0.5) * grid.cell[0]
        for lane in range(steps.shape[1]):
            painter.setPen(line_pen(self.theme.classes[(1 - lane) % len(self.theme.classes)]))
            Curve(columns, y.place(steps[:, lane])).draw(painter)

    def _paint_caption(self, painter: QPainter, grid: _Grid) -> None:
        painter.setFont(face(HEAD_PX))
        painter.setPen(QColor(self.theme.muted))
        names = self.seen.names if self.seen is not None and self.seen.values.ndim == 1 else ()
        if names and grid.cell[0] >= 12:
            for number, name in enumerate(names):
                left = grid.area.left() + number * grid.cell[0]
                below = QRectF(left, grid.area.bottom() + 2, grid.cell[0], CAPTION - 2)
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, elided(name, grid.cell[0] - 2, HEAD_PX))
            return
        row = QRectF(grid.area.left(), grid.area.bottom() + 2, max(grid.area.width(), 150), CAPTION - 2)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, self.caption(grid))
        if grid.tiling is None and self.seen is not None and self.seen.values.ndim == 2 and not self.curves:
            painter.save()
            painter.translate(grid.area.left() - CAPTION, grid.area.bottom())
            painter.rotate(-90)
            painter.drawText(QRectF(0, 0, max(grid.area.height(), 60), 14), 0, "units →")
            painter.restore()

    def caption(self, grid: _Grid) -> str:
        """What stands side by side."""
        assert self.seen is not None
        shape, values = self.seen.shape, self.seen.values
        colour = "" if self.even or values.ndim == 1 else f"   full colour ±{figure(self.limit)}"
        if grid.tiling is not None:
            every = shape[-1] * (shape[0] if len(shape) == 4 else 1)
            some = f"{grid.tiling.count} of " if grid.tiling.count < every else ""
            return f"{some}{every} map{'' if every == 1 else 's'}{colour}"
        if values.ndim == 1:
            return "units →" if len(values) == shape[0] else f"{len(values)} of {shape[0]:,} units →"
        return f"steps →{'' if self.curves else colour}"

    # -- pointing ------------------------------------------------------------------------------------------------------
    def _paint_hover(self, painter: QPainter, size: QSize, grid: _Grid) -> None:
        assert self.hovered is not None
        text, whole = self.value_at(self.hovered), QRectF(0, 0, size.width(), size.height())
        if not text:
            return
        if grid.tiling is not None:
            self._paint_zoomed(painter, grid, whole)
        draw_plate(painter, self.theme, text, self.hovered, whole)

    def _paint_zoomed(self, painter: QPainter, grid: _Grid, whole: QRectF) -> None:
        """The map under the pointer, larger, in the corner that is farthest from it."""
        assert self.hovered is not None
        assert grid.tiling is not None
        assert self.seen is not None
        place = self._cell_at(self.hovered, grid)
        if place is None or grid.cell[0] * max(grid.tiling.height, grid.tiling.width) >= ZOOM:
            return
        image, row, column = place
        number = int(self._chosen(grid.tiling)[image])
        zoom = ZOOM / max(grid.tiling.height, grid.tiling.width)
        box = QRectF(0, 0, zoom * grid.tiling.width, zoom * grid.tiling.height)
        left = self.hovered.x() < whole.center().x()
        box.moveTo(whole.right() - box.width() - 1 if left else 1, max(whole.bottom() - box.height() - 1, 1))
        painter.setPen(QPen(QColor(self.theme.edge), 1))
        painter.setBrush(QColor(self.theme.surface))
        painter.drawRect(box)
        painter.drawImage(box, signed_image(self.colours()[number], 1.0, self.theme))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self.theme.text), 1))
        painter.drawRect(QRectF(box.left() + column * zoom, box.top() + row * zoom, zoom, zoom))

    def _cell_at(self, point: QPointF, grid: _Grid) -> tuple[int, int, int] | None:
        """Which map, row and column lies at a point."""
        if grid.tiling is None or not grid.area.contains(point):
            return None
        row = int((point.y() - grid.area.top()) // grid.cell[1])
        return grid.tiling.at(row, int((point.x() - grid.area.left()) // grid.cell[0]))

    def value_at(self, point: QPointF) -> list[str]:
        """What stands at a place of the canvas: which unit, and its value; empty where there is none."""
        assert self.seen is not None
        seen, grid = self.seen, self.grid(self.size())
        if not grid.area.contains(point):
            return []
        if grid.tiling is not None:
            place = self._cell_at(point, grid)
            if place is None:
                return []
            image, row, column = place
            number = int(self._chosen(grid.tiling)[image])
            where = f"pixel {column * seen.spacing + 1}, {row * seen.spacing + 1}"
            return [f"{self._map_name(number)} · {where}", figure(float(seen.values[number, row, column]))]
        rows, columns = self._rows_and_columns()
        column = min(int((point.x() - grid.area.left()) / grid.cell[0]), columns - 1)
        if seen.values.ndim == 1:
            return [self._unit_name(column), figure(float(seen.values[column]))]
        if self.curves:
            return []
        row = min(int((point.y() - grid.area.top()) / grid.cell[1]), rows - 1)
        value = figure(float(seen.values[row, column]))
        return [f"{self._unit_name(row)} · step {self._step_name(column)}", value]

    def _unit_name(self, number: int) -> str:
        assert self.seen is not None
        unit = int(self.seen.units[number])
        name = token_text(self.seen.names[unit]) if self.seen.names else ""
        return f"“{name}”" if name else f"unit {unit + 1}"

    def _map_name(self, number: int) -> str:
        assert self.seen is not None
        unit, maps = int(self.seen.units[number]), self.seen.shape[-1]
        return (
            f"step {unit // maps + 1} · map {unit % maps + 1}"
            if len(self.seen.shape) == 4
            else f"map {unit + 1}"
        )

    def _step_name(self, column: int) -> str:
        assert self.seen is not None
        sample, vocabulary = self.seen.sample, self.seen.info.vocabulary
        if not self._aligned or sample is None or not vocabulary:
            return f"{column + 1}"
        text = token_text(vocabulary[int(sample[column])])
        return f"{column + 1} “{text}”" if text else f"{column + 1}"
