"""Sheets that tell or ask one thing."""

from typing import Literal

from PySide6.QtWidgets import QApplication, QWidget

from gui.dialogs.sheet import Sheet
from gui.theme import Appearance

Answer = Literal["save", "discard"]


class ErrorSheet(Sheet):
    """Something did not work: what, and why, in words that can be copied."""

    def __init__(self, host: QWidget, appearance: Appearance, title: str, text: str) -> None:
        super().__init__(host, appearance)
        self.text = text
        self.add_title(title)
        self.add_text(text)
        copy = self.button("Copy", lambda: QApplication.clipboard().setText(f"{title}\n{text}"), "quiet")
        close = self.button("Close", self.finish, "primary")
        self.add_buttons(copy, close)
        self.begin(close)


class UnsavedSheet(Sheet):
    """Asks what becomes of unsaved work; the result is "save", "discard" or None for cancel."""

    def __init__(self, host: QWidget, appearance: Appearance, name: str) -> None:
        super().__init__(host, appearance)
        self.add_title(f"Save “{name}” first?")
        self.add_text("Otherwise what was changed and learned since the last save is lost.", "muted")
        discard = self.button("Don't save", lambda: self.finish("discard"))
        cancel = self.button("Cancel", self.finish, "quiet")
        save = self.button("Save", lambda: self.finish("save"), "primary")
        self.add_buttons(cancel, discard, save)
        self.begin(save)
