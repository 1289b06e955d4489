"""Renaming a layer where its title stands."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from core.document.graph import Node
from core.spec import fields
from gui.canvas.in_place import InPlaceLine
from gui.theme import TEXT_PX, text_font

LEAST_HEIGHT = 26
LONGEST = next(f.max_length for f in fields(Node) if f.name == "title")


class TitleEditor(InPlaceLine):
    """Enter or a click elsewhere keeps what was typed; Escape does not."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._done: Callable[[str], object] | None = None
        self.setAccessibleName("Name of the layer")
        if LONGEST is not None:
            self.setMaxLength(LONGEST)
        self.returnPressed.connect(self.accept)
        self.hide()

    def begin(self, text: str, rect: QRect, scale: float, done: Callable[[str], object]) -> None:
        """Edit a text at a place of the parent; ``done`` is told what it became."""
        self._done = done
        self.setText(text)
        self.setFont(text_font(max(TEXT_PX, round(TEXT_PX * scale))))
        height = max(LEAST_HEIGHT, rect.height())
        self.setGeometry(rect.x(), rect.center().y() - height // 2, max(rect.width(), 120), height)
        self.appear()

    def accept(self) -> None:
        """Keep what was typed."""
        self._end(keep=True)

    def give_up(self) -> None:
        """Leave the title as it was."""
        self._end(keep=False)

    def _end(self, keep: bool) -> None:
        done, self._done = self._done, None
        if done is None:
            return
        self.hide()
        self.parentWidget().setFocus(Qt.FocusReason.OtherFocusReason)
        if keep:
            done(self.text())
