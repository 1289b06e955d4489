"""Painting the inside of a layer: its units, what leads to them, and what is under the pointer."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from core.probes.inside import Interior
from core.probes.strands import Strands
from gui.canvas.inks import Inks
from gui.canvas.inside_plan import FOOT, HEAD, PADDING, WIDTH, Plan
from gui.canvas.inside_words import Caption, Pointed
from gui.colour import mix
from gui.plots import signed_image
from gui.theme import CARD_CORNER
from gui.ticks import figure

STALK = 10.0  # between a card and its panel
CLOSE = QRectF(WIDTH - 30.0, 8.0, 22.0, 22.0)
CROSS = 3.5  # half the side of the cross in it
TITLE_Y, LINE_Y = 23.0, 39.0  # base lines
THIN, THICK, THICK_OF_MANY = 0.6, 2.4, 1.5  # of wires
FAINT, STRONG, STRONG_OF_MANY = 24, 230, 190  # how much of a wire is seen, 0 to 255
DIMMED = 0.12  # the share of that which is seen beside a wire pointed at
MANY, MANY_LOOPS = 48, 16  # more wires than these would hide each other
GROWTH = 2  # power of a weight's share of the largest: of many, the strongest have to stand out
BROAD = 16  # of many, so many have their width on screen; a line of one pixel is painted ten times as fast
PIXEL_DOT = 2.8
SHORT_NAME = 2  # letters of a class that fit before its figure
WIDEST_LOOP = 32.0
FEW = 100.0  # from here on a figure has no decimals to spare

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(slots=True)
class Shown:
    """All that a panel shows. ``note`` is said where there is nothing inside; ``foot`` below all else."""

    caption: Caption
    inside: Interior | None
    plan: Plan
    note: str
    foot: str
    pointed: Pointed | None = None
    selected: bool = False
    closing: bool = False  # the pointer is on the cross

    @property
    def box(self) -> QRectF:
        return QRectF(0.0, 0.0, WIDTH, self.plan.bottom + FOOT)


def paint_inside(painter: QPainter, shown: Shown, inks: Inks) -> None:
    """Paint a panel with its upper left corner at the origin."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_plate(painter, shown, inks)
    _paint_head(painter, shown, inks)
    if shown.inside is None:
        painter.setFont(inks.muted_font)
        painter.setPen(inks.bubble_muted)
        box = QRectF(PADDING, HEAD - 8, WIDTH - 2 * PADDING, shown.plan.bottom + FOOT - HEAD)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, shown.note)
        return
    _Body(painter, shown.inside, shown, inks).paint()
    _paint_foot(painter, shown, inks)


def _paint_plate(painter: QPainter, shown: Shown, inks: Inks) -> None:
    box = shown.box
    painter.setPen(QPen(inks.edge, 1.0))
    painter.drawLine(QPointF(WIDTH / 2, -STALK), QPointF(WIDTH / 2, 0))
    painter.setPen(Qt.PenStyle.NoPen)
    for spread, colour in zip((2.5, 1.5, 0.5), inks.shadows, strict=False):
        painter.setBrush(colour)
        painter.drawRoundedRect(
            box.adjusted(-spread, 1 - spread, spread, 1 + spread), CARD_CORNER + spread, CARD_CORNER + spread
        )
    painter.setPen(QPen(inks.accent if shown.selected else inks.edge, 1.0))
    painter.setBrush(inks.remark)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), CARD_CORNER, CARD_CORNER)


def _paint_head(painter: QPainter, shown: Shown, inks: Inks) -> None:
    room = CLOSE.left() - PADDING - 4
    title = QFontMetricsF(inks.title_font).elidedText(shown.caption.title, Qt.TextElideMode.ElideRight, room)
    painter.setFont(inks.title_font)
    painter.setPen(inks.text)
    painter.drawText(QPointF(PADDING, TITLE_Y), title)
    painter.setFont(inks.muted_font)
    painter.setPen(inks.bubble_muted)
    painter.drawText(QPointF(PADDING, LINE_Y), shown.caption.line)
    if inks.printed:
        return
    if shown.closing:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(inks.hovered)
        painter.drawRoundedRect(CLOSE, 6, 6)
    painter.setPen(QPen(inks.text if shown.closing else inks.muted, 1.4))
    middle = CLOSE.center()
    for way in (1, -1):
        arm = QPointF(CROSS, CROSS * way)
        painter.drawLine(middle - arm, middle + arm)


