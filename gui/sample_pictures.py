"""Pictures of the samples of a data set: points, images, curves, lines of text, or columns of numbers."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from core.data.base import DataInfo, Dataset, Source
from core.data.tokens import readable
from core.errors import NeurowrightError
from gui.colour import mix
from gui.plots import Array, elided, face, grey_image, line_pen
from gui.theme import MUTED_PX, Theme

MOST_POINTS, MOST_IMAGES, MOST_LINES, MOST_ROWS, MOST_LANES = 400, 24, 8, 60, 3
IMAGE, GAP, LINE = 36.0, 6.0, 18.0


@dataclass(frozen=True, slots=True)
class Glimpse:
    """Some samples of a data set. ``places`` (samples, 2), 0 ... 1, where they come from points of a plane."""

    data: Dataset
    places: Array | None = None

    @property
    def listed(self) -> bool:
        """Whether a sample is a plain list of numbers, which is drawn as columns."""
        return self.places is None and self.data.samples.ndim == 2 and not self.data.info.vocabulary

    def draw(self, painter: QPainter, box: QRectF, theme: Theme) -> None:
        """Paint as many of the samples as there is room for."""
        painter.save()
        painter.setClipRect(box)
        info, rank = self.data.info, self.data.samples.ndim - 1
        if self.places is not None:
            _draw_points(painter, box, self, theme)
        elif rank == 3:
            _draw_images(painter, box, self.data, theme)
        elif info.vocabulary:
            _draw_lines(painter, box, self.data, theme)
        elif rank == 2:
            _draw_curves(painter, box, self.data, theme)
        elif rank == 1:
            _draw_columns(painter, box, self.data, theme)
        painter.restore()


def glimpse(source: Source, seed: int) -> Glimpse | None:
    """Some samples of a source; None where it cannot be read, which is told where problems are told."""
    try:
        info, bounds = source.info(), source.bounds
        if bounds is None:
            return Glimpse(source.glimpse(seed, _enough(info)))
        places, data = source.positions(seed), source.load(seed)
    except NeurowrightError:
        return None
    low, high = np.array(bounds).T
    chosen = np.arange(min(len(places), MOST_POINTS)) * len(places) // min(len(places), MOST_POINTS)
    return Glimpse(data.spread(MOST_POINTS), ((places - low) / (high - low))[chosen])


def _enough(info: DataInfo) -> int:
    if len(info.sample_shape) == 3:
        return MOST_IMAGES
    return MOST_LINES if info.vocabulary or len(info.sample_shape) > 1 else MOST_ROWS


def answer_colours(data: Dataset, theme: Theme) -> list[str]:
    """A colour for each sample: its class's, that of its value, or the accent where there is no answer."""
    if data.labels is not None and data.labels.ndim == 1:
        names = data.info.class_names
        colours = (theme.negative, theme.positive) if len(names) == 2 else theme.classes
        return [colours[label % len(colours)] for label in data.labels.tolist()]
    if data.values is None or data.values.ndim != 2:
        return [theme.accent] * len(data.samples)
    values = data.values[:, 0]
    reach = float(np.abs(values).max()) or 1.0
    return [
        mix(theme.canvas, theme.positive if value > 0 else theme.negative, 0.2 + 0.8 * abs(value) / reach)
        for value in values.tolist()
    ]


def _draw_points(painter: QPainter, box: QRectF, shown: Glimpse, theme: Theme) -> None:
    assert shown.places is not None
    side = min(box.width(), box.height())
    square = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
    few = len(shown.places) < 20
    radius = 3.0 if few else max(1.2, side / 90)
    painter.setPen(Qt.PenStyle.NoPen)
    for (x, y), name in zip(shown.places.tolist(), answer_colours(shown.data, theme), strict=True):
        painter.setBrush(QColor(name))
        centre = QPointF(square.left() + x * side, square.bottom() - y * side)
        painter.drawEllipse(centre, radius, radius)


def images_of(samples: Array) -> list[QImage]:
    """Images (count, height, width, channels), brightness stretched over all of them; other than three are grey."""
    if samples.shape[-1] != 3:
        samples = samples.mean(axis=-1, keepdims=True)
    low, high = float(samples.min()), float(samples.max())
    scaled = (samples - low) * (255 / (high - low or 1))
    return [grey_image(image if image.shape[-1] == 3 else image[..., 0]) for image in scaled]


