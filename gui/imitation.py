"""What a generator makes, beside what it is to imitate: points over the discriminator's opinion, images, curves."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap, QPolygonF

from core.probes.decision_map import Plane
from core.probes.generated import Made
from core.probes.plane_points import PlaneData
from gui.plane import KeyEntry, PlaneCanvas
from gui.plots import (
    LEVELS,
    Array,
    Axis,
    Canvas,
    colour,
    draw_note,
    elided,
    face,
    image_of,
    line_pen,
    signed_table,
)
from gui.theme import MUTED_PX, Appearance, Theme
from gui.ticks import figure
from gui.tiling import Tiling

SHADE = 0.42  # of a colour's strength where the discriminator is sure: points stand out
REAL_SIZE, MADE_SIZE, RIM = 2.6, 4.4, 0.9  # of points
BLOCK_GAP, CAPTION, NAME_GAP, WIDEST_NAME = 20.0, 18.0, 6.0, 64.0
MOST_CURVES, CURVE_GAP, MARGIN = 16, 8.0, 4.0


def opinion_image(opinion: Array, theme: Theme) -> QImage:
    """How real points are taken for (rows, columns), 0 to 1, x2 rising, as an image, x2 falling.

    The colour's strength goes with the root of how sure the discriminator is.
    """
    half, sure = (LEVELS - 1) / 2, 2 * np.nan_to_num(opinion[::-1], nan=0.5) - 1
    seen = np.sign(sure) * np.sqrt(np.abs(sure))  # a good generator leaves small differences only
    levels = (seen * (SHADE * half) + (half + 0.5)).clip(0, LEVELS - 1).astype(np.uint8)
    return image_of(signed_table(theme.positive, theme.generator).take(levels))


class PointsCanvas(PlaneCanvas):
    """Real and generated points over what the discriminator takes for real, and the bent grid of the noise."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.made: Array = np.zeros((0, 2))
        self.lines: Array | None = None  # (lines, lines, 2)
        self.shows_real = self.shows_made = True
        self.validation = False

    def show_points(self, data: PlaneData, made: Array, opinion: Plane | None, lines: Array | None) -> None:
        """Show other points (count, 2); without opinion and lines where these are not wanted."""
        self.made, self.lines = made, lines
        self.show_plane(data, opinion)

    def coloured(self, data: PlaneData) -> QImage:
        if self.outputs is None:
            return image_of(np.zeros((1, 1)))
        return opinion_image(self.outputs[0], self.theme)

    def draw_dots(self, painter: QPainter, x: Axis, y: Axis) -> None:
        if self.data is not None and self.shows_real:
            draw_points(
                painter, self.data.train.places, x, y, REAL_SIZE, self.theme.positive, self.theme.canvas
            )

    def paint_over(self, painter: QPainter, x: Axis, y: Axis) -> None:
        painter.save()
        painter.setClipRect(QRectF(QPointF(x.start, y.end), QPointF(x.end, y.start)))
        if self.lines is not None:
            painter.setPen(line_pen(self.theme.generator, 1.0, 0.7))
            for line in (*self.lines, *self.lines.transpose(1, 0, 2)):
                painter.drawPolyline(polygon(x.place(line[:, 0]), y.place(line[:, 1])))
        if self.shows_made:
            draw_points(painter, self.made, x, y, MADE_SIZE, self.theme.generator, self.theme.canvas)
        painter.restore()

    def value_at(self, x1: float, x2: float) -> list[str]:
        if self.outputs is None:
            return [self.place_at(x1, x2)]
        return [self.place_at(x1, x2), f"{figure(float(self.outputs_at(x1, x2)[0]), True)} taken for real"]

    def mark_key(self) -> list[KeyEntry]:
        return []

    def colour_key(self) -> list[KeyEntry]:
        theme = self.theme
        return [(theme.positive, theme.canvas, "real"), (theme.generator, theme.canvas, "generated")]


def polygon(x: Array, y: Array) -> QPolygonF:
    return QPolygonF(list(map(QPointF, x.tolist(), y.tolist())))


def draw_points(painter: QPainter, places: Array, x: Axis, y: Axis, size: float, fill: str, rim: str) -> None:
    """Points (count, 2), those that are numbers: copies of one picture, which is twice as fast as drawing each."""
    places = places[np.isfinite(places).all(axis=1)]
    ratio = painter.device().devicePixelRatioF()
    dot = stamp(size, fill, rim, ratio)
    half = dot.deviceIndependentSize().width() / 2
    for column, row in zip(x.place(places[:, 0]).tolist(), y.place(places[:, 1]).tolist(), strict=True):
        painter.drawPixmap(QPointF(column - half, row - half), dot)