def _paint_foot(painter: QPainter, shown: Shown, inks: Inks) -> None:
    line = shown.plan.bottom + 7.5
    painter.setPen(QPen(inks.border, 1.0))
    painter.drawLine(QPointF(PADDING, line), QPointF(WIDTH - PADDING, line))
    pointed = shown.pointed is not None and not inks.printed
    text = shown.pointed.words if pointed and shown.pointed is not None else shown.foot
    font = inks.chip_font if pointed else inks.muted_font
    painter.setFont(font)
    painter.setPen(inks.text if pointed else inks.bubble_muted)
    box = QRectF(PADDING, line, WIDTH - 2 * PADDING, FOOT - 8)
    painter.drawText(
        box, LEFT, QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideMiddle, box.width())
    )


def wire_path(plan: Plan, source: int, unit: int) -> QPainterPath:
    """The way of a wire from an input to a unit."""
    start, end = plan.start(source), plan.end(unit)
    bend = QPointF((end.x() - start.x()) * 0.45, 0)
    path = QPainterPath(start)
    path.cubicTo(start + bend, end - bend, end)
    return path


def loop_path(plan: Plan, source: int, unit: int) -> QPainterPath:
    """The way of a wire from a unit to a unit, itself perhaps, at their right."""
    start, end = (QPointF(plan.units[n].right(), plan.units[n].center().y()) for n in (source, unit))
    if source == unit:
        lift = QPointF(0, plan.units[unit].height() * 0.28)
        start, end = start - lift, end + lift
    out = QPointF(min(9 + 0.28 * abs(end.y() - start.y()), WIDEST_LOOP) * 4 / 3, 0)
    path = QPainterPath(start)
    path.cubicTo(start + out, end + out, end)
    return path