def _draw_images(painter: QPainter, box: QRectF, data: Dataset, theme: Theme) -> None:
    """In rows, with the names of their classes below where there is room for more than one image."""
    across = max(1, int((box.width() + GAP) // (IMAGE + GAP)))
    if across == 1:
        draw_image(painter, box, images_of(data.samples[:1])[0])
        return
    names = data.info.class_names if data.labels is not None and data.labels.ndim == 1 else ()
    step = IMAGE + (LINE if names else GAP)
    rows = max(1, int((box.height() + GAP) // step))
    apart = (box.width() - across * IMAGE) / (across - 1)
    painter.setFont(face(MUTED_PX - 1))
    painter.setPen(QColor(theme.muted))
    for place, image in enumerate(images_of(data.samples[: across * rows])):
        left, top = box.left() + place % across * (IMAGE + apart), box.top() + place // across * step
        draw_image(painter, QRectF(left, top, IMAGE, IMAGE), image)
        if names and data.labels is not None:
            name = elided(names[int(data.labels[place])], IMAGE + apart - 2, MUTED_PX - 1)
            area = QRectF(left - apart / 2, top + IMAGE, IMAGE + apart, LINE - 2)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, name)


def draw_image(painter: QPainter, box: QRectF, image: QImage) -> None:
    """As large as it fits; pixels stay squares where they are seen as such."""
    size = image.size().toSizeF().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(QPointF(0, 0), size)
    place.moveCenter(box.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() > size.width())
    painter.drawImage(place, image)


def _draw_lines(painter: QPainter, box: QRectF, data: Dataset, theme: Theme) -> None:
    """One sample a line; behind it its class."""
    painter.setFont(face(MUTED_PX))
    vocabulary, names = data.info.vocabulary, data.info.class_names
    wide = box.width() > 120 and data.labels is not None and data.labels.ndim == 1
    behind = 84.0 if wide else 0.0
    colours = answer_colours(data, theme)
    for row, sample in enumerate(data.samples[: max(1, int(box.height() // LINE))]):
        line = QRectF(box.left(), box.top() + row * LINE, box.width() - behind, LINE)
        text = readable(sample, vocabulary).replace("\n", "⏎").replace("\t", " ")
        painter.setPen(QColor(theme.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, elided(text, line.width(), MUTED_PX))
        if wide and data.labels is not None:
            painter.setPen(QColor(theme.muted))
            name = names[int(data.labels[row])]
            area = QRectF(line.right() + 12, line.top(), behind - 12, LINE)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, elided(name, area.width(), MUTED_PX))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours[row]))
            painter.drawEllipse(QPointF(line.right() + 3, line.center().y()), 3, 3)


def _draw_curves(painter: QPainter, box: QRectF, data: Dataset, theme: Theme) -> None:
    """One sample over its steps, each number in a lane of its own; what is to be forecast goes on behind it."""
    sample = data.samples[len(data.samples) // 2].astype(float)
    lanes = min(sample.shape[1], MOST_LANES)
    follows = data.info.ordered and data.values is not None and data.values.ndim == 2
    ahead = data.values[len(data.samples) // 2] if follows and data.values is not None else np.zeros(0)
    height = (box.height() - (lanes - 1) * GAP) / lanes
    steps = len(sample) + len(ahead)
    for lane in range(lanes):
        area = QRectF(box.left(), box.top() + lane * (height + GAP), box.width(), height).adjusted(
            3, 3, -3, -3
        )
        values = np.concatenate([sample[:, lane], ahead if lane == 0 else np.zeros(0)])
        low, high = float(values.min()), float(values.max())
        x = area.left() + np.arange(len(values)) * area.width() / max(1, steps - 1)
        y = area.bottom() - (values - low) / ((high - low) or 1) * area.height()
        points = [QPointF(*place) for place in zip(x.tolist(), y.tolist(), strict=True)]
        painter.setPen(line_pen(theme.classes[(1 - lane) % len(theme.classes)]))
        painter.drawPolyline(points[: len(sample)])
        if lane == 0 and len(ahead):
            painter.setPen(line_pen(theme.negative))
            painter.drawPolyline(points[len(sample) - 1 :])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.negative))
            for place in points[len(sample) :] if len(ahead) <= 20 else points[-1:]:
                painter.drawEllipse(place, 2.5, 2.5)


def _draw_columns(painter: QPainter, box: QRectF, data: Dataset, theme: Theme) -> None:
    """A line a sample across its numbers, each between its smallest and its largest value."""
    samples = data.samples.astype(float)
    low, high = samples.min(axis=0), samples.max(axis=0)
    shares = (samples - low) / np.where(high > low, high - low, 1)
    x = np.linspace(box.left() + 3, box.right() - 3, max(2, samples.shape[1])).tolist()
    painter.setPen(line_pen(theme.border))
    painter.drawLines([QLineF(column, box.top(), column, box.bottom()) for column in x])
    for row, name in zip(shares.tolist(), answer_colours(data, theme), strict=True):
        painter.setPen(line_pen(name, 1, 0.6))
        heights = [
            box.bottom() - 3 - share * (box.height() - 6) for share in (row if len(row) > 1 else row * 2)
        ]
        ends = [QPointF(*place) for place in zip(x, heights, strict=True)]
        painter.drawLines([QLineF(start, end) for start, end in pairwise(ends)])
