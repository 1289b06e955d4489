"""A hand on the main window: what tests of it do again and again."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.document import edits
from core.templates import TEMPLATES
from core.templates.base import Template
from gui.dialogs.sheet import Sheet
from gui.main_window import MainWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
GATE: type[Template] = next(t for t in TEMPLATES if t.title == "XOR")
DIGITS: type[Template] = next(t for t in TEMPLATES if "8×8" in t.title)


def forgive(window: MainWindow) -> None:
    """Let the window go without a question."""
    window.files.new()


def begin(qtbot: QtBot, window: MainWindow, template: type[Template] = GATE) -> None:
    """Choose an example on the start page and wait until it can be trained."""
    card = next(card for card in window.start.cards if isinstance(card.template, template))
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.snapshot.state == "ready")


def edit(window: MainWindow) -> None:
    session = window.session
    session.apply("set units to 3", edits.set_field(session.document, "dense1", "units", 3))


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifiers)


def sheet(window: MainWindow, kind: type[Sheet]) -> Sheet:
    assert isinstance(window.sheet, kind)
    return window.sheet


def click(qtbot: QtBot, parent: QWidget, text: str) -> None:
    found = [
        b for b in parent.findChildren(QPushButton) if b.text().replace("&", "") == text and b.isVisible()
    ]
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


def choose_file(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    """Put a name into the file dialog that is open, and click its first button."""
    (dialog,) = [d for d in window.findChildren(QFileDialog) if d.isVisible()]
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    field.setText(str(path))
    buttons = dialog.findChild(QDialogButtonBox).buttons()
    main = next(b for b in buttons if b.text().replace("&", "") in ("Open", "Save"))
    qtbot.mouseClick(main, Qt.MouseButton.LeftButton)
