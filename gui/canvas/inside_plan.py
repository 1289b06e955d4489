"""Where everything lies in a panel that shows the inside of a layer; all of it in the panel's own units."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt

from core.layers.base import Shape
from core.probes.inside import Interior

WIDTH = 212.0  # panels of neighbours in a row do not touch
PADDING, HEAD, FOOT = 12.0, 48.0, 30.0
INNER = WIDTH - 2 * PADDING
LEAST_BODY = 64.0
FIGURES, LOOP_ROOM = 44.0, 40.0  # beside a column: for figures, for loops
PITCHES = (
    (4, 34.0, 11.0),
    (8, 26.0, 9.0),
    (12, 18.0, 6.5),
    (24, 12.5, 5.0),
)  # up to so many: distance, radius
EDGE, DOT = 4.0, 0.8  # beside a column without figures; an input is so much smaller than a unit
WRITTEN = 16.0  # from this distance on, figures stand beside the units
PICTURE, LARGEST_MAP = 88.0, 132.0
REMARK = 16.0
STRIP, STRIP_PITCH, STRIP_KERNEL = 9.0, 11.5, 34.0
CELLS = (
    (2, 84.0, 20.0),
    (4, 84.0, 20.0),
    (9, 56.0, 10.0),
    (24, 40.0, 9.33),
)  # up to so many maps: width, gap
KERNEL_CELLS = ((8, 84.0, 20.0, 24.0), (24, 56.0, 10.0, 16.0))  # the same, and the side of a kernel
GAP = 10.0  # between rows of maps
FEED = 0.1  # of a cell, between a kernel and what it makes

LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


class Remark(NamedTuple):
    """A few quiet words at a place."""

    box: QRectF
    text: str
    side: Qt.AlignmentFlag


@dataclass(slots=True)
class Plan:
    """Places by the numbers of units and inputs.

    ``units``: circles (``round``), or maps and strips of steps. ``figures``, ``input_figures``: whether values
    stand beside circles. ``pixels``: of the image that ``picture`` shows the inputs as. ``bottom``: the body's end.
    """

    units: dict[int, QRectF] = field(default_factory=dict)
    inputs: dict[int, QRectF] = field(default_factory=dict)
    kernels: dict[int, QRectF] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    picture: QRectF = field(default_factory=QRectF)
    pixels: Shape = ()
    figures: bool = False
    input_figures: bool = False
    round: bool = True
    bottom: float = HEAD + LEAST_BODY

    def start(self, number: int) -> QPointF:
        """Where the wires of an input begin: at its dot, or at the edge of the picture, level with its pixel."""
        if self.pixels:
            return QPointF(self.picture.right(), self.pixel_place(number).y())
        box = self.inputs[number]
        return QPointF(box.right(), box.center().y())

    def pixel_place(self, number: int) -> QPointF:
        """The middle of an input's pixel."""
        rows, columns, channels = self.pixels
        row, column = divmod(number // channels, columns)
        box = self.picture
        return box.topLeft() + QPointF(
            (column + 0.5) * box.width() / columns, (row + 0.5) * box.height() / rows
        )

    def end(self, number: int) -> QPointF:
        """Where the wires to a unit end."""
        box = self.units[number]
        return QPointF(box.left(), box.center().y())

    def pixel(self, point: QPointF) -> tuple[int, int] | None:
        """Row and column of the picture at a point."""
        if not self.pixels or not self.picture.contains(point):
            return None
        return place_in(self.picture, point, self.pixels[0], self.pixels[1])


def place_in(box: QRectF, point: QPointF, rows: int, columns: int) -> tuple[int, int]:
    """Row and column of a box that is parted evenly."""
    row = int((point.y() - box.top()) / box.height() * rows)
    column = int((point.x() - box.left()) / box.width() * columns)
    return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)


def planned(inside: Interior) -> Plan:
    """The places of what is inside a layer."""
    if inside.wires is not None:
        plan = _wired(inside)
    elif inside.values.ndim == 3:
        plan = _maps(inside)
    elif inside.values.ndim == 2:
        plan = _strips(inside)
    else:
        plan = _alone(inside)
    return plan


def _pitch(count: int) -> tuple[float, float]:
    return next((pitch, radius) for most, pitch, radius in PITCHES if count <= most)


