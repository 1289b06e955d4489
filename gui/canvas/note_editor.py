"""Writing a comment where it stands."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from core.document.graph import Note
from core.spec import fields
from gui.canvas.note_paint import PADDING
from gui.theme import TEXT_PX, text_font

LEAST_WIDTH, LEAST_HEIGHT = 160, 44
LONGEST = next(f.max_length for f in fields(Note) if f.name == "text")
FRAME = 1  # the style sheet's border


class NoteEditor(QPlainTextEdit):
    """Ctrl+Enter or a click elsewhere keeps what was typed; Escape does not. It grows with the text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._done: Callable[[str], object] | None = None
        self._least = 0
        self.setObjectName("note-editor")
        self.setAccessibleName("Text of the comment")
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setPlaceholderText("Write a comment")
        self.textChanged.connect(self._grow)
        self.hide()

    def begin(self, text: str, rect: QRectF, scale: float, done: Callable[[str], object]) -> None:
        """Edit a text at a place of the parent; ``done`` is told what it became."""
        self._done = done
        pixels = max(TEXT_PX - 2, round(TEXT_PX * scale))
        self.setFont(text_font(pixels))
        self.document().setDocumentMargin(PADDING * pixels / TEXT_PX - FRAME)
        self._least = max(LEAST_HEIGHT, round(rect.height()))
        self.setGeometry(round(rect.x()), round(rect.y()), max(LEAST_WIDTH, round(rect.width())), self._least)
        self.setPlainText(text)
        self.selectAll()
        self.show()
        self._grow()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self._done is not None

    def accept(self) -> None:
        """Keep what was typed, but for what is too long."""
        self._end(keep=True)

    def give_up(self) -> None:
        """Leave the text as it was."""
        self._end(keep=False)

    def _end(self, keep: bool) -> None:
        done, self._done = self._done, None
        if done is None:
            return
        self.hide()
        self.parentWidget().setFocus(Qt.FocusReason.OtherFocusReason)
        if keep:
            done(self.toPlainText().rstrip()[:LONGEST])

    def _grow(self) -> None:
        """As high as the text, as far as there is room below."""
        if self._done is None:
            return
        lines = round(self.document().size().height())  # a plain text counts in lines
        margins = 2 * (round(self.document().documentMargin()) + FRAME)
        wanted = lines * self.fontMetrics().lineSpacing() + margins
        room = max(LEAST_HEIGHT, self.parentWidget().height() - self.y())
        self.resize(self.width(), min(max(self._least, wanted), room))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.accept()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.accept()
