"""Files in the main window: nothing is lost, and nothing bad gets in."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.document.file import Saved, read, write
from core.training.checkpoint import capture
from core.training.trainer import Trainer
from gui.dialogs.message import ErrorSheet, UnsavedSheet
from gui.main_window import MainWindow
from gui.session import Session
from gui.settings import Settings
from gui.theme import Appearance
from tests.gui.window_hand import CTRL, DIGITS, GATE, begin, choose_file, click, edit, press, sheet


# -- files -------------------------------------------------------------------------------------------------------------
def test_save_as_then_save(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window)
    edit(window)
    press(qtbot, window, Qt.Key.Key_S, CTRL)
    with qtbot.waitSignal(window.files.saved):
        choose_file(qtbot, window, tmp_path / "gate")
    assert window.windowTitle() == "gate.neuro[*] – Neurowright"
    assert not window.isWindowModified()
    assert "Saved gate.neuro" in window.toasts.texts
    window.session.undo_stack.undo()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    with qtbot.waitSignal(window.files.saved):
        press(qtbot, window, Qt.Key.Key_S, CTRL)
    saved = read(tmp_path / "gate.neuro")
    assert saved.document == GATE().document()
    assert saved.thumbnail is not None
    assert saved.run is not None


def test_open_by_dialog(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    write(tmp_path / "digits.neuro", Saved(DIGITS().document()))
    press(qtbot, window, Qt.Key.Key_O, CTRL)
    choose_file(qtbot, window, tmp_path / "digits.neuro")
    qtbot.waitUntil(lambda: window.files.name == "digits.neuro")
    assert window.session.document == DIGITS().document()
    assert window.workbench.isVisible()


def test_dropped_file_is_opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    write(tmp_path / "gate.neuro", Saved(GATE().document()))
    begin(qtbot, window, DIGITS)
    drop(window, tmp_path / "gate.neuro")
    assert window.session.document == GATE().document()


def test_other_files_are_not_taken(window: MainWindow, tmp_path: Path) -> None:
    assert not offer(window, tmp_path / "letter.pdf").isAccepted()
    assert offer(window, tmp_path / "gate.neuro").isAccepted()


def test_the_canvas_lets_files_through(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window)
    assert offer(window.workbench.canvas.viewport(), tmp_path / "gate.neuro").isAccepted()


def offer(window: QWidget, path: Path) -> QDragEnterEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, data, buttons, keys)
    event.ignore()
    QApplication.sendEvent(window, event)
    return event


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    offer(window, path)
    QApplication.sendEvent(
        window,
        QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, buttons, keys, QEvent.Type.Drop),
    )


def test_bad_file_is_told_and_changes_nothing(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window)
    document = window.session.document
    (tmp_path / "bad.neuro").write_bytes(b"PK but not really")
    window.flow.open_path(tmp_path / "bad.neuro")
    texts = [label.text() for label in sheet(window, ErrorSheet).findChildren(QLabel)]
    assert any("bad.neuro" in text for text in texts)
    press(qtbot, window, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert window.sheet is None
    assert window.session.document is document
    assert window.session.feed.active


def test_bad_file_at_the_start_can_be_dismissed(
    qtbot: QtBot, session: Session, appearance: Appearance, settings: Settings, tmp_path: Path
) -> None:
    """The sheet is there before the window is."""
    window = MainWindow(session, appearance, settings)
    qtbot.addWidget(window)
    window.flow.open_path(tmp_path / "nothing.neuro")
    with qtbot.waitExposed(window):
        window.show()
    assert sheet(window, ErrorSheet).isAncestorOf(window.focusWidget())
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert window.sheet is None
    assert window.focusWidget() is window.start.cards[0]


def test_recent_file_that_is_gone_is_forgotten(
    qtbot: QtBot, window: MainWindow, settings: Settings, tmp_path: Path
) -> None:
    settings.add_recent(tmp_path / "gone.neuro")
    window.flow.open_path(tmp_path / "gone.neuro")
    assert isinstance(window.sheet, ErrorSheet)
    assert settings.recent == ()
    assert window.start.isVisible()


def test_run_goes_on_where_the_file_left_it(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    trainer = Trainer(GATE().document())
    for _ in range(7):
        next(trainer.run())
    arrays, run = capture(trainer)
    write(tmp_path / "gate.neuro", Saved(GATE().document(), arrays, run))
    window.flow.open_path(tmp_path / "gate.neuro")
    qtbot.waitUntil(lambda: window.session.snapshot.state == "paused")
    assert window.session.snapshot.steps == 7
    assert not window.isWindowModified()


# -- unsaved work ------------------------------------------------------------------------------------------------------
def test_unsaved_work_is_asked_for_before_a_new_document(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    edit(window)
    press(qtbot, window, Qt.Key.Key_N, CTRL)
    click(qtbot, sheet(window, UnsavedSheet), "Cancel")
    assert window.files.name == "XOR"
    press(qtbot, window, Qt.Key.Key_N, CTRL)
    click(qtbot, sheet(window, UnsavedSheet), "Don't save")
    assert (window.files.name, window.session.document.graph.nodes) == ("Untitled", {})


def test_saving_first_goes_on_afterwards(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window)
    edit(window)
    edited = window.session.document
    press(qtbot, window, Qt.Key.Key_N, CTRL)
    click(qtbot, sheet(window, UnsavedSheet), "Save")
    choose_file(qtbot, window, tmp_path / "first.neuro")
    qtbot.waitUntil(lambda: window.files.name == "Untitled")
    assert read(tmp_path / "first.neuro").document == edited


def test_closing_asks_and_can_be_cancelled(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    edit(window)
    assert not window.close()
    assert not window.close()  # it does not ask twice at once
    assert len(window.findChildren(UnsavedSheet)) == 1
    click(qtbot, sheet(window, UnsavedSheet), "Cancel")
    assert window.isVisible()
    window.close()
    click(qtbot, sheet(window, UnsavedSheet), "Don't save")
    assert not window.isVisible()


def test_closing_without_changes_asks_nothing(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    assert window.close()


def test_saving_that_fails_keeps_the_window_open(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window)
    edit(window)
    with qtbot.waitSignal(window.files.failed):
        window.files.save(tmp_path / "nowhere" / "a.neuro", then=window.close)
    assert isinstance(window.sheet, ErrorSheet)
    assert window.isVisible()
