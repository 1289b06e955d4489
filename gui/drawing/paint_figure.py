"""Paints a figure: pieces, the words around them, the arrows between them."""

import math
from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from core.document.document import Document
from core.document.shapes import Inference
from gui.canvas.inks import Inks
from gui.colour import mix
from gui.drawing.curves import Area, Bow
from gui.drawing.figure import Arrow, Placed, figure, weight_text
from gui.drawing.legend import DASHES, Entry, categories, wires
from gui.drawing.pieces import LINE, LOOP, PLANE_STEP, STRIP, STRIP_GAP, Piece
from gui.layer_icon import paint_strokes
from gui.theme import MUTED_PX, text_font

NAME_PX = 12
HEAD, HEAD_WIDTH = 7.0, 5.5  # length and width of an arrow's head
TINT, FAN_TINT = 0.24, 0.13  # shares of a category's colour
MOST_CELLS = 16  # values of a list that are told apart
PATCH_LEAST = 5.0
THINNEST, THICKEST = 0.8, 3.2  # wires by their weight


def measure(text: str, strong: bool) -> float:
    """The width of a text in a figure."""
    return QFontMetricsF(_font(strong)).horizontalAdvance(text)


def _font(strong: bool) -> QFont:
    return text_font(NAME_PX, QFont.Weight.DemiBold) if strong else text_font(MUTED_PX)


