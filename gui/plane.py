"""The plane: what the network says everywhere, and the data as points upon it."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPixmap

from core.probes.decision_map import Plane
from core.probes.plane_points import PlaneData, Points
from gui.colour import mix
from gui.plots import (
    Array,
    Axis,
    Canvas,
    draw_bottom_axis,
    draw_note,
    draw_plate,
    elided,
    face,
    image_of,
    signed_image,
)
from gui.theme import HEAD_PX, MUTED_PX, Appearance, Theme
from gui.ticks import figure, label

LEFT, BOTTOM, TOP, GAP = 30.0, 34.0, 6.0, 10.0
KEY, KEY_ROW, KEY_HEIGHT, KEY_DOT = 76.0, 20.0, 17.0, 16.0
FULL = 0.72  # of a colour's strength: points in the same colour stand out
FEW, FEW_RADIUS = 24, 6.0
SMALLEST, LARGEST, A_RADIUS = 1.3, 3.4, 75.0  # radius of a point; so many of them make a side
STEPS = 4  # of each sign, where values are shown in steps


KeyEntry = tuple[str, str, str]  # fill, ring and name


@dataclass(frozen=True, slots=True)
class Meaning:
    """How outputs become colours: one of several classes, or one number from -1 to 1."""

    classes: int  # more than 2: each has its colour
    offset: float = 0.0
    scale: float = 1.0

    def signed(self, outputs: Array) -> Array:
        """From -1 to 1, for one number or two classes."""
        if self.classes == 2 and len(outputs) == 2:
            return outputs[1] - outputs[0]
        return (outputs[0] - self.offset) * self.scale


def meaning(data: PlaneData) -> Meaning:
    """What the outputs of a network mean for its data."""
    if not data.info.class_names:
        return Meaning(0, 0.0, 1.0 / data.reach)
    if data.encoding == "0/1":
        return Meaning(2, 0.5, 2.0)
    return Meaning(len(data.info.class_names))


def plane_image(outputs: Array, means: Meaning, theme: Theme, *, stepped: bool) -> QImage:
    """Outputs (outputs, rows, columns), x2 rising, as an image, x2 falling."""
    if means.classes > 2:
        return _classes_image(outputs[:, ::-1], theme, stepped=stepped)
    values = means.signed(outputs)[::-1]
    if stepped:
        values = np.where(values > 0, 1.0, -1.0) if means.classes else np.round(values * STEPS) / STEPS
    return signed_image(values, 1 / FULL, theme)


def _classes_image(outputs: Array, theme: Theme, *, stepped: bool) -> QImage:
    """The colour of the class with the largest output, the fuller the farther the next one is behind."""
    winner, ranked = outputs.argmax(axis=0), np.sort(outputs, axis=0)
    lead = FULL * (np.ones(winner.shape) if stepped else (0.15 + ranked[-1] - ranked[-2]).clip(0, 1))
    channels = np.array([QColor(class_colour(theme, k)).getRgb()[:3] for k in range(len(outputs))])[winner]
    red, green, blue = np.moveaxis((channels * lead[..., None]).astype(np.uint32), -1, 0)
    return image_of((lead * 255).astype(np.uint32) << 24 | red << 16 | green << 8 | blue)


def class_colour(theme: Theme, number: int) -> str:
    return theme.classes[number % len(theme.classes)]


def point_colour(theme: Theme, data: PlaneData, answer: float) -> str:
    """The colour of a sample: its class's, or that of its value."""
    if data.info.class_names:
        return class_colour(theme, int(answer))
    share = max(-1.0, min(1.0, answer / data.reach))
    return mix(theme.surface, theme.positive if share > 0 else theme.negative, 0.15 + 0.85 * abs(share))