class _Body:
    """Paints what lies between head and foot."""

    def __init__(self, painter: QPainter, inside: Interior, shown: Shown, inks: Inks) -> None:
        self._painter, self._inside, self._plan, self._inks = painter, inside, shown.plan, inks
        self._pointed = None if inks.printed else shown.pointed
        self._ground = inks.remark.name()
        self._rim = QPen(inks.wire_colour, 1.0)
        self._rim.setCosmetic(not inks.printed)

    def paint(self) -> None:
        plan, inside = self._plan, self._inside
        if plan.pixels:
            self._paint_picture()
        for strands, loop in ((inside.wires, False), (inside.loops, True)):
            if strands is not None:
                self._paint_strands(strands, loop=loop)
        if plan.inputs:
            self._paint_inputs()
        if plan.round:
            self._paint_units()
        else:
            self._paint_pictures()
        self._painter.setFont(self._inks.muted_font)
        self._painter.setPen(self._inks.bubble_muted)
        for remark in plan.remarks:
            self._painter.drawText(remark.box, remark.side | Qt.AlignmentFlag.AlignVCenter, remark.text)

    def _signed(self, share: float) -> QColor:
        """Between the panel's ground and the colour of the sign; ``share`` from -1 to 1."""
        theme = self._inks.theme
        return QColor(
            mix(self._ground, theme.positive if share > 0 else theme.negative, min(abs(share), 1.0))
        )

    # -- wires ---------------------------------------------------------------------------------------------------------
    def _paint_strands(self, strands: Strands, *, loop: bool) -> None:
        """The weaker ones first, so that the strongest lie above."""
        theme = self._inks.theme
        many = len(strands.weights) > (MANY_LOOPS if loop else MANY)
        sizes = np.abs(strands.weights)
        shares = (sizes / (float(sizes.max(initial=0.0)) or 1.0)) ** (GROWTH if many else 1)
        thick, strong = (THICK_OF_MANY, STRONG_OF_MANY) if many else (THICK, STRONG)
        near, make = self._near(strands, loop=loop), loop_path if loop else wire_path
        self._painter.setBrush(self._inks.no_brush)
        for place in range(len(sizes) - 1, -1, -1):
            (source, unit), share = strands.ends[place].tolist(), float(shares[place])
            colour = QColor(theme.positive if strands.weights[place] > 0 else theme.negative)
            colour.setAlpha(round((FAINT + (strong - FAINT) * share) * (1.0 if near[place] else DIMMED)))
            pen = QPen(colour, THIN + (thick - THIN) * share)
            if many and place >= BROAD and not self._inks.printed:
                pen = QPen(colour, 1.0)
                pen.setCosmetic(True)
            self._painter.setPen(pen)
            self._painter.drawPath(make(self._plan, source, unit))
            if self._plan.pixels and not loop:
                dot = QRectF(0, 0, PIXEL_DOT, PIXEL_DOT)
                dot.moveCenter(self._plan.pixel_place(source))
                self._painter.fillRect(dot, colour)

    def _near(self, strands: Strands, *, loop: bool) -> NDArray[np.bool_]:
        """Which of them belong to what is pointed at; all where none does."""
        pointed, ends = self._pointed, strands.ends
        every = np.ones(len(ends), bool)
        if pointed is None or (pointed.unit < 0 and pointed.source < 0):
            return every
        near = every.copy()
        if pointed.unit >= 0:
            near &= ends[:, 1] == pointed.unit
        if pointed.source >= 0:
            near &= (ends[:, 0] == pointed.source) & (pointed.loop == loop)
        return near if near.any() or loop or self._inside.loops is not None else every

    # -- what is wired -------------------------------------------------------------------------------------------------
    def _paint_inputs(self) -> None:
        fed, plan = self._inside.fed, self._plan
        if fed is None:
            return
        values = np.zeros(len(fed.numbers)) if fed.values is None else fed.values
        most = max(_largest(values), 1.0)
        for (number, box), value in zip(plan.inputs.items(), values.tolist(), strict=True):
            pointed = self._pointed is not None and self._pointed.source == number and not self._pointed.loop
            self._paint_dot(box, value / most, ringed=pointed)
            if plan.input_figures:
                room = QRectF(PADDING, box.center().y() - 9, box.left() - PADDING - 5, 18)
                self._write(room, _short(value), RIGHT)

    def _paint_units(self) -> None:
        inside, plan = self._inside, self._plan
        most = max(_largest(inside.values), 1.0)  # a small value is to look small also where none is large
        for (number, box), value in zip(plan.units.items(), inside.values.tolist(), strict=True):
            pointed = self._pointed is not None and self._pointed.unit == number
            self._paint_dot(box, value / most, ringed=pointed)
            if plan.figures:
                room = QRectF(box.right() + 6, box.center().y() - 9, WIDTH - PADDING - box.right(), 18)
                self._write(room, self._figure(number, value), LEFT)

    def _figure(self, number: int, value: float) -> str:
        name = self._inside.names[number] if self._inside.names else ""
        return f"{name}  {_short(value)}" if 0 < len(name) <= SHORT_NAME else _short(value)

    def _paint_dot(self, box: QRectF, share: float, *, ringed: bool) -> None:
        self._painter.setBrush(self._signed(share))
        self._painter.setPen(self._inks.ring if ringed else self._rim)
        self._painter.drawEllipse(box)

    def _write(self, box: QRectF, text: str, side: Qt.AlignmentFlag) -> None:
        self._painter.setFont(self._inks.chip_font)
        self._painter.setPen(self._inks.bubble_muted)
        self._painter.drawText(box, side, text)

    # -- pictures ------------------------------------------------------------------------------------------------------
    def _paint_picture(self) -> None:
        fed = self._inside.fed
        assert fed is not None
        assert fed.picture is not None
        self._paint_image(self._plan.picture, fed.picture, _largest(fed.picture))

    def _paint_pictures(self) -> None:
        inside, plan = self._inside, self._plan
        most = _largest(inside.values)
        strongest = 1.0 if inside.kernels is None else _largest(inside.kernels)
        for place, (number, box) in enumerate(plan.units.items()):
            pointed = self._pointed is not None and self._pointed.unit == number
            self._paint_image(box, np.atleast_2d(inside.values[place]), most, ringed=pointed)
            if inside.kernels is not None:
                kernel = plan.kernels[number]
                self._painter.setPen(QPen(self._inks.wire_colour, 1.2))
                self._painter.drawLine(
                    QPointF(kernel.right(), kernel.center().y()), QPointF(box.left(), kernel.center().y())
                )
                self._paint_image(kernel, inside.kernels[place], strongest)

    def _paint_image(self, box: QRectF, values: NDArray[Any], most: float, *, ringed: bool = False) -> None:
        painter = self._painter
        painter.fillRect(box, self._inks.canvas)
        smooth = painter.testRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(box, signed_image(values, most, self._inks.theme))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.setBrush(self._inks.no_brush)
        painter.setPen(self._inks.ring if ringed else QPen(self._inks.border, 1.0))
        painter.drawRect(box)


def _short(value: float) -> str:
    """A figure of few signs, which stands still while it changes."""
    return figure(value) if abs(value) >= FEW else f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def _largest(values: NDArray[Any]) -> float:
    return max(float(np.abs(values).max(initial=0.0)), 1e-12)
