"""Where things are on the canvas, in canvas units (pixels at 100 %)."""

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

from core.document.blocks import seen_box
from core.document.extent import CARD, extent
from core.document.graph import Graph, Node, Note, Position
from core.document.layout import GRID
from core.layers.base import Layer
from gui.canvas.routing import Way, along, cubics, straight

WIDTH, HEIGHT = CARD
PORT_RADIUS = 5.0
PORT_REACH = 12.0  # from a port's middle, a press within is on it
SNAP_REACH = 24.0  # a wire that is drawn jumps to a port this near
WIRE_REACH = 7.0
HALO = 8.0  # what ports, ring and shadow need around a card
TITLE_INSET = 13.0  # so that the text of the editor stands where the title's stood

CARD_RECT = QRectF(0.0, 0.0, WIDTH, HEIGHT)
CARD_BOUNDS = CARD_RECT.adjusted(-HALO, -HALO, HALO, HALO)


def bounds(graph: Graph, names: Iterable[str] | None = None) -> QRectF:
    """The part of the canvas that a graph takes up, or some nodes and notes, as they are seen; empty without any."""
    names = {*graph.nodes, *graph.notes} if names is None else set(names)
    if not names:
        return QRectF()
    left, top, right, bottom = seen_box(graph, names)
    return QRectF(QPointF(left, top), QPointF(right, bottom))


def shape(spec: Layer) -> QRectF:
    """What the node of a layer takes up, with its upper left corner at the origin."""
    return QRectF(0.0, 0.0, *extent(spec))


def frame(node: Node) -> QRectF:
    """The rectangle that a node takes up, without the halo around it."""
    return QRectF(*node.position, *extent(node.spec))


def port_offsets(spec: Layer, output: bool) -> Iterator[tuple[str, QPointF]]:
    """The names of a layer's output or input ports, and where they lie on its card."""
    ports, (width, height) = spec.outputs if output else spec.inputs, extent(spec)
    for index, port in enumerate(ports):
        yield port, QPointF(width if output else 0.0, height * (index + 1) / (len(ports) + 1))


def port_offset(spec: Layer, port: str, output: bool) -> QPointF:
    """Where a port lies on its card; the middle of the side for a port that the layer does not have."""
    width, height = extent(spec)
    return dict(port_offsets(spec, output)).get(port, QPointF(width if output else 0.0, height / 2))


def title_box(frame: QRectF, spec: Layer) -> QRectF:
    """Where the title of a node is edited: where it stands on a card, below a circle."""
    if spec.single:
        middle = frame.center().x()
        return QRectF(middle - WIDTH / 2, frame.bottom() + 2, WIDTH, HEIGHT / 2 - 10)
    return QRectF(frame.topLeft(), QSizeF(WIDTH, HEIGHT)).adjusted(TITLE_INSET, 8, -8, -HEIGHT / 2 - 2)


def sheet(note: Note) -> QRectF:
    """The rectangle that a comment or a frame takes up."""
    return QRectF(*note.position, *note.size)


class Curve(NamedTuple):
    """How a wire runs from an output to an input: the points of one or more cubics (see ``routing``)."""

    way: Way

    @property
    def start(self) -> QPointF:
        return QPointF(*self.way[0])

    @property
    def first(self) -> QPointF:
        """The handle at the start."""
        return QPointF(*self.way[1])

    @property
    def second(self) -> QPointF:
        """The handle at the end."""
        return QPointF(*self.way[-2])

    @property
    def end(self) -> QPointF:
        return QPointF(*self.way[-1])

    @property
    def straight(self) -> bool:
        """Whether it leads around nothing."""
        return len(self.way) == 4

    def path(self) -> QPainterPath:
        path = QPainterPath(self.start)
        for _, first, second, end in cubics(self.way):
            path.cubicTo(*first, *second, *end)
        return path

    def distance(self, point: QPointF) -> float:
        """From a point to the nearest point of the curve."""
        x, y = point.x(), point.y()
        return min(_distance_to_piece(x, y, a, b) for a, b in pairwise(along(self.way)))

    def crosses(self, rect: QRectF) -> bool:
        """Whether some of the curve lies in a rectangle."""
        left, top, right, bottom = rect.getCoords()
        return any(left <= x <= right and top <= y <= bottom for x, y in along(self.way))


def curve(start: QPointF, end: QPointF) -> Curve:
    """A wire from an output to an input, whatever is in its way."""
    return Curve(straight(start.toTuple(), end.toTuple()))


def _distance_to_piece(x: float, y: float, start: Position, end: Position) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    t = 0.0 if length == 0 else min(1.0, max(0.0, ((x - start[0]) * dx + (y - start[1]) * dy) / length))
    return math.hypot(x - start[0] - t * dx, y - start[1] - t * dy)


def distance(one: QPointF, other: QPointF) -> float:
    return math.hypot(one.x() - other.x(), one.y() - other.y())


def to_grid(point: QPointF) -> QPointF:
    """The nearest point of the grid."""
    return QPointF(round(point.x() / GRID) * GRID, round(point.y() / GRID) * GRID)