class PlaneCanvas(Canvas):
    """The network's answer over the plane. Training points are filled, validation points have a ring."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.data: PlaneData | None = None
        self.outputs: Array | None = None
        self.stepped = False
        self.validation = True
        self._image: QImage | None = None
        self._dots: QPixmap | None = None

    def show_plane(self, data: PlaneData | None, plane: Plane | None) -> None:
        """Show other answers, or other data."""
        if data is not self.data:
            self._dots = None
        self.data, self.outputs = data, None if plane is None else plane.outputs
        self._colour()

    def refresh(self) -> None:
        self._dots = None
        self._colour()

    def clear(self) -> None:
        """Show nothing until there is something else."""
        self.data = self.outputs = self._image = self._dots = None
        self.update()

    def _colour(self) -> None:
        if self.data is not None:
            self._image = self.coloured(self.data) or self._image
        self.update()

    def coloured(self, data: PlaneData) -> QImage | None:
        """What lies below the points; None while it is not known."""
        if self.outputs is None:
            return None
        return plane_image(self.outputs, meaning(data), self.theme, stepped=self.stepped)

    def resizeEvent(self, event: object) -> None:
        self._dots = None

    def axes(self, size: QSize) -> tuple[Axis, Axis]:
        """The axes of a square as large as there is room for."""
        assert self.data is not None
        width, height = size.width() - LEFT - GAP, size.height() - BOTTOM - TOP
        side = min(width, height - KEY_ROW) if self._key_below(size) else min(width - KEY, height)
        side = max(side, 20.0)
        left = LEFT + max(0.0, (width - (0 if self._key_below(size) else KEY) - side) / 2)
        (low1, high1), (low2, high2) = self.data.bounds
        return Axis(low1, high1, left, left + side), Axis(low2, high2, TOP + side, TOP)

    def _key_below(self, size: QSize) -> bool:
        """Whether the map is larger with its key below than with its key at the right."""
        width, height = size.width() - LEFT - GAP, size.height() - BOTTOM - TOP
        return min(width, height - KEY_ROW) > min(width - KEY, height)

    def paint(self, painter: QPainter, size: QSize) -> None:
        if self.data is None or self._image is None:
            draw_note(painter, self.theme, "Loading …", QRectF(0, 0, size.width(), size.height()))
            return
        x, y = self.axes(size)
        area = QRectF(QPointF(x.start, y.end), QPointF(x.end, y.start))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not self.stepped)
        painter.fillRect(area, QColor(self.theme.surface))
        painter.drawImage(area, self._image)
        self._paint_axes(painter, x, y)
        self._paint_dots(painter, x, y)
        self.paint_over(painter, x, y)
        self._paint_key(painter, area, size)
        if self.hovered is not None and area.contains(self.hovered):
            text = self.value_at(x.value(self.hovered.x()), y.value(self.hovered.y()))
            draw_plate(painter, self.theme, text, self.hovered, QRectF(0, 0, size.width(), size.height()))

    def paint_over(self, painter: QPainter, x: Axis, y: Axis) -> None:
        """What changes with every picture, over the points that stay."""

    def value_at(self, x1: float, x2: float) -> list[str]:
        """Where that is, and what the network says there."""
        assert self.data is not None
        place, says = self.place_at(x1, x2), self.outputs_at(x1, x2)
        names = self.data.info.class_names
        if len(names) == len(says) > 1:
            best = int(says.argmax())
            return [place, f"{names[best]} {figure(float(says[best]))}"]
        if len(names) == 2:
            signed = float(meaning(self.data).signed(says[:, None, None])[0, 0])
            return [place, f"{names[signed > 0]} {figure(float(says[0]))}"]
        return [place, figure(float(says[0]))]

    def place_at(self, x1: float, x2: float) -> str:
        assert self.data is not None
        first, second = self.data.axes
        return f"{first} {label(round(x1, 2))}, {second} {label(round(x2, 2))}"

    def outputs_at(self, x1: float, x2: float) -> Array:
        """The outputs (outputs,) at the nearest point of the grid."""
        assert self.data is not None
        assert self.outputs is not None
        (low1, high1), (low2, high2) = self.data.bounds
        rows, columns = self.outputs.shape[1:]
        row = round((x2 - low2) / (high2 - low2) * (rows - 1))
        column = round((x1 - low1) / (high1 - low1) * (columns - 1))
        says: Array = self.outputs[:, min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)]
        return says

    def _paint_axes(self, painter: QPainter, x: Axis, y: Axis) -> None:
        assert self.data is not None
        theme, (first, second) = self.theme, self.data.axes
        painter.setFont(face(HEAD_PX))
        draw_bottom_axis(painter, theme, x, y.start)
        painter.setPen(QColor(theme.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for tick in y.ticks(30):
            row = float(y.place(tick))
            painter.drawText(QRectF(0, row - 8, x.start - 6, 16), right, label(tick))
        below = QRectF(x.start, y.start + 18, x.end - x.start, 14)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, f"{first} →   ↑ {second}")

    def _paint_dots(self, painter: QPainter, x: Axis, y: Axis) -> None:
        """The points are painted once, for as long as neither they nor the size change."""
        device = painter.device()
        ratio = device.devicePixelRatioF()
        if self._dots is None or self._dots.devicePixelRatio() != ratio:
            self._dots = QPixmap(round(device.width() * ratio), round(device.height() * ratio))
            self._dots.setDevicePixelRatio(ratio)
            self._dots.fill(Qt.GlobalColor.transparent)
            inner = QPainter(self._dots)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw_dots(inner, x, y)
            inner.end()
        painter.drawPixmap(0, 0, self._dots)

    def draw_dots(self, painter: QPainter, x: Axis, y: Axis) -> None:
        assert self.data is not None
        parts = [(self.data.train, False)]
        if self.validation:
            parts.append((self.data.validation, True))
        few = sum(len(part.places) for part, _ in parts) <= FEW
        radius = FEW_RADIUS if few else min(max((x.end - x.start) / A_RADIUS, SMALLEST), LARGEST)
        for part, ringed in parts:
            self._draw_part(painter, part, x, y, ringed=ringed, radius=radius)

    def _draw_part(
        self, painter: QPainter, part: Points, x: Axis, y: Axis, *, ringed: bool, radius: float
    ) -> None:
        assert self.data is not None
        theme = self.theme
        rim = theme.text if ringed else theme.canvas if self.data.info.class_names else theme.edge
        painter.setPen(QPen(QColor(rim), min(1.2, radius / 2) if ringed else 0.8))
        columns, rows = x.place(part.places[:, 0]).tolist(), y.place(part.places[:, 1]).tolist()
        for column, row, answer in zip(columns, rows, part.answers.tolist(), strict=True):
            painter.setBrush(QColor(point_colour(theme, self.data, answer)))
            painter.drawEllipse(QPointF(column, row), radius, radius)

    def _paint_key(self, painter: QPainter, area: QRectF, size: QSize) -> None:
        """What the colours and the marks mean, at the right."""
        assert self.data is not None
        colours, marks = self.colour_key(), self.mark_key()
        painter.setFont(face(MUTED_PX - 1))
        if self._key_below(size):
            self._paint_key_row(painter, colours + marks, size)
            return
        left, top = area.right() + GAP, area.top()
        for index, entry in enumerate(colours + marks):
            top += KEY_HEIGHT * bool(index) + GAP * (index == len(colours))
            self._paint_key_entry(painter, entry, left, top, size.width() - left)

    def _paint_key_row(self, painter: QPainter, entries: list[KeyEntry], size: QSize) -> None:
        metrics, left = QFontMetricsF(painter.font()), 4.0
        for entry in entries:
            width = KEY_DOT + metrics.horizontalAdvance(entry[2]) + GAP
            if left + width > size.width():
                return
            self._paint_key_entry(painter, entry, left, size.height() - KEY_HEIGHT, width)
            left += width

    def _paint_key_entry(
        self, painter: QPainter, entry: KeyEntry, left: float, top: float, room: float
    ) -> None:
        fill, ring, name = entry
        painter.setPen(QPen(QColor(ring), 1.3))
        painter.setBrush(QColor(fill))
        painter.drawEllipse(QPointF(left + 5, top + KEY_HEIGHT / 2), 4, 4)
        painter.setPen(QColor(self.theme.muted))
        box = QRectF(left + KEY_DOT, top, room - KEY_DOT, KEY_HEIGHT)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, elided(name, box.width(), MUTED_PX - 1))

    def mark_key(self) -> list[KeyEntry]:
        """What the marks stand for, whatever their colour."""
        assert self.data is not None
        marks = [(self.theme.muted, self.theme.canvas, "train")]
        if self.validation and len(self.data.validation.places):
            marks.append((self.theme.muted, self.theme.text, "validation"))
        return marks

    def colour_key(self) -> list[KeyEntry]:
        """Fill, ring and name of each class; of the largest and the smallest value where there are none."""
        assert self.data is not None
        theme, names = self.theme, self.data.info.class_names[: len(self.theme.classes)]
        if names:
            return [(class_colour(theme, number), theme.canvas, name) for number, name in enumerate(names)]
        reach = label(float(f"{self.data.reach:.2g}"))
        return [(theme.positive, theme.canvas, reach), (theme.negative, theme.canvas, f"−{reach}")]


class UnitsCanvas(Canvas):
    """The maps of a layer's units, side by side."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.outputs: Array | None = None
        self._images: list[QImage] = []

    def show_units(self, plane: Plane | None) -> None:
        self.outputs = None if plane is None else plane.outputs
        self.refresh()

    def refresh(self) -> None:
        outputs = self.outputs if self.outputs is not None else np.zeros((0, 1, 1))
        self._images = [signed_image(unit[::-1], _limit(unit), self.theme) for unit in outputs]
        self.update()

    def cells(self, size: QSize) -> list[QRectF]:
        """Where each unit's map stands: squares as large as there is room for."""
        count = len(self._images)
        if not count:
            return []

        def side(across: int) -> float:
            return min((size.width() + GAP) / across, size.height() / -(-count // across)) - GAP

        across = max(range(1, count + 1), key=side)
        step = max(side(across), 8.0) + GAP
        return [
            QRectF(index % across * step, index // across * step + 2, step - GAP, step - GAP)
            for index in range(count)
        ]

    def paint(self, painter: QPainter, size: QSize) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        cells = self.cells(size)
        for cell, image in zip(cells, self._images, strict=True):
            painter.fillRect(cell, QColor(self.theme.surface))
            painter.drawImage(cell, image)
        for index, cell in enumerate(cells):
            if self.hovered is not None and cell.contains(self.hovered):
                self._paint_value(painter, size, index, cell, self.hovered)

    def _paint_value(self, painter: QPainter, size: QSize, unit: int, cell: QRectF, at: QPointF) -> None:
        assert self.outputs is not None
        rows, columns = self.outputs.shape[1:]
        column = int((at.x() - cell.left()) / cell.width() * (columns - 1))
        row = int((cell.bottom() - at.y()) / cell.height() * (rows - 1))
        text = [f"unit {unit + 1}", figure(float(self.outputs[unit, row, column]))]
        draw_plate(painter, self.theme, text, at, QRectF(0, 0, size.width(), size.height()))


def _limit(unit: Array) -> float:
    """The value with the full colour: 1 as a rule, more for units that go beyond."""
    return max(1.0, float(np.abs(unit).max()))
