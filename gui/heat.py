"""A parameter as a heat map, its histogram beside it, and the value under the pointer."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from core.probes.picture import Picture, nice_reach
from gui.plots import Array, Axis, Canvas, draw_bottom_axis, draw_note, draw_plate, elided, face, signed_image
from gui.theme import HEAD_PX, MUTED_PX, Appearance
from gui.ticks import figure
from gui.tiling import Tiling, fitted

WIDEST_CELL, WRITTEN_CELL = 56.0, (34.0, 16.0)
STRIP, STRIP_GAP, CAPTION, GAP = 10.0, 4.0, 16.0, 16.0
SIDE_BY_SIDE = 380  # points of width from which the histogram stands beside the map
MARGIN = 4.0

Where = Callable[[Picture, int, int], str]


@dataclass(frozen=True, slots=True)
class _Map:
    """Where a picture's cells lie: ``cell`` points each; ``tiling``: they make images."""

    area: QRectF
    cell: tuple[float, float]
    tiling: Tiling | None = None


class HeatCanvas(Canvas):
    """Shows one picture; ``strips`` are vectors with an entry for each of its columns: biases.

    ``where(picture, row, column)`` says in words which entry of the parameter that is.
    """

    def __init__(self, appearance: Appearance, where: Where) -> None:
        super().__init__(appearance)
        self._where = where
        self.picture: Picture | None = None
        self.strips: tuple[Picture, ...] = ()
        self.tiled = False
        self.caption = self.note = ""
        self._images: list[QImage] = []

    def show_picture(
        self, picture: Picture, strips: tuple[Picture, ...], caption: str, *, tiled: bool
    ) -> None:
        """Show other values; ``tiled``: as images, where the picture has them."""
        self.picture, self.strips, self.caption = picture, strips, caption
        self.tiled = tiled and picture.tiles is not None
        self.refresh()

    def show_note(self, note: str) -> None:
        """Say why there is nothing to see."""
        self.picture, self.note = None, note
        self.update()

    @property
    def limit(self) -> float:
        """The value that has the full colour."""
        assert self.picture is not None
        if self.tiled:
            return self.picture.brightest
        spread = 3 * (self.picture.deviation + abs(self.picture.mean))
        return nice_reach(min(self.picture.largest, spread) or self.picture.largest)

    @property
    def _sliding(self) -> bool:
        """Whether the images are kernels, which slide over larger ones."""
        return self.picture is not None and len(self.picture.shape) == 4

    def refresh(self) -> None:
        if self.picture is not None:
            tiling = self._tiling()
            values = self.picture.values if tiling is None else tiling.mosaic(self._tiles(tiling)[0])
            shown = [values, *(strip.values for strip in self.strips if tiling is None)]
            self._images = [signed_image(v, self.limit, self.theme) for v in shown]
        self.update()

    def resizeEvent(self, event: object) -> None:
        if self.tiled:
            self.refresh()

    def _tiling(self) -> Tiling | None:
        """How the images stand, where there are any."""
        if not self.tiled or self.picture is None or self.picture.tiles is None:
            return None
        place = self._areas(self.size())[0]
        return fitted(
            *self.picture.tiles.shape, max(int(place.width()), 1), max(int(place.height() - CAPTION), 1)
        )

    def _tiles(self, tiling: Tiling) -> tuple[Array, Array]:
        """The images that are shown, evenly chosen, and the columns that they are."""
        assert self.picture is not None
        assert self.picture.tiles is not None
        chosen = np.linspace(0, len(self.picture.tiles) - 1, tiling.count).round().astype(np.intp)
        return self.picture.tiles[chosen], self.picture.tiled[chosen]

    def paint(self, painter: QPainter, size: QSize) -> None:
        if self.picture is None:
            draw_note(painter, self.theme, self.note, QRectF(0, 0, size.width(), size.height()))
            return
        place, histogram = self._areas(size)
        shown = self._layout(place)
        self._paint_map(painter, shown)
        self._paint_histogram(painter, self.picture, histogram)
        if self.hovered is not None and (text := self.value_at(self.hovered)):
            whole = QRectF(0, 0, size.width(), size.height())
            draw_plate(painter, self.theme, text, self.hovered, whole)

    def value_at(self, point: QPointF) -> list[str]:
        """What stands at a place of the canvas: which entry, and its value; empty where there is none."""
        assert self.picture is not None
        shown = self._layout(self._areas(self.size())[0])
        column = int((point.x() - shown.area.left()) // shown.cell[0])
        row = int((point.y() - shown.area.top()) // shown.cell[1])
        if row < 0 or column < 0:
            return []
        if shown.tiling is not None:
            return self._tile_at(row, column, shown.tiling)
        rows, columns = self.picture.values.shape
        if column >= columns:
            return []
        if row < rows:
            name = self._where(self.picture, int(self.picture.rows[row]), int(self.picture.columns[column]))
            return [name, figure(float(self.picture.values[row, column]))]
        return self._strip_at(point, shown, column)

    def _tile_at(self, row: int, column: int, tiling: Tiling) -> list[str]:
        place = tiling.at(row, column)
        if place is None:
            return []
        tiles, columns = self._tiles(tiling)
        image, y, x = place
        reader = "filter" if self._sliding else "unit"
        name = f"pixel {x + 1}, {y + 1} → {reader} {int(columns[image]) + 1}"
        return [name, figure(float(tiles[place]))]

    def _strip_at(self, point: QPointF, shown: _Map, column: int) -> list[str]:
        below = point.y() - shown.area.bottom() - STRIP_GAP
        index = int(below // (STRIP + STRIP_GAP))
        if below < 0 or index >= len(self.strips) or below % (STRIP + STRIP_GAP) >= STRIP:
            return []
        strip = self.strips[index]
        unit = int(strip.columns[column]) + 1
        return [f"{strip.name} of unit {unit}", figure(float(strip.values[0, column]))]

    def _areas(self, size: QSize) -> tuple[QRectF, QRectF]:
        """Where the map stands, and where the histogram."""
        width, height = float(size.width()), float(size.height())
        if width >= SIDE_BY_SIDE:
            left = width * 0.56
            return QRectF(0, 0, left, height), QRectF(left + GAP, 0, width - left - GAP, height)
        top = height * 0.62
        return QRectF(0, 0, width, top), QRectF(0, top + MARGIN, width, height - top - MARGIN)

    def _layout(self, place: QRectF) -> _Map:
        assert self.picture is not None
        if (tiling := self._tiling()) is not None:
            rows, columns = tiling.shape
            cell = min(place.width() / columns, (place.height() - CAPTION) / rows)
            cell = float(int(cell)) if cell >= 2 else max(cell, 0.1)
            area = QRectF(place.left(), place.top(), columns * cell, rows * cell)
            return _Map(area, (cell, cell), tiling)
        rows, columns = self.picture.values.shape
        below = len(self.strips) * (STRIP + STRIP_GAP) + CAPTION
        room = QRectF(place.left() + CAPTION, place.top(), place.width() - CAPTION, place.height() - below)
        cell_width = max(min(WIDEST_CELL, room.width() / columns), 0.1)
        cell_height = max(min(WIDEST_CELL, room.height() / rows), 0.1)
        area = QRectF(room.left(), room.top(), columns * cell_width, rows * cell_height)
        return _Map(area, (cell_width, cell_height))

    def _paint_map(self, painter: QPainter, shown: _Map) -> None:
        assert self.picture is not None
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.surface))
        painter.drawRects(self._grounds(shown))
        painter.drawImage(shown.area, self._images[0])
        top = shown.area.bottom() + STRIP_GAP
        for image in self._images[1:]:
            painter.drawImage(QRectF(shown.area.left(), top, shown.area.width(), STRIP), image)
            top += STRIP + STRIP_GAP
        if shown.tiling is None and shown.cell[0] >= WRITTEN_CELL[0] and shown.cell[1] >= WRITTEN_CELL[1]:
            self._write_values(painter, shown)
        self._paint_names(painter, shown, top)

    def _grounds(self, shown: _Map) -> list[QRectF]:
        """What lies below the colours, so that zero can be told from nothing."""
        assert self.picture is not None
        if shown.tiling is None:
            strips = range(len(self.strips))
            first = shown.area.bottom() + STRIP_GAP
            lines = (first + index * (STRIP + STRIP_GAP) for index in strips)
            return [shown.area, *(QRectF(shown.area.left(), y, shown.area.width(), STRIP) for y in lines)]
        tiling, (cell, _), corner = shown.tiling, shown.cell, shown.area.topLeft()
        places = (tiling.corner(image) for image in range(tiling.count))
        size = tiling.width * cell, tiling.height * cell
        return [QRectF(corner.x() + x * cell, corner.y() + y * cell, *size) for y, x in places]

    def _write_values(self, painter: QPainter, shown: _Map) -> None:
        assert self.picture is not None
        painter.setFont(face(MUTED_PX - 1))
        painter.setPen(QColor(self.theme.text))
        for row, values in enumerate(self.picture.values.tolist()):
            for column, value in enumerate(values):
                corner = QPointF(column * shown.cell[0], row * shown.cell[1]) + shown.area.topLeft()
                cell = QRectF(corner.x(), corner.y(), *shown.cell)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, f"{value:.2f}".replace("-", "−"))

    def _paint_names(self, painter: QPainter, shown: _Map, top: float) -> None:
        painter.setFont(face(HEAD_PX))
        painter.setPen(QColor(self.theme.muted))
        below = QRectF(shown.area.left(), top - STRIP_GAP + 2, max(shown.area.width(), 120), CAPTION)
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, self._names(shown))
        if shown.tiling is None:
            painter.save()
            painter.translate(shown.area.left() - CAPTION, shown.area.bottom())
            painter.rotate(-90)
            painter.drawText(QRectF(0, 0, max(shown.area.height(), 60), 14), 0, "← inputs")
            painter.restore()

    def _names(self, shown: _Map) -> str:
        """What stands side by side."""
        assert self.picture is not None
        if shown.tiling is not None:
            units = self.picture.shape[-1]
            some = f"{shown.tiling.count} of " if shown.tiling.count < units else ""
            return f"{some}{units} {'filters' if self._sliding else 'units'}, an image each"
        strips = ", ".join(strip.name for strip in self.strips)
        return f"units →   below: {strips}" if strips else "units →"

    def _paint_histogram(self, painter: QPainter, picture: Picture, place: QRectF) -> None:
        painter.setFont(face(MUTED_PX))
        painter.setPen(QColor(self.theme.muted))
        head = QRectF(place.left(), place.top(), place.width(), CAPTION)
        painter.drawText(head, 0, elided(self.caption, head.width(), MUTED_PX))
        bottom, top = place.bottom() - 22, place.top() + CAPTION + 4
        x = Axis(-picture.reach, picture.reach, place.left() + 14, place.right() - 14)
        bars = _bars(picture.counts, x, bottom, max(bottom - top, 1.0))
        middle = len(bars) // 2
        painter.setPen(Qt.PenStyle.NoPen)
        for name, part in (
            (self.theme.negative, bars[:middle]),
            (self.theme.muted, bars[middle : middle + 1]),
            (self.theme.positive, bars[middle + 1 :]),
        ):
            painter.setBrush(QColor(name))
            painter.drawRects(part)
        painter.setFont(face(HEAD_PX))
        painter.setPen(QPen(QColor(self.theme.border), 1))
        draw_bottom_axis(painter, self.theme, x, bottom, room=48)


def _bars(counts: Array, x: Axis, bottom: float, height: float) -> list[QRectF]:
    width = (x.end - x.start) / len(counts)
    heights = (counts * (height / max(int(counts.max()), 1))).tolist()
    return [QRectF(x.start + i * width, bottom - h, max(width - 0.5, 0.5), h) for i, h in enumerate(heights)]
