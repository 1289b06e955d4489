"""A comment or a frame on the canvas."""

from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from core.document.graph import Note
from gui.canvas.geometry import HALO, distance
from gui.canvas.inks import Inks
from gui.canvas.note_paint import EAR, LARGEST, TITLE, Handle, handles, paint_note, title_rect

SHEET_DEPTH = 0.5  # over the wires, under the cards
LARGE = 1e6  # square units; a smaller frame lies over a larger one
BORDER_REACH, HANDLE_REACH = 6.0, 10.0


class NoteItem(QGraphicsRectItem):
    """Shows a note; of a frame only its title and its border can be touched: what lies in it is the canvas's."""

    def __init__(self, note: Note, inks: Inks) -> None:
        super().__init__()
        self.note, self._inks = note, inks
        self.hovered = self.selected = False
        self.setPen(QPen(Qt.PenStyle.NoPen))
        self.setPos(*note.position)
        self._fit()

    @property
    def name(self) -> str:
        return self.note.id

    @property
    def frame(self) -> QRectF:
        """What it takes up in the scene now, without the title of a frame."""
        return QRectF(self.pos(), QSizeF(*self.note.size))

    @property
    def anchor(self) -> QPointF:
        """Where it is for who goes from thing to thing: in its middle, or by the title of a frame."""
        frame = self.frame
        return frame.topLeft() + QPointF(frame.width() / 4, 0) if self.note.frame else frame.center()

    def show_note(self, note: Note) -> None:
        """Show another value of the same note; where it stands is the scene's affair."""
        self.note = note
        self._fit()
        self.update()

    def stretch(self, rect: QRectF) -> None:
        """Take up a rectangle of the scene, whatever the document says: while it is resized."""
        self.setPos(rect.topLeft())
        self.show_note(replace(self.note, size=(rect.width(), rect.height())))

    def _fit(self) -> None:
        width, height = self.note.size
        above = TITLE * LARGEST if self.note.frame else HALO
        self.setRect(QRectF(0.0, 0.0, width, height).adjusted(-HALO, -above, HALO, HALO))
        area = width * height
        self.setZValue(-1.0 - area / (area + LARGE) if self.note.frame else SHEET_DEPTH)

    def mark(self, *, hovered: bool | None = None, selected: bool | None = None) -> None:
        self.hovered = self.hovered if hovered is None else hovered
        self.selected = self.selected if selected is None else selected
        self.update()

    def set_inks(self, inks: Inks) -> None:
        self._inks = inks
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        paint_note(painter, self.note, self._inks, selected=self.selected, hovered=self.hovered)

    def covers(self, point: QPointF, scale: float) -> bool:
        """Whether a press at a point of the scene takes it, at the scale that it is seen at."""
        if not self.note.frame:
            return self.frame.contains(point)
        near = BORDER_REACH / min(scale, 1.0)
        outer, inner = (self.frame.adjusted(-d, -d, d, d) for d in (near, -near))
        if not outer.adjusted(0, -TITLE * LARGEST, 0, 0).contains(point):
            return False
        if outer.contains(point) and not (inner.isValid() and inner.contains(point)):
            return True
        return title_rect(self.note, scale).translated(self.pos()).contains(point)

    def handle(self, point: QPointF, scale: float) -> Handle | None:
        """What of it is resized by a drag from a point of the scene; of a frame that is too small to see, nothing."""
        if not self.note.frame:
            ear = QRectF(self.frame.bottomRight() - QPointF(EAR, EAR), QSizeF(EAR, EAR))
            return (1, 1) if ear.contains(point) else None
        reach = min(HANDLE_REACH / min(scale, 1.0), min(self.note.size) / 4)
        near = {way: distance(self.pos() + place, point) for way, place in handles(self.note).items()}
        way = min(near, key=near.__getitem__)
        return way if near[way] <= reach else None
