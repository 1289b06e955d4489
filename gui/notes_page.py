"""The inspector's page for comments and frames."""

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton

from core.document import annotations, edits
from core.document.graph import Note
from core.errors import NeurowrightError
from gui.canvas.note_paint import room_for
from gui.controls import BLEED, Line, Lines
from gui.inspector_pages import Page, heading, sentence
from gui.mark_row import MarkRow
from gui.naming import named
from gui.session import Session
from gui.theme import Appearance, text_font

COMMENT_HELP = "Words for whoever reads the network; they change nothing in it."
FRAME_HELP = "Moving it takes along what lies in it."


class NotesPage(Page):
    """A comment's text or a frame's title, the colour, and a button that takes it away."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self.title, self.help = heading(""), sentence("")
        self.text, self.line = Lines(), Line()
        self.text.setFont(text_font())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.text.setAccessibleName("Text of the comment")
        self.text.setPlaceholderText("Write a comment")
        self.line.setAccessibleName("Title of the frame")
        self.line.setPlaceholderText("Title of the frame")
        self.marks = MarkRow(session, appearance)
        self.delete = QPushButton()
        self._shown = ""
        self.text.entered.connect(self._write)
        self.line.entered.connect(self._write)
        self.delete.clicked.connect(self._delete)
        self.add_head(self.title, self.help)
        for part in (self.text, self.line, self.marks):
            self.column.addWidget(part)
        row = QHBoxLayout()
        row.setContentsMargins(BLEED, 0, BLEED, 0)
        row.addWidget(self.delete)
        row.addStretch(1)
        self.column.addLayout(row)

    def notes(self) -> list[Note]:
        """The selected comments and frames."""
        notes, selection = self.session.document.graph.notes, self.session.selection
        return [note for name, note in notes.items() if name in selection]

    def refresh(self) -> None:
        notes = self.notes()
        note = notes[0] if len(notes) == 1 else None
        kind = "frame" if all(n.frame for n in notes) else "comment"
        name = kind.capitalize() if note else self._named(notes).capitalize()
        self.title.setText(name)
        self.help.setText(FRAME_HELP if kind == "frame" else COMMENT_HELP)
        self.text.setVisible(note is not None and not note.frame)
        self.line.setVisible(note is not None and note.frame)
        self.marks.refresh()
        self.delete.setText(f"Delete {kind}" if note else f"Delete {self._named(notes)}")
        if note is not None:
            self._show_text(note)

    def _show_text(self, note: Note) -> None:
        field = self.line if note.frame else self.text
        typing = field.hasFocus() and self._shown == note.id and note.text == self._written
        if not typing:
            field.show_text(note.text)
        self._shown, self._written = note.id, note.text

    _written = ""  # what the text was when it was shown last

    def _named(self, notes: list[Note]) -> str:
        return named(self.session.document.graph, [note.id for note in notes], str)

    def _write(self, text: str) -> None:
        """Typing that ends because something else was selected still belongs to what it was begun at."""
        note = self.session.document.graph.notes.get(self._shown)
        if note is None:
            return
        what = f"rename {self._named([note])}" if note.frame else f"edit {self._named([note])}"
        try:
            changed = annotations.set_note(
                self.session.document, note.id, text=text, size=room_for(note, text)
            )
        except NeurowrightError as error:
            self.session.notice.emit(str(error))
            return
        self.session.apply(what, changed)

    def _delete(self) -> None:
        notes = self.notes()
        document = edits.remove(self.session.document, {note.id for note in notes})
        self.session.apply(f"delete {self._named(notes)}", document)
