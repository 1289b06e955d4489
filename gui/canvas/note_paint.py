"""The picture of a comment, and that of a frame."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QTextLayout, QTextOption

from core.document.graph import Note
from gui.canvas.inks import Inks
from gui.theme import TEXT_PX, text_font

SHEET_CORNER, FRAME_CORNER = 6.0, 12.0
PADDING = 12.0  # from the edge of a sheet to its text
EAR = 14.0  # the folded corner by which a sheet is resized
TITLE, TITLE_INSET = 24.0, 6.0  # of a frame: the height over its upper edge, and the room left of the words
LARGEST = 2.4  # times its size: a title shrinks more slowly than what it stands over
LEAST_TITLE, LEAST_TEXT = 0.2, 0.3  # at smaller scales there is no title, no text
KNOB = 4.0  # radius of what a frame is resized by
FAINT = 20  # of 255: how strongly a frame tints what lies in it
UNTITLED = "Frame"
Handle = tuple[int, int]
"""A side or a corner: -1, 0 or 1 across, then down."""
CORNERS: tuple[Handle, ...] = ((-1, -1), (1, -1), (-1, 1), (1, 1))
EDGES: tuple[Handle, ...] = ((0, -1), (-1, 0), (1, 0), (0, 1))


def paint_note(
    painter: QPainter, note: Note, inks: Inks, *, selected: bool = False, hovered: bool = False
) -> None:
    """Paint a comment or a frame with its upper left corner at the origin, as suits the painter's scale."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scale = painter.worldTransform().m11()
    if note.frame:
        _paint_frame(painter, note, inks, selected, hovered)
        paint_title(painter, note, inks, scale)
    else:
        _paint_sheet(painter, note, inks, selected, hovered)
        if scale >= LEAST_TEXT:
            _paint_text(painter, note, inks)


def paint_title(painter: QPainter, note: Note, inks: Inks, scale: float) -> None:
    """Paint the title of a frame, whose upper left corner is at the origin; too small to be read, it is not there."""
    if scale < LEAST_TITLE:
        return
    grown = _growth(scale)
    painter.save()
    painter.scale(grown, grown)
    painter.setFont(_title_font())
    painter.setPen(inks.mark_text(note.colour) if note.text else inks.muted)
    width = note.size[0] / grown
    room = QRectF(TITLE_INSET, -TITLE, width - TITLE_INSET, TITLE)
    text = QFontMetricsF(_title_font()).elidedText(_title(note), Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
    painter.restore()


def title_rect(note: Note, scale: float) -> QRectF:
    """Where the title of a frame stands at some scale, seen from the frame's upper left corner."""
    grown = _growth(scale)
    width = QFontMetricsF(_title_font()).horizontalAdvance(_title(note)) + 2 * TITLE_INSET
    return QRectF(0.0, -TITLE * grown, min(width * grown, note.size[0]), TITLE * grown)


def handles(note: Note) -> dict[Handle, QPointF]:
    """The places by which a note is resized: of a sheet one corner, of a frame all corners and edges."""
    width, height = note.size
    kinds = (*CORNERS, *EDGES) if note.frame else ((1, 1),)
    return {(x, y): QPointF((x + 1) * width / 2, (y + 1) * height / 2) for x, y in kinds}


def height_for(text: str, width: float) -> float:
    """How high a sheet of some width has to be for a text."""
    return len(lines(text, width - 2 * PADDING)) * _line_height() + 2 * PADDING


def room_for(note: Note, text: str) -> tuple[float, float]:
    """The size of a note, higher where a comment needs that for a text."""
    return (note.size[0], note.size[1] if note.frame else max(note.size[1], height_for(text, note.size[0])))


def cut_short(note: Note) -> bool:
    """Whether a comment is longer than its sheet."""
    return not note.frame and height_for(note.text, note.size[0]) > note.size[1] + 1.0


@lru_cache(maxsize=512)
def lines(text: str, width: float) -> tuple[str, ...]:
    """A text in lines that are no wider than that at 100 %."""
    found = []
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, text_font())
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1.0))
            found.append(paragraph[line.textStart() : line.textStart() + line.textLength()])
        layout.endLayout()
    return tuple(found)


def _box(note: Note) -> QRectF:
    return QRectF(0.0, 0.0, *note.size)


def _growth(scale: float) -> float:
    return min(max(1 / scale, 1.0), LARGEST)


def _title(note: Note) -> str:
    return note.text or UNTITLED


def _title_font() -> QFont:
    return text_font(TEXT_PX, QFont.Weight.DemiBold)


def _line_height() -> float:
    return QFontMetricsF(text_font()).lineSpacing() + 1.0


def _paint_frame(painter: QPainter, note: Note, inks: Inks, selected: bool, hovered: bool) -> None:
    colour = inks.mark(note.colour)
    painter.setBrush(inks.faded(colour, FAINT))
    rim = inks.ring if selected else QPen(inks.faded(colour, 230 if hovered else 130), 1.5)
    painter.setPen(rim)
    painter.drawRoundedRect(_box(note), FRAME_CORNER, FRAME_CORNER)
    if selected:
        painter.setBrush(inks.canvas)
        for place in handles(note).values():
            painter.drawEllipse(place, KNOB, KNOB)


def _paint_sheet(painter: QPainter, note: Note, inks: Inks, selected: bool, hovered: bool) -> None:
    """A sheet whose lower right corner is turned up."""
    width, height = note.size
    painter.setBrush(inks.paper(note.colour))
    edge = inks.edge if hovered else inks.paper_edge(note.colour)
    painter.setPen(inks.ring if selected else QPen(edge, 1.0))
    painter.drawPath(_sheet(width, height))
    ear = QPainterPath(QPointF(width - EAR, height))
    ear.lineTo(width - EAR, height - EAR + 3)
    ear.quadTo(width - EAR, height - EAR, width - EAR + 3, height - EAR)
    ear.lineTo(width, height - EAR)
    ear.closeSubpath()
    painter.setBrush(inks.paper_edge(note.colour))
    painter.drawPath(ear)


def _sheet(width: float, height: float) -> QPainterPath:
    """A rectangle with three round corners; where the fourth would be, a slant."""
    round_by = 2 * SHEET_CORNER
    path = QPainterPath(QPointF(width, height - EAR))
    path.arcTo(QRectF(width - round_by, 0.0, round_by, round_by), 0.0, 90.0)
    path.arcTo(QRectF(0.0, 0.0, round_by, round_by), 90.0, 90.0)
    path.arcTo(QRectF(0.0, height - round_by, round_by, round_by), 180.0, 90.0)
    path.lineTo(width - EAR, height)
    path.closeSubpath()
    return path


def _paint_text(painter: QPainter, note: Note, inks: Inks) -> None:
    """As many lines as there is room for; the last one says so where there are more."""
    text, width = lines(note.text, note.size[0] - 2 * PADDING), note.size[0] - 2 * PADDING
    room = max(1, int((note.size[1] - 2 * PADDING + 1.0) / _line_height()))
    shown = list(text[:room])
    metrics = QFontMetricsF(text_font())
    if len(text) > room:
        shown[-1] = metrics.elidedText(shown[-1].rstrip() + " …", Qt.TextElideMode.ElideRight, width)
    painter.setFont(text_font())
    painter.setPen(inks.text)
    for number, line in enumerate(shown):
        painter.drawText(QPointF(PADDING, PADDING + metrics.ascent() + number * _line_height()), line)