def _wired(inside: Interior) -> Plan:
    """Inputs at the left, as dots or as the picture that they are; units at the right."""
    fed, plan = inside.fed, Plan()
    assert fed is not None
    units, dots = inside.units.tolist(), fed.numbers.tolist()
    (pitch, radius), (dot_pitch, dot_radius) = _pitch(len(units)), _pitch(len(dots))
    plan.figures = pitch >= WRITTEN and inside.loops is None
    plan.input_figures = dot_pitch >= WRITTEN and fed.values is not None
    height = max(pitch * len(units), dot_pitch * len(dots), LEAST_BODY)
    if fed.pixels is not None:
        height = max(height, PICTURE)
        plan.pixels, plan.picture = fed.pixels, _fitted(fed.pixels, PICTURE, HEAD + height / 2)
    beside = LOOP_ROOM if inside.loops is not None else FIGURES if plan.figures else EDGE
    right = WIDTH - PADDING - beside - radius
    left = PADDING + (FIGURES if plan.input_figures else EDGE) + dot_radius
    plan.units = dict(zip(units, _column(right, height, len(units), radius), strict=True))
    plan.inputs = dict(zip(dots, _column(left, height, len(dots), dot_radius * DOT), strict=True))
    plan.bottom = HEAD + height
    if plan.picture.isNull() and len(dots) < fed.count:
        plan.remarks.append(_remark(plan.bottom, f"{len(dots)} of {fed.count:,} inputs", LEFT))
    _tell_count(plan, inside)
    return plan


def _column(x: float, height: float, count: int, radius: float) -> Iterator[QRectF]:
    pitch = _pitch(count)[0]
    top = HEAD + (height - pitch * count) / 2
    for place in range(count):
        yield QRectF(x - radius, top + (place + 0.5) * pitch - radius, 2 * radius, 2 * radius)


def _fitted(shape: Shape, side: float, middle: float, left: float = PADDING) -> QRectF:
    """A picture of rows and columns, as large as a square allows."""
    unit = side / max(shape[:2])
    height = max(shape[0] * unit, 4.0)
    return QRectF(left, middle - height / 2, max(shape[1] * unit, 4.0), height)


def _tell_count(plan: Plan, inside: Interior) -> None:
    """Say where not all are shown, and make room for it."""
    if len(inside.units) < inside.count:
        plan.remarks.append(_remark(plan.bottom, f"{len(inside.units)} of {inside.count:,}", RIGHT))
    if plan.remarks:
        plan.bottom += REMARK


def _remark(top: float, text: str, side: Qt.AlignmentFlag) -> Remark:
    return Remark(QRectF(PADDING, top, INNER, REMARK), text, side)


def _maps(inside: Interior) -> Plan:
    """Pictures in rows, each behind the kernel that makes it where there is one."""
    plan, count = Plan(round=False), len(inside.units)
    if inside.kernels is None:
        width, gap = next((w, g) for most, w, g in CELLS if count <= most)
        side, before = (LARGEST_MAP, 0.0) if count == 1 else (width, 0.0)
        width = side
    else:
        width, gap, kernel = next((w, g, k) for most, w, g, k in KERNEL_CELLS if count <= most)
        before = kernel + width * FEED
        side = width - before
    a_row = max(1, int((INNER + gap + 1) // (width + gap)))
    shift = (
        INNER - min(count, a_row) * (width + gap) + gap
    ) / 2  # a row that is not full stands in the middle
    for place, number in enumerate(inside.units.tolist()):
        left = PADDING + shift + place % a_row * (width + gap)
        top = HEAD + place // a_row * (side + GAP)
        plan.units[number] = _fitted(inside.values.shape[1:], side, top + side / 2, left + before)
        if inside.kernels is not None:
            plan.kernels[number] = _fitted(inside.kernels.shape[1:], kernel, top + side / 2, left)
    plan.bottom = HEAD + -(-count // a_row) * (side + GAP) - GAP
    _tell_count(plan, inside)
    return plan


def _strips(inside: Interior) -> Plan:
    """A line of steps for each unit, behind the kernel that makes it where there is one."""
    plan, count = Plan(round=False), len(inside.units)
    pitch = min(24.0, max(STRIP_PITCH, LEAST_BODY / count))
    before = 0.0 if inside.kernels is None else STRIP_KERNEL + INNER * FEED / 2
    for place, number in enumerate(inside.units.tolist()):
        top = HEAD + place * pitch + (STRIP_PITCH - STRIP) / 2
        plan.units[number] = QRectF(PADDING + before, top, INNER - before, pitch - (STRIP_PITCH - STRIP))
        if inside.kernels is not None:
            plan.kernels[number] = QRectF(PADDING, top, STRIP_KERNEL, pitch - (STRIP_PITCH - STRIP))
    plan.bottom = HEAD + count * pitch
    _tell_count(plan, inside)
    return plan


def _alone(inside: Interior) -> Plan:
    """Units without wires, in a few rows."""
    plan, count = Plan(), len(inside.units)
    a_row, pitch, radius = (
        (1, 26.0, 9.0) if count <= 4 else (4, INNER / 4, 9.0) if count <= 8 else (6, INNER / 6, 8.0)
    )
    plan.figures = a_row == 1
    for place, number in enumerate(inside.units.tolist()):
        x = WIDTH / 2 - radius if a_row == 1 else PADDING + (place % a_row + 0.5) * pitch
        y = HEAD + (place // a_row + 0.5) * min(pitch, 26.0)
        plan.units[number] = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
    plan.bottom = HEAD + -(-count // a_row) * min(pitch, 26.0)
    _tell_count(plan, inside)
    return plan
