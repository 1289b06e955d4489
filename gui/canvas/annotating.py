"""Comments, frames, colours and pins: what the user does with them on the canvas."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF

from core.document import annotations
from core.document.document import Document
from core.document.graph import Note
from core.document.layout import GRID
from gui.canvas.geometry import to_grid
from gui.canvas.note_editor import NoteEditor
from gui.canvas.note_paint import TITLE, height_for
from gui.canvas.title_editor import TitleEditor
from gui.marking import Marking
from gui.swatches import SwatchPopup

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

BELOW = 8  # pixels from what is coloured to the row of colours
BESIDE = QPointF(0.0, 2 * GRID)  # from what is selected to a comment on it


class Annotating:
    """Writes comments and titles in place, and marks what is selected."""

    def __init__(self, view: "CanvasView") -> None:
        self._view, self._work = view, view.operations
        self.marking = Marking(view.session)
        self.editor = NoteEditor(view)
        self.title_editor = TitleEditor(view)
        self.title_editor.setAccessibleName("Title of the frame")
        self.colours = SwatchPopup(view.appearance, view)
        self.colours.chosen.connect(self.marking.colour)

    # -- writing -------------------------------------------------------------------------------------------------------
    def add_comment(self, at: QPointF | None = None) -> None:
        """Begin a comment at a point of the scene; it is there once something is written.

        Without a point it goes where the pointer is; for who works with keys alone, below what is selected.
        """
        if at is None:
            by_keys = self._view.hand.touch is None and self._work.things
            at = self._view.selected_bounds.bottomLeft() + BESIDE if by_keys else self._view.pointer
        corner = to_grid(at)
        rect = QRectF(corner, QSizeF(*annotations.COMMENT))
        self._view.camera.reveal(rect)
        self._write("", rect, lambda text: self._add_comment(corner, text))

    def _add_comment(self, corner: QPointF, text: str) -> None:
        if not text:
            return
        width = annotations.COMMENT[0]
        size = (width, max(height_for(text, width), annotations.LEAST[1]))
        self._work.add(
            "add a comment", lambda d: annotations.add_note(d, (corner.x(), corner.y()), text, size=size)
        )

    def add_frame(self, at: QPointF | None = None) -> None:
        """Draw a frame around what is selected, else at a point or under the pointer, and ask for its title."""
        things = self._work.things
        if things and at is None:
            text = f"frame {self._work.named(things)}"
            edit = self._around
        else:
            corner = to_grid(self._view.pointer if at is None else at)
            text, place = "add a frame", (corner.x(), corner.y())

            def edit(document: Document) -> tuple[Document, str]:
                return annotations.add_note(document, place, size=annotations.FRAME, frame=True)

        merge = object()  # the title belongs to the same step
        self._work.add(text, edit, merge)
        (name,) = self._work.notes
        self._entitle(name, text, merge)

    def _around(self, document: Document) -> tuple[Document, str]:
        return annotations.add_frame(document, [*self._work.cards, *self._work.notes])

    @property
    def writable(self) -> str:
        """The comment or frame that is selected alone; empty where there is none."""
        notes = self._work.notes
        return notes[0] if len(notes) == 1 and not self._work.nodes else ""

    def write_selected(self) -> None:
        self.write(self.writable)

    def write(self, name: str) -> None:
        """Edit the text of a comment or the title of a frame where it stands."""
        note = self._view.session.document.graph.notes[name]
        item = self._view.canvas.notes.items[name]
        self._view.camera.reveal(item.frame)
        if note.frame:
            self._entitle(name, "rename a frame")
        else:
            self._write(note.text, item.frame, lambda text: self._rewrite(note, text))

    def _write(self, text: str, rect: QRectF, done: object) -> None:
        place = self._view.viewportTransform().mapRect(rect)
        self.editor.begin(text, place, self._view.camera.scale, done)

    def _rewrite(self, note: Note, text: str) -> None:
        """Give a comment a text and the height that it needs; without a text it goes."""
        if not text:
            self._view.session.select({note.id})
            self._work.delete()
            return
        size = (note.size[0], max(note.size[1], height_for(text, note.size[0])))
        self._work.attempt("edit a comment", lambda d: annotations.set_note(d, note.id, text=text, size=size))

    def _entitle(self, name: str, text: str, merge: object = None) -> None:
        item = self._view.canvas.notes.items[name]
        scale = self._view.camera.scale
        place = self._view.viewportTransform().mapRect(item.frame)
        box = QRectF(place.left(), place.top() - TITLE, min(max(place.width(), 160.0), 360.0), TITLE).toRect()

        def entitle(title: str) -> None:
            self._work.attempt(text, lambda d: annotations.set_note(d, name, text=title.strip()), merge)
            self._view.session.end_merge()

        self.title_editor.begin(item.note.text, box, min(scale, 1.0), entitle)

    def accept(self) -> None:
        """Keep what is being written."""
        self.editor.accept()
        self.title_editor.accept()

    def give_up(self) -> None:
        """Leave what is being written as it was."""
        self.editor.give_up()
        self.title_editor.give_up()

    # -- marking -------------------------------------------------------------------------------------------------------
    def choose_colour(self) -> None:
        """Offer the colours below what is selected."""
        view = self._view
        view.camera.reveal(view.selected_bounds)
        corner = view.viewportTransform().map(view.selected_bounds.bottomLeft()).toPoint()
        place = view.viewport().mapToGlobal(corner + QPoint(0, BELOW))
        self.colours.offer(self.marking.colours, place)

    def select_inside(self) -> None:
        """Select what lies in the frames that are selected."""
        graph = self._work.graph
        frames = [name for name in self._work.notes if graph.notes[name].frame]
        self._view.session.select(n for f in frames for n in annotations.inside(graph, graph.notes[f]))
