"""The picture of a card, and the store that keeps pictures so that panning and zooming only copy them."""

import math
from collections import OrderedDict
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPixmap, QTransform

from core.document.extent import CARD, CIRCLE
from gui.canvas.circle import label_box, paint_circle
from gui.canvas.faces import Face
from gui.canvas.geometry import HALO, HEIGHT, PORT_RADIUS, WIDTH
from gui.canvas.inks import Inks
from gui.canvas.marks import PIN_ROOM, paint_mark, paint_pin
from gui.theme import CARD_CORNER

BAR = QRectF(10.0, 14.0, 4.0, HEIGHT - 28.0)
LEFT = 24.0  # of the text
RIGHT = WIDTH - 12.0
TITLE_Y, SUMMARY_Y = 26.0, 46.0  # base lines
CHIP_HEIGHT, CHIP_PADDING, CHIP_TOP = 19.0, 6.0, 12.0
LONGEST_CHIP = 92.0
STORE_BYTES = 96 * 2**20


class Look(NamedTuple):
    """All that decides how a card looks."""

    face: Face
    inputs: int
    outputs: int
    size: tuple[float, float] = CARD
    faulty: bool = False
    hovered: bool = False
    selected: bool = False
    aimed: bool = False  # a wire being drawn would end here
    side: str = ""  # of an adversarial network
    colour: str = ""  # the user's mark
    pinned: bool = False
    sheets: bool = False  # it stands for several
    valued: bool = False  # a live number stands in the circle

    @property
    def bounds(self) -> QRectF:
        """The box and what is painted around it."""
        around = self.box.adjusted(-HALO, -HALO, HALO, HALO)
        return around.united(label_box(self.size)) if self.face.sign and self.face.label else around

    @property
    def box(self) -> QRectF:
        """What it takes up, with its upper left corner at the origin."""
        return QRectF(0.0, 0.0, *self.size)


