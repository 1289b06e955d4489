"""Small drawings of a network: what goes in at the left, then a column of dots a layer.

Where two players meet, the data stand between them.
"""

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.document.document import Document
from core.document.graph import depths
from core.document.players import players
from core.document.shapes import infer
from core.layers.base import Category
from gui.sample_pictures import Glimpse, glimpse
from gui.theme import Theme

MOST_DOTS, RADIUS, APART = 6, 4.0, 13.0
TILE, BESIDE = 64.0, 30.0  # the picture of samples, and the room beside it
MOST_COLUMNS = 7


@dataclass(frozen=True, slots=True)
class Preview:
    """What is drawn: a picture of samples where there is one, and columns of (category, size) to its left and right."""

    samples: Glimpse | None
    before: tuple[tuple[Category, int], ...]
    behind: tuple[tuple[Category, int], ...]

    def draw(self, painter: QPainter, box: QRectF, theme: Theme) -> None:
        """Paint it into a box, from its left to its right edge."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tile = QRectF(self._left(box), box.center().y() - TILE / 2, TILE, TILE)
        if self.samples is None:
            self._draw_row(painter, box.adjusted(12, 0, -14, 0), self.behind, theme)
            return
        left = QRectF(box.left() + 6, box.top(), tile.left() - BESIDE - box.left() - 6, box.height())
        right = QRectF(
            tile.right() + BESIDE, box.top(), box.right() - 14 - tile.right() - BESIDE, box.height()
        )
        middle = tile.center().y()
        if self.before:
            dots = self._draw_row(painter, left, self.before, theme)
            _draw_wires(painter, dots[-1], [QPointF(tile.left(), middle)], theme)
        if self.behind:
            dots = self._draw_row(painter, right, self.behind, theme)
            _draw_wires(painter, [QPointF(tile.right(), middle)], dots[0], theme)
        self._draw_tile(painter, tile, theme)

    def _left(self, box: QRectF) -> float:
        """Where the picture begins: at the edge, or so that both sides have room for their columns."""
        if not self.before:
            return box.left()
        share = len(self.before) / max(len(self.before) + len(self.behind), 1)
        return box.left() + min(max(share, 0.25), 0.75) * (box.width() - TILE)

    def _draw_row(
        self, painter: QPainter, box: QRectF, columns: tuple[tuple[Category, int], ...], theme: Theme
    ) -> list[list[QPointF]]:
        dots = _dots(box, [size for _, size in columns])
        for before, after in pairwise(dots):
            _draw_wires(painter, before, after, theme)
        for (category, size), column in zip(columns, dots, strict=True):
            _draw_column(painter, column, QColor(theme.categories[category]), size > MOST_DOTS)
        return dots

    def _draw_tile(self, painter: QPainter, tile: QRectF, theme: Theme) -> None:
        painter.setPen(QColor(theme.border))
        painter.setBrush(QColor(theme.canvas))
        painter.drawRoundedRect(tile.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self.samples is not None:
            self.samples.draw(painter, tile.adjusted(6, 6, -6, -6), theme)


def preview(document: Document) -> Preview:
    """What to draw for a document: its data, where that is more than a list of numbers, and its layers."""
    graph, inference, sides = document.graph, infer(document), players(document.graph)
    fed = any("sample" in graph.nodes[name].spec.fed for name in inference.order)
    samples = glimpse(document.data.source, document.training.seed) if fed else None
    if samples is not None and samples.listed:
        samples = None
    before, behind, depth = _Columns(), _Columns(), depths(graph, inference.order)
    for name in inference.order:
        spec, facts = graph.nodes[name].spec, inference.facts.get(name)
        if facts is None or not facts.outputs:
            continue
        if facts.parameters or ("sample" in spec.fed and samples is None):
            makes = samples is not None and sides is not None and name in sides.generator
            place = depth[name] if spec.single else name
            (before if makes else behind).add(place, spec.category, facts.outputs[0][-1])
    most = MOST_COLUMNS if samples is None or not before.sizes else MOST_COLUMNS // 2
    return Preview(samples, _some(before.columns(), most), _some(behind.columns(), most))


class _Columns:
    """Columns in the order in which they were begun; single neurons of one depth share one."""

    def __init__(self) -> None:
        self.sizes: dict[object, tuple[Category, int]] = {}

    def add(self, place: object, category: Category, size: int) -> None:
        self.sizes[place] = (category, self.sizes.get(place, (category, 0))[1] + size)

    def columns(self) -> list[tuple[Category, int]]:
        return list(self.sizes.values())


def _some(columns: list[tuple[Category, int]], most: int) -> tuple[tuple[Category, int], ...]:
    """The columns, or as many as there is room for, the first and the last among them."""
    if len(columns) <= most:
        return tuple(columns)
    return tuple(columns[round(i * (len(columns) - 1) / (most - 1))] for i in range(most))


def _dots(box: QRectF, sizes: list[int]) -> list[list[QPointF]]:
    gap = box.width() / max(len(sizes) - 1, 1)
    first = box.left() if len(sizes) > 1 else box.center().x()
    middle = box.center().y()
    return [
        [
            QPointF(first + gap * i, middle + (row - (min(size, MOST_DOTS) - 1) / 2) * APART)
            for row in range(min(size, MOST_DOTS))
        ]
        for i, size in enumerate(sizes)
    ]


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
