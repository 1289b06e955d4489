"""Making a comment or a frame larger or smaller."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from core.document import annotations
from gui.canvas.geometry import sheet, to_grid
from gui.canvas.gestures.base import ALT, Gesture, Touch
from gui.canvas.note_item import NoteItem
from gui.canvas.note_paint import Handle

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

SHAPES = {
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
}


def cursor_of(handle: Handle | None) -> Qt.CursorShape | None:
    """What the pointer looks like over a side or a corner; opposite ones are alike."""
    if handle is None:
        return None
    return SHAPES.get(handle) or SHAPES[-handle[0], -handle[1]]


class ResizeNote(Gesture):
    """Moves a side or a corner of a note, along the grid or, with Alt, not; what lies in a frame stays where it is."""

    scrolls = True

    def __init__(self, view: "CanvasView", start: Touch, item: NoteItem, handle: Handle) -> None:
        super().__init__(view, start)
        self._item, self._handle, self._before = item, handle, item.frame
        self.cursor = cursor_of(handle)

    def click(self, touch: Touch) -> None:
        self.session.select({self._item.name})

    def move(self, touch: Touch) -> None:
        self._item.stretch(self._stretched(touch))
        self.scene.version += 1

    def _stretched(self, touch: Touch) -> QRectF:
        """The rectangle with the held side at the pointer, but never smaller than can be grabbed."""
        free = self.view.snapping == bool(touch.modifiers & ALT)
        box, (across, down), (wide, high) = QRectF(self._before), self._handle, annotations.LEAST
        corner = QPointF(
            box.left() if across < 0 else box.right(), box.top() if down < 0 else box.bottom()
        ) + (touch.point - self.start.point)
        corner = corner if free else to_grid(corner)
        if across < 0:
            box.setLeft(min(corner.x(), box.right() - wide))
        elif across > 0:
            box.setRight(max(corner.x(), box.left() + wide))
        if down < 0:
            box.setTop(min(corner.y(), box.bottom() - high))
        elif down > 0:
            box.setBottom(max(corner.y(), box.top() + high))
        return box

    def release(self, touch: Touch) -> None:
        frame, name = self._item.frame, self._item.name
        place, size = (frame.x(), frame.y()), (frame.width(), frame.height())
        self.session.select({name})
        self.view.operations.attempt(
            f"resize {self.view.operations.named([name])}",
            lambda document: annotations.set_note(document, name, position=place, size=size),
        )

    def cancel(self) -> None:
        note = self.session.document.graph.notes.get(self._item.name)  # it may be gone
        if note is not None:
            self._item.stretch(sheet(note))