def paint_card(painter: QPainter, look: Look, inks: Inks) -> None:
    """Paint a card, or the circle of a single value, with its upper left corner at the origin."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if look.face.sign:
        paint_circle(painter, look, inks)
        _paint_marks(painter, look, inks)
    else:
        _paint_words(painter, look, inks)
    width, height = look.size
    for x, count in ((0.0, look.inputs), (width, look.outputs)):
        for index in range(count):
            paint_port(painter, QPointF(x, height * (index + 1) / (count + 1)), inks)


def _paint_marks(painter: QPainter, look: Look, inks: Inks) -> None:
    if look.colour:
        paint_mark(painter, look.box, inks.mark(look.colour), single=look.size == CIRCLE)
    if look.pinned:
        paint_pin(painter, look.box, inks, single=look.size == CIRCLE)


def _paint_words(painter: QPainter, look: Look, inks: Inks) -> None:
    if look.sheets:
        _paint_sheets(painter, look, inks)
    _paint_plate(painter, look, inks)
    _paint_marks(painter, look, inks)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks.category(look.face.category))
    painter.drawRoundedRect(BAR, BAR.width() / 2, BAR.width() / 2)
    chip = _paint_chip(painter, look.face.chip, inks)
    summary_end = RIGHT - PIN_ROOM if look.pinned else RIGHT
    _paint_text(painter, look.face.title, inks.title_font, TITLE_Y, chip - 8.0, inks.text)
    _paint_text(painter, look.face.summary, inks.muted_font, SUMMARY_Y, summary_end, inks.muted)


def paint_port(painter: QPainter, at: QPointF, inks: Inks, *, lit: bool = False, free: bool = False) -> None:
    """Paint a port; ``lit``: under the pointer, or where a wire being drawn would end; ``free``: where it may end."""
    painter.setPen(inks.ring if lit or free else inks.port)
    painter.setBrush(inks.accent if lit else inks.port_fill)
    radius = PORT_RADIUS - (0.0 if lit else inks.port.widthF() / 2)
    painter.drawEllipse(at, radius, radius)


def _paint_plate(painter: QPainter, look: Look, inks: Inks) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for spread, colour in zip((2.5, 1.5, 0.5), inks.shadows, strict=False):
        painter.setBrush(colour)
        shadow = look.box.adjusted(-spread, 1 - spread, spread, 1 + spread)
        painter.drawRoundedRect(shadow, CARD_CORNER + spread, CARD_CORNER + spread)
    painter.setBrush(inks.plate(look.side, look.colour, hovered=look.hovered and not look.selected))
    if look.selected or look.aimed:
        painter.setPen(inks.ring)
        painter.drawRoundedRect(look.box, CARD_CORNER, CARD_CORNER)
        return
    rim = inks.fault if look.faulty else inks.edge if look.hovered else inks.rim(look.side)
    painter.setPen(QPen(rim, 1.0))
    painter.drawRoundedRect(look.box.adjusted(0.5, 0.5, -0.5, -0.5), CARD_CORNER - 0.5, CARD_CORNER - 0.5)


def _paint_sheets(painter: QPainter, look: Look, inks: Inks) -> None:
    """The edges of further cards that lie below."""
    painter.setPen(QPen(inks.edge, 1.0))
    for below, inset in ((6.5, 14.0), (3.5, 7.0)):
        painter.setBrush(inks.plate(look.side))
        sheet = look.box.adjusted(inset, below, -inset, below)
        painter.drawRoundedRect(sheet, CARD_CORNER, CARD_CORNER)


def _paint_chip(painter: QPainter, text: str, inks: Inks) -> float:
    """Paint the shape at the right; returns where it begins."""
    if not text:
        return RIGHT
    metrics = QFontMetricsF(inks.chip_font)
    text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, LONGEST_CHIP)
    width = metrics.horizontalAdvance(text) + 2 * CHIP_PADDING
    rect = QRectF(RIGHT - width, CHIP_TOP, width, CHIP_HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks.chip)
    painter.drawRoundedRect(rect, 6.0, 6.0)
    painter.setPen(inks.muted)
    painter.setFont(inks.chip_font)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    return rect.left()


def _paint_text(painter: QPainter, text: str, font: QFont, y: float, right: float, colour: object) -> None:
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(QPointF(LEFT, y), metrics.elidedText(text, Qt.TextElideMode.ElideRight, right - LEFT))


class CardStore:
    """Pictures of cards by look and scale; the ones not used for longest go first when there are too many.

    Cards of equal look share a picture. ``bytes``: what they take up.
    """

    def __init__(self, inks: Inks) -> None:
        self._inks = inks
        self._pictures: OrderedDict[tuple[Look, float, float], QPixmap] = OrderedDict()
        self.bytes = 0

    @property
    def inks(self) -> Inks:
        return self._inks

    def set_inks(self, inks: Inks) -> None:
        self._inks = inks
        self._pictures.clear()
        self.bytes = 0

    def draw(self, painter: QPainter, look: Look) -> None:
        """Draw a card at the painter's origin, on whole pixels so that its text stays sharp."""
        if self._inks.printed:
            paint_card(painter, look, self._inks)
            return
        transform = painter.worldTransform()
        ratio = painter.device().devicePixelRatioF()
        corner = transform.map(look.bounds.topLeft()) * ratio
        picture = self._picture(look, transform.m11(), ratio)
        painter.setWorldTransform(QTransform())
        painter.drawPixmap(QPointF(round(corner.x()), round(corner.y())) / ratio, picture)
        painter.setWorldTransform(transform)

    def _picture(self, look: Look, scale: float, ratio: float) -> QPixmap:
        key = (look, round(scale, 5), ratio)
        picture = self._pictures.get(key)
        if picture is not None:
            self._pictures.move_to_end(key)
            return picture
        picture = self._pictures[key] = self._painted(look, scale, ratio)
        self.bytes += _size(picture)
        while self.bytes > STORE_BYTES and len(self._pictures) > 1:
            self.bytes -= _size(self._pictures.popitem(last=False)[1])
        return picture

    def _painted(self, look: Look, scale: float, ratio: float) -> QPixmap:
        size = look.bounds.size() * scale * ratio
        picture = QPixmap(math.ceil(size.width()), math.ceil(size.height()))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.scale(scale, scale)
        painter.translate(-look.bounds.topLeft())
        paint_card(painter, look, self._inks)
        painter.end()
        return picture


def _size(picture: QPixmap) -> int:
    return 4 * picture.width() * picture.height()