def stamp(size: float, fill: str, rim: str, ratio: float) -> QPixmap:
    """A picture of one point."""
    side = math.ceil((size + 2 * RIM) * ratio)
    picture = QPixmap(side, side)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(rim), RIM))
    painter.setBrush(QColor(fill))
    middle = side / ratio / 2
    painter.drawEllipse(QPointF(middle, middle), size / 2, size / 2)
    painter.end()
    return picture


@dataclass(frozen=True, slots=True)
class _Block:
    """Where a block of images stands, and which of its rows or columns is called what."""

    area: QRectF
    tiling: Tiling
    names: tuple[str, ...] = ()
    above: bool = False  # the names stand above the columns, not left of the rows


class SamplesCanvas(Canvas):
    """Generated images in rows, or small curves, or lines across numbers; beside or behind them real ones."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.made: Made | None = None
        self.shows_real, self.shows_made = False, True

    def show_samples(self, made: Made | None) -> None:
        self.made = made
        self.update()

    def paint(self, painter: QPainter, size: QSize) -> None:
        whole = QRectF(0, 0, size.width(), size.height()).adjusted(0, MARGIN, 0, 0)
        if self.made is None:
            draw_note(painter, self.theme, "Loading …", whole)
        elif len(self.made.info.sample_shape) == 3:
            self._paint_blocks(painter, self.made, whole)
        elif len(self.made.info.sample_shape) == 2:
            self._paint_curves(painter, self.made, whole)
        else:
            self._paint_lines(painter, self.made, whole)

    # -- images --------------------------------------------------------------------------------------------------------
    def _paint_blocks(self, painter: QPainter, made: Made, whole: QRectF) -> None:
        shown = [("real", made.real)] if self.shows_real else []
        shown += [("generated", made.samples)] if self.shows_made else []
        width = (whole.width() - BLOCK_GAP * (len(shown) - 1)) / max(len(shown), 1)
        for place, (caption, samples) in enumerate(shown):
            room = QRectF(place * (width + BLOCK_GAP), whole.top(), width, whole.height())
            if len(shown) > 1:
                head = QRectF(room.left(), room.top(), width, CAPTION)
                self._write(painter, caption, head, Qt.AlignmentFlag.AlignHCenter)
                room.setTop(head.bottom())
            self._paint_block(painter, samples, made, room)

    def _paint_block(self, painter: QPainter, samples: Array, made: Made, room: QRectF) -> None:
        block = self.block(made, room)
        if block.above:
            rows = len(block.names)
            samples = samples.reshape(rows, -1, *samples.shape[1:]).swapaxes(0, 1).reshape(samples.shape)
        cell = block.area.width() / block.tiling.shape[1]
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, cell < 2)
        painter.drawImage(block.area, mosaic(samples[: block.tiling.count], block.tiling, made.real))
        step = (block.tiling.width if block.above else block.tiling.height) + 1
        for place, name in enumerate(block.names):
            start, extent = place * step * cell, (step - 1) * cell
            if block.above:
                box = QRectF(block.area.left() + start, block.area.top() - CAPTION, extent, CAPTION)
                self._write(painter, name, box, Qt.AlignmentFlag.AlignHCenter)
            else:
                left = block.area.left() - NAME_GAP - WIDEST_NAME
                box = QRectF(left, block.area.top() + start, WIDEST_NAME, extent)
                self._write(painter, name, box, Qt.AlignmentFlag.AlignRight)

    def block(self, made: Made, room: QRectF) -> _Block:
        """Where the images stand within a room: as large as they can be."""
        count, (height, width, _) = len(made.samples), made.info.sample_shape
        if not made.classes:
            full = (Tiling(count - count % n, height, width, n) for n in range(1, count + 1))
            return _placed(max(full, key=lambda t: (_cell(t, room), t.count)), room, room)
        classes, across = len(made.classes), count // len(made.classes)
        names = min(max(len(name) for name in made.classes) * 7.0, WIDEST_NAME) + NAME_GAP
        beside, below = room.adjusted(names, 0, 0, 0), room.adjusted(0, CAPTION, 0, 0)
        rows, columns = Tiling(count, height, width, across), Tiling(count, height, width, classes)
        if _cell(rows, beside) >= _cell(columns, below):
            return _placed(rows, beside, room, made.classes)
        return _placed(columns, below, room, made.classes, above=True)

    def _write(self, painter: QPainter, text: str, box: QRectF, flag: Qt.AlignmentFlag) -> None:
        painter.setFont(face(MUTED_PX))
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(box, flag | Qt.AlignmentFlag.AlignVCenter, elided(text, box.width(), MUTED_PX))

    # -- numbers -------------------------------------------------------------------------------------------------------
    def _paint_curves(self, painter: QPainter, made: Made, whole: QRectF) -> None:
        """One sample over its steps in each of some small pictures; behind it a real one."""
        count = min(len(made.samples), MOST_CURVES)
        across = max(1, min(count, round(math.sqrt(count * whole.width() / max(whole.height(), 1.0)))))
        down = count // across
        width = (whole.width() - (across - 1) * CURVE_GAP) / across
        height = (whole.height() - (down - 1) * CURVE_GAP) / down
        low, high = float(made.real.min()), float(made.real.max())
        for place in range(down * across):
            left, top = place % across * (width + CURVE_GAP), place // across * (height + CURVE_GAP)
            top += whole.top()
            x = Axis(0, max(made.samples.shape[1] - 1, 1), left + 2, left + width - 2)
            y = Axis(low, high if high > low else low + 1, top + height - 2, top + 2)
            painter.fillRect(QRectF(left, top, width, height), QColor(self.theme.surface))
            painter.save()
            painter.setClipRect(QRectF(left, top, width, height))
            for name, samples in self._layers(made):
                painter.setPen(line_pen(name, 1.4))
                for lane in samples[place].T:
                    painter.drawPolyline(polygon(x.place(np.arange(len(lane))), y.place(lane)))
            painter.restore()

    def _paint_lines(self, painter: QPainter, made: Made, whole: QRectF) -> None:
        """A line a sample across its numbers, each between the smallest and the largest that a real one has."""
        low, high = made.real.min(axis=0).astype(float), made.real.max(axis=0).astype(float)
        features = len(low)
        x = Axis(0, max(features - 1, 1), 4, whole.width() - 4)
        y = Axis(-0.05, 1.05, whole.bottom() - CAPTION - 4, whole.top())
        columns = x.place(np.arange(features))
        for name, samples in self._layers(made):
            shares = (samples - low) / np.where(high > low, high - low, 1)
            painter.setPen(QPen(colour(name, 0.5), 1))
            for row in shares:
                painter.drawPolyline(polygon(columns, y.place(row)))
        names = made.info.feature_names
        step = whole.width() / max(features, 1)
        for place, name in enumerate(names if step > 30 else ()):
            left = min(max(float(columns[place]) - step / 2, 0), whole.width() - step)
            flag = Qt.AlignmentFlag.AlignHCenter
            self._write(painter, name, QRectF(left, whole.bottom() - CAPTION, step, CAPTION), flag)

    def _layers(self, made: Made) -> list[tuple[str, Array]]:
        real = [(self.theme.positive, made.real)] if self.shows_real else []
        return real + ([(self.theme.generator, made.samples)] if self.shows_made else [])


def _cell(tiling: Tiling, room: QRectF) -> float:
    """How large a pixel can be; whole points, so that all are alike, where they are seen as such."""
    rows, columns = tiling.shape
    cell = min(room.width() / columns, room.height() / rows)
    return float(int(cell)) if cell >= 2 else max(cell, 0.05)


def _placed(
    tiling: Tiling, room: QRectF, whole: QRectF, names: tuple[str, ...] = (), *, above: bool = False
) -> _Block:
    """In the middle of the whole, but within the room."""
    rows, columns = tiling.shape
    cell = _cell(tiling, room)
    left = max(whole.center().x() - columns * cell / 2, room.left())
    return _Block(QRectF(round(left), room.top(), columns * cell, rows * cell), tiling, names, above)


def mosaic(samples: Array, tiling: Tiling, real: Array) -> QImage:
    """Images (count, height, width, channels) as one; black and white are the least and the most of real ones."""
    low, high = float(real.min()), float(real.max())
    values = samples.astype(np.float32)
    if values.shape[-1] != 3:
        values = values.mean(axis=-1, keepdims=True)
    shades = np.nan_to_num((values - low) * (255 / ((high - low) or 1))).clip(0, 255).astype(np.uint32)
    red, green, blue = np.moveaxis(np.broadcast_to(shades, (*shades.shape[:3], 3)), -1, 0)
    return image_of(tiling.mosaic(0xFF << 24 | red << 16 | green << 8 | blue))
