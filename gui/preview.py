"""Small drawings of a network: what goes in at the left, then a column of dots a layer."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.document.document import Document
from core.document.shapes import infer
from core.errors import NeurowrightError
from core.layers.base import Category, Shape
from gui.theme import Theme

MOST_DOTS, RADIUS, APART = 6, 4.0, 13.0
TILE = 64.0
MOST_POINTS = 160
CELLS = (8, 14)  # pixels a side that an image's tile shows, at the least and at the most


@dataclass(frozen=True, slots=True)
class Points:
    """Samples of the plane: ``places`` (points, 2) from 0 to 1; ``high`` (points,): of the upper class."""

    places: NDArray[np.float64]
    high: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Preview:
    """What is drawn: a picture of the samples where there is one, and ``columns`` of (category, size)."""

    points: Points | None
    image: Shape | None
    columns: tuple[tuple[Category, int], ...]

    def draw(self, painter: QPainter, box: QRectF, theme: Theme) -> None:
        """Paint it into a box, from its left to its right edge."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_tile = self.points is not None or self.image is not None
        tile = QRectF(box.left(), box.center().y() - TILE / 2, TILE, TILE)
        start = tile.right() + 30 if has_tile else box.left() + 12
        dots = self._dots(QRectF(start, box.top(), box.right() - 14 - start, box.height()))
        if has_tile:
            _draw_wires(painter, [QPointF(tile.right(), tile.center().y())], dots[0], theme)
        for before, after in pairwise(dots):
            _draw_wires(painter, before, after, theme)
        for (category, size), column in zip(self.columns, dots, strict=True):
            _draw_column(painter, column, QColor(theme.categories[category]), size > MOST_DOTS)
        if has_tile:
            self._draw_tile(painter, tile, theme)

    def _dots(self, box: QRectF) -> list[list[QPointF]]:
        gap = box.width() / max(len(self.columns) - 1, 1)
        first = box.left() if len(self.columns) > 1 else box.center().x()
        return [
            [
                QPointF(first + gap * i, box.center().y() + (row - (min(size, MOST_DOTS) - 1) / 2) * APART)
                for row in range(min(size, MOST_DOTS))
            ]
            for i, (_, size) in enumerate(self.columns)
        ]

    def _draw_tile(self, painter: QPainter, tile: QRectF, theme: Theme) -> None:
        painter.setPen(QColor(theme.border))
        painter.setBrush(QColor(theme.canvas))
        painter.drawRoundedRect(tile.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self.points is not None:
            _draw_points(painter, tile.adjusted(6, 6, -6, -6), self.points, theme)
        elif self.image is not None:
            _draw_cells(painter, tile.adjusted(6, 6, -6, -6), self.image, theme)


def preview(document: Document) -> Preview:
    """What to draw for a document; the samples are made, where they are cheap to make, never loaded from a file."""
    graph, inference = document.graph, infer(document)
    source, columns, image = document.data.source, [], None
    points = _points(document)
    for name in inference.order:
        spec, facts = graph.nodes[name].spec, inference.facts.get(name)
        if facts is None or not facts.outputs:
            continue
        shape, is_data = facts.outputs[0], bool(spec.fed)
        if is_data and len(shape) == 3:
            image = shape
        elif (is_data and source.bounds is None) or facts.parameters or (is_data and points is None):
            columns.append((spec.category, shape[-1]))
    return Preview(points, image, tuple(columns))


def _points(document: Document) -> Points | None:
    source = document.data.source
    try:
        bounds = source.bounds
        if bounds is None:
            return None
        places, labels = source.positions(document.training.seed), source.load(document.training.seed).labels
    except NeurowrightError:
        return None
    low, high = np.array(bounds).T
    if labels is None:
        return None
    return Points(((places - low) / (high - low))[:MOST_POINTS], (labels > 0)[:MOST_POINTS])


def _draw_wires(painter: QPainter, before: list[QPointF], after: list[QPointF], theme: Theme) -> None:
    colour = QColor(theme.edge)
    colour.setAlphaF(0.55)
    painter.setPen(QPen(colour, 1))
    for start in before:
        for end in after:
            painter.drawLine(start, end)


def _draw_column(painter: QPainter, dots: list[QPointF], colour: QColor, more: bool) -> None:
    """``more``: there are more units than dots; the middle says so."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    middle = len(dots) // 2
    for row, dot in enumerate(dots):
        if more and row in (middle - 1, middle):
            for shift in (-APART / 4, APART / 4):
                painter.drawEllipse(dot + QPointF(0, shift), 1.3, 1.3)
        else:
            painter.drawEllipse(dot, RADIUS, RADIUS)


def _draw_points(painter: QPainter, box: QRectF, points: Points, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    radius = 3.0 if len(points.places) < 20 else 1.4
    for (x, y), high in zip(points.places.tolist(), points.high.tolist(), strict=True):
        painter.setBrush(QColor(theme.positive if high else theme.negative))
        painter.drawEllipse(
            QPointF(box.left() + x * box.width(), box.bottom() - y * box.height()), radius, radius
        )


def _draw_cells(painter: QPainter, box: QRectF, image: Shape, theme: Theme) -> None:
    cells = min(max(image[0] // 2, CELLS[0]), CELLS[1])
    side = box.width() / cells
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.track))
    for row in range(cells):
        for column in range(cells):
            painter.drawRect(QRectF(box.left() + column * side, box.top() + row * side, side - 1, side - 1))