class FigureContent:
    """A document as a figure, to be put into a picture."""

    def __init__(
        self,
        document: Document,
        inference: Inference,
        inks: Inks,
        weights: Mapping[str, float] | None = None,
    ) -> None:
        self._inks, self._theme = inks, inks.theme
        self.figure = figure(document, inference, measure, weights)
        self.bounds = _rect(self.figure.area)
        links = [arrow.link for arrow in self.figure.arrows]
        weighed = {link.wire: link.weight for link in links if link.weight is not None}
        self._heaviest = max(map(abs, weighed.values()), default=1.0) or 1.0
        self.entries: list[Entry] = [
            *categories((p.piece.category for p in self.figure.pieces.values()), inks),
            *wires((document.graph.wires[link.wire] for link in links), weighed, inks),
        ]

    def paint(self, painter: QPainter) -> None:
        placed = self.figure.pieces
        for arrow in self.figure.arrows:
            self._paint_fan(painter, placed[arrow.link.source], placed[arrow.link.target], arrow)
        for arrow in self.figure.arrows:
            self._paint_arrow(painter, arrow, single=self._single(arrow))
        for one in placed.values():
            self._paint_piece(painter, one)
        for arrow in self.figure.arrows:
            self._paint_window(painter, placed[arrow.link.source], placed[arrow.link.target])
            self._paint_number(painter, arrow)

    def _single(self, arrow: Arrow) -> bool:
        """Whether it leads between single values, where heads would only crowd."""
        ends = (arrow.link.source, arrow.link.target)
        return all(self.figure.pieces[end].piece.kind == "disc" for end in ends)

    # -- colours -------------------------------------------------------------------------------------------------------
    def _line_colour(self, category: str) -> QColor:
        return QColor(mix(self._inks.category(category).name(), self._theme.text, 0.12))

    def _fill(self, category: str) -> QColor:
        return QColor(mix(self._theme.canvas, self._inks.category(category).name(), TINT))

    def _pen(self, category: str, width: float = 1.2) -> QPen:
        pen = QPen(self._line_colour(category), width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        return pen

    # -- arrows --------------------------------------------------------------------------------------------------------
    def _paint_arrow(self, painter: QPainter, arrow: Arrow, *, single: bool) -> None:
        if not arrow.way:
            return
        pen = self._arrow_pen(arrow)
        painter.setPen(pen)
        painter.setBrush(self._inks.no_brush)
        end = arrow.way[-1]
        with_head = not single or arrow.back
        way = (*arrow.way[:-1], _shortened(end, HEAD - 1.0)) if with_head else arrow.way
        path = QPainterPath(QPointF(*way[0][0]))
        for bow in way:
            if bow[0] == bow[1]:
                path.lineTo(*bow[3])
            else:
                path.cubicTo(*(QPointF(*point) for point in bow[1:]))
        painter.drawPath(path)
        if with_head:
            _paint_head(painter, end, pen.color())

    def _arrow_pen(self, arrow: Arrow) -> QPen:
        weight, colour, width = arrow.link.weight, self._inks.wire_colour, 1.3
        if weight is not None and self._inks.weights:
            colour = QColor(self._theme.positive if weight >= 0 else self._theme.negative)
            width = THINNEST + (THICKEST - THINNEST) * abs(weight) / self._heaviest
        pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        if arrow.link.delayed:
            pen.setDashPattern(DASHES)
        return pen

    def _paint_fan(self, painter: QPainter, source: Placed, target: Placed, arrow: Arrow) -> None:
        """Each value with each: the space between two lists is filled."""
        lists = ("bar", "strips", "cell")
        if not target.piece.full or source.piece.kind not in lists or len(arrow.way) > 3:
            return
        colour = QColor(mix(self._theme.canvas, self._inks.category(target.piece.category).name(), FAN_TINT))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        left, right = source.x + source.piece.width / 2, target.x - target.piece.width / 2
        near, far = source.piece.height / 2, target.piece.height / 2
        corners = (
            (left, source.y - near),
            (right, target.y - far),
            (right, target.y + far),
            (left, source.y + near),
        )
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))

    def _paint_number(self, painter: QPainter, arrow: Arrow) -> None:
        """The weight, near the target, on a plate that keeps it readable where wires cross."""
        if arrow.number is None or arrow.link.weight is None or not self._inks.weights:
            return
        plate = _rect(arrow.number)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._inks.canvas)
        painter.drawRoundedRect(plate, 4.0, 4.0)
        self._paint_text(painter, plate, weight_text(arrow.link.weight), _font(False), self._inks.text)

    # -- pieces --------------------------------------------------------------------------------------------------------
    def _paint_piece(self, painter: QPainter, placed: Placed) -> None:
        piece = placed.piece
        painter.save()
        painter.translate(placed.x, placed.y)
        painter.setPen(self._pen(piece.category))
        painter.setBrush(self._fill(piece.category))
        box = QRectF(-piece.width / 2, -piece.height / 2, piece.width, piece.height)
        {
            "planes": self._paint_planes,
            "bar": self._paint_bar,
            "strips": self._paint_strips,
            "cell": self._paint_cell,
            "disc": self._paint_disc,
            "joint": self._paint_joint,
            "plate": self._paint_plate,
            "unknown": self._paint_unknown,
        }[piece.kind](painter, piece, box)
        painter.restore()
        if placed.words is not None:
            self._paint_lines(painter, placed.words, piece.operation, named=True)
        if placed.caption is not None:
            self._paint_lines(painter, placed.caption, piece.caption, named=bool(piece.name))

    def _paint_planes(self, painter: QPainter, piece: Piece, box: QRectF) -> None:
        width, height = piece.plane
        for number in range(piece.count):
            shift = number * PLANE_STEP
            painter.drawRect(QRectF(box.left() + shift, box.top() + shift, width, height))

    def _paint_bar(self, painter: QPainter, piece: Piece, box: QRectF) -> None:
        painter.drawRoundedRect(box, 4.0, 4.0)
        if piece.count <= MOST_CELLS:
            self._divide(painter, box, piece.count)
            return
        painter.setBrush(self._line_colour(piece.category))
        painter.setPen(Qt.PenStyle.NoPen)
        for number in (-1, 0, 1):
            painter.drawEllipse(QPointF(0.0, number * 6.0), 1.3, 1.3)

    def _divide(self, painter: QPainter, box: QRectF, count: int) -> None:
        painter.setPen(QPen(painter.pen().color(), 0.8))
        for number in range(1, count):
            y = box.top() + box.height() * number / count
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _paint_strips(self, painter: QPainter, piece: Piece, box: QRectF) -> None:
        for number in range(piece.count):
            left = box.left() + number * (STRIP + STRIP_GAP)
            painter.drawRoundedRect(QRectF(left, box.top(), STRIP, box.height()), 2.5, 2.5)

    def _paint_cell(self, painter: QPainter, piece: Piece, box: QRectF) -> None:
        painter.drawRoundedRect(box, 8.0, 8.0)
        self._paint_text(painter, box, piece.inside, _font(True), self._inks.text)
        painter.setPen(self._pen(piece.category, 1.5))
        painter.setBrush(self._inks.no_brush)
        reach, top = min(box.width() / 4, 18.0), box.top()
        path = QPainterPath(QPointF(reach, top))
        path.cubicTo(
            reach + 12, top - LOOP * 1.3, -reach - 12, top - LOOP * 1.3, -reach - 1.0, top - HEAD + 1.0
        )
        painter.drawPath(path)
        tip = (
            (-reach - 6.0, top - 14.0),
            (-reach - 6.0, top - 14.0),
            (-reach - 2.5, top - 8.0),
            (-reach, top),
        )
        _paint_head(painter, tip, self._line_colour(piece.category))

    def _paint_disc(self, painter: QPainter, piece: Piece, box: QRectF) -> None:
        painter.setPen(self._pen(piece.category, 1.6))
        painter.drawEllipse(box)
        self._paint_text(painter, box, piece.inside, _font(True), self._inks.text)

    def _paint_joint(self, painter: QPainter, piece: Piece, box: QRectF) -> None:
        painter.setPen(self._pen(piece.category, 1.6))
        painter.drawEllipse(box)
        inset = box.width() * 0.2
        paint_strokes(painter, box.adjusted(inset, inset, -inset, -inset), piece.icon, self._theme.text)

    def _paint_plate(self, painter: QPainter, piece: Piece, box: QRectF) -> None:
        painter.setBrush(self._inks.canvas)
        painter.drawRoundedRect(box, 8.0, 8.0)
        lines = tuple(piece.inside.split("\n"))
        top = box.center().y() - len(lines) * LINE / 2
        area = Area(box.left(), top, box.right(), top + len(lines) * LINE)
        self._paint_lines(painter, area, lines, named=True)

    def _paint_unknown(self, painter: QPainter, piece: Piece, box: QRectF) -> None:
        pen = self._pen(piece.category)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(self._inks.no_brush)
        painter.drawRoundedRect(box, 6.0, 6.0)
        self._paint_text(painter, box, piece.inside, _font(True), self._inks.muted)

    # -- windows -------------------------------------------------------------------------------------------------------
    def _paint_window(self, painter: QPainter, source: Placed, target: Placed) -> None:
        """The patch that becomes one value, or that one value is spread over."""
        window = target.piece.window
        if window is None or source.piece.kind != "planes":
            return
        spread = window[0] < 0
        wide, narrow = (target, source) if spread else (source, target)
        patch = _patch(wide, abs(window[1]), abs(window[0]), near=spread)
        tip = _dot(narrow, near=not spread)
        colour = self._line_colour(target.piece.category)
        painter.setPen(QPen(colour, 1.0))
        painter.setBrush(QColor(mix(self._theme.canvas, colour.name(), 0.5)))
        painter.drawRect(patch)
        painter.setPen(QPen(colour, 0.7))
        corners = (patch.topLeft(), patch.bottomLeft()) if spread else (patch.topRight(), patch.bottomRight())
        for corner in corners:
            painter.drawLine(corner, tip)

    # -- words ---------------------------------------------------------------------------------------------------------
    def _paint_lines(self, painter: QPainter, area: Area, lines: tuple[str, ...], *, named: bool) -> None:
        """One below the other, centred; the first is a name."""
        for number, line in enumerate(lines):
            strong = named and number == 0
            row = QRectF(area.left - 20, area.top + number * LINE, area.right - area.left + 40, LINE)
            colour = self._inks.text if strong else self._inks.muted
            self._paint_text(painter, row, line, _font(strong), colour)

    def _paint_text(self, painter: QPainter, area: QRectF, text: str, font: QFont, colour: QColor) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def _rect(area: Area) -> QRectF:
    return QRectF(area.left, area.top, area.right - area.left, area.bottom - area.top)


def _front(placed: Placed) -> QRectF:
    """The foremost of a stack of planes."""
    width, height = placed.piece.plane
    right, bottom = placed.x + placed.piece.width / 2, placed.y + placed.piece.height / 2
    return QRectF(right - width, bottom - height, width, height)


def _patch(placed: Placed, across: float, down: float, *, near: bool) -> QRectF:
    """A patch in the lower part of the front plane, left of its middle where it is looked at from the left."""
    front = _front(placed)
    width = min(max(across * front.width(), PATCH_LEAST), front.width())
    height = min(max(down * front.height(), PATCH_LEAST), front.height())
    x = front.left() + (front.width() - width) * (0.25 if near else 0.6)
    return QRectF(x, front.top() + (front.height() - height) * 0.72, width, height)


def _dot(placed: Placed, *, near: bool) -> QPointF:
    """Where lines from a patch meet on the front plane."""
    front = _front(placed)
    return QPointF(front.left() + front.width() * (0.3 if near else 0.7), front.top() + front.height() * 0.75)


def _shortened(bow: Bow, by: float) -> Bow:
    """Its end drawn back, for the head to have room."""
    start, first, second, end = bow
    dx, dy = _direction(bow)
    tip = (end[0] - by * dx, end[1] - by * dy)
    return (start, first, tip if second == end else second, tip)


def _direction(bow: Bow) -> tuple[float, float]:
    """In which it arrives."""
    end = bow[3]
    before = next((p for p in (bow[2], bow[1], bow[0]) if p != end), (end[0] - 1.0, end[1]))
    dx, dy = end[0] - before[0], end[1] - before[1]
    length = math.hypot(dx, dy)
    return dx / length, dy / length


def _paint_head(painter: QPainter, bow: Bow, colour: QColor) -> None:
    (x, y), (dx, dy) = bow[3], _direction(bow)
    base = (x - HEAD * dx, y - HEAD * dy)
    side = HEAD_WIDTH / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    points = [(x, y), (base[0] - side * dy, base[1] + side * dx), (base[0] + side * dy, base[1] - side * dx)]
    painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))
