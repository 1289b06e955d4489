"""Sheets: they take the keyboard, answer once, and give everything back."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.document import edits
from core.export import EXPORTERS
from core.templates import TEMPLATES
from core.training.trainer import Trainer
from gui.actions import Command
from gui.dialogs.about import AboutSheet
from gui.dialogs.command_search import CommandSearch, Entry, found
from gui.dialogs.export import ExportedSheet, ExportSheet
from gui.dialogs.fuzzy import match
from gui.dialogs.message import ErrorSheet, UnsavedSheet
from gui.dialogs.sheet import Sheet
from gui.dialogs.shortcuts import ShortcutSheet
from gui.session import Session
from gui.style import Style
from gui.theme import Appearance
from gui.toast import MOST, Toast, Toaster


@pytest.fixture
def host(qtbot: QtBot, style: Style) -> QMainWindow:
    """A window with a field that has the focus."""
    host = QMainWindow()
    host.setCentralWidget(QLineEdit())
    host.resize(900, 600)
    qtbot.addWidget(host)
    with qtbot.waitExposed(host):
        host.show()
    host.activateWindow()
    host.centralWidget().setFocus()
    qtbot.waitUntil(host.centralWidget().hasFocus)
    return host


def button(sheet: QWidget, text: str) -> QPushButton:
    return next(b for b in sheet.findChildren(QPushButton) if b.text().replace("&", "") == text)


def texts(sheet: QWidget) -> str:
    return "\n".join(label.text() for label in sheet.findChildren(QLabel) if label.isVisibleTo(sheet))


# -- every sheet -------------------------------------------------------------------------------------------------------
def test_sheet_covers_the_window_and_follows_its_size(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance
) -> None:
    sheet = ErrorSheet(host, appearance, "No", "It did not work.")
    for size in ((900, 600), (500, 320)):
        host.resize(*size)
        qtbot.waitUntil(lambda size=size: (sheet.width(), sheet.height()) == size)
        assert sheet.rect().contains(sheet.card.geometry())
        assert abs(sheet.card.geometry().center().x() - sheet.rect().center().x()) <= 1


def test_shortcuts_of_the_window_rest_meanwhile(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance
) -> None:
    action, heard = QAction(host), []
    action.setShortcut(QKeySequence("Ctrl+Shift+D"))
    action.triggered.connect(lambda: heard.append(True))
    host.addAction(action)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_D, keys)
    assert heard == [True]
    ErrorSheet(host, appearance, "No", "It did not work.")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_D, keys)
    assert heard == [True]


def test_tab_stays_inside(qtbot: QtBot, host: QMainWindow, appearance: Appearance) -> None:
    sheet = UnsavedSheet(host, appearance, "xor.neuro")
    seen = []
    for _ in range(4):
        seen.append(QApplication.focusWidget().text().replace("&", ""))
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert seen == ["Save", "Cancel", "Don't save", "Save"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert sheet.isAncestorOf(QApplication.focusWidget())


@pytest.mark.parametrize("how", ["escape", "beside"])
def test_sheet_can_be_cancelled(qtbot: QtBot, host: QMainWindow, appearance: Appearance, how: str) -> None:
    sheet = UnsavedSheet(host, appearance, "xor.neuro")
    with qtbot.waitSignal(sheet.finished) as finished:
        if how == "escape":
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        else:
            qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert finished.args == [None]


def test_click_on_the_card_does_not_cancel(qtbot: QtBot, host: QMainWindow, appearance: Appearance) -> None:
    sheet = UnsavedSheet(host, appearance, "xor.neuro")
    qtbot.mouseClick(sheet.card, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert sheet.isVisible()


def test_focus_goes_back(qtbot: QtBot, host: QMainWindow, appearance: Appearance) -> None:
    AboutSheet(host, appearance)
    assert not host.centralWidget().hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert host.centralWidget().hasFocus()
    qtbot.waitUntil(lambda: host.findChildren(Sheet) == [])


# -- asking and telling ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("text", "answer"), [("Save", "save"), ("Don't save", "discard"), ("Cancel", None)])
def test_unsaved_work(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, text: str, answer: str | None
) -> None:
    sheet = UnsavedSheet(host, appearance, "xor.neuro")
    assert "xor.neuro" in texts(sheet)
    with qtbot.waitSignal(sheet.finished) as finished:
        qtbot.mouseClick(button(sheet, text), Qt.MouseButton.LeftButton)
    assert finished.args == [answer]


def test_enter_saves(qtbot: QtBot, host: QMainWindow, appearance: Appearance) -> None:
    sheet = UnsavedSheet(host, appearance, "xor.neuro")
    with qtbot.waitSignal(sheet.finished) as finished:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert finished.args == ["save"]


def test_error_can_be_copied(qtbot: QtBot, host: QMainWindow, appearance: Appearance) -> None:
    sheet = ErrorSheet(host, appearance, "The file could not be opened", "“<b>a</b>.neuro” is no file.")
    assert "“<b>a</b>.neuro” is no file." in texts(sheet)
    qtbot.mouseClick(button(sheet, "Copy"), Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "The file could not be opened\n“<b>a</b>.neuro” is no file."


def test_about_names_program_and_licences(host: QMainWindow, appearance: Appearance) -> None:
    shown = texts(AboutSheet(host, appearance))
    assert all(word in shown for word in ("Neurowright", "Version", "MIT", "Inter"))


# -- command search ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("theme d", "Theme: dark", "Theme: light"),
        ("sa", "Save as…", "Cut it and paste"),
        ("td", "Theme: dark", "Undo"),
        ("zoom", "Zoom in", "Snap to the grid"),
    ],
)
def test_better_matches_are_worth_more(query: str, better: str, worse: str) -> None:
    first, second = match(query, better), match(query, worse)
    assert first is not None
    assert second is None or first > second


@pytest.mark.parametrize(
    ("query", "text"), [("xyz", "Theme: dark"), ("darkk", "Theme: dark"), ("ed", "Theme: dark")]
)
def test_what_does_not_match(query: str, text: str) -> None:
    assert match(query, text) is None


@pytest.mark.parametrize("text", ["Theme: dark", "Open recent", "Zoom to 100 %"])
def test_everything_matches_itself_and_nothing_typed(text: str) -> None:
    assert match(text, text) is not None
    assert match("", text) is not None


@pytest.fixture
def searched(host: QMainWindow, appearance: Appearance) -> tuple[CommandSearch, list[str]]:
    """A search over a few entries, and what they did."""
    done: list[str] = []
    entries = [
        Entry(text, place, lambda text=text: done.append(text), "Ctrl+Z")
        for text, place in (
            ("Undo", "Edit"),
            ("Redo", "Edit"),
            ("Theme: dark", "View"),
            ("Theme: light", "View"),
        )
    ]
    return CommandSearch(host, appearance, entries), done


def test_typing_finds_and_enter_runs(qtbot: QtBot, searched: tuple[CommandSearch, list[str]]) -> None:
    sheet, done = searched
    assert sheet.shown() == ["Undo", "Redo", "Theme: dark", "Theme: light"]
    qtbot.keyClicks(QApplication.focusWidget(), "thelig")
    assert sheet.shown() == ["Theme: light"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert done == ["Theme: light"]
    assert not sheet.isVisible()


def test_arrows_choose(qtbot: QtBot, searched: tuple[CommandSearch, list[str]]) -> None:
    sheet, done = searched
    for key in (
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Return,
    ):
        qtbot.keyClick(sheet.field, key)
    assert done == ["Theme: dark"]


def test_click_runs(qtbot: QtBot, searched: tuple[CommandSearch, list[str]]) -> None:
    sheet, done = searched
    place = sheet.list.visualItemRect(sheet.list.item(1)).center()
    qtbot.mouseClick(sheet.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert done == ["Redo"]


def test_nothing_found_is_said(qtbot: QtBot, searched: tuple[CommandSearch, list[str]]) -> None:
    sheet, done = searched
    qtbot.keyClicks(sheet.field, "qqq")
    assert sheet.shown() == []
    assert "Nothing" in texts(sheet)
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    assert (done, sheet.isVisible()) == ([], True)


def test_places_are_found_too() -> None:
    entries = [Entry("Cut", "Edit", int), Entry("Editor font", "View", int), Entry("Play", "Train", int)]
    assert [entry.text for entry in found("edit", entries)] == ["Editor font", "Cut"]


# -- shortcuts ---------------------------------------------------------------------------------------------------------
def test_cheat_sheet_is_made_of_the_commands(host: QMainWindow, appearance: Appearance) -> None:
    commands = [
        Command("Undo", "Edit/undo", int, "Ctrl+Z"),
        Command("Zoom in", "View/zoom", int, "Ctrl+=", keys="+"),
        Command("About", "Help", int),
    ]
    sheet = ShortcutSheet(host, appearance, commands)
    assert sheet.rows == [("Edit", "Undo", "Ctrl+Z"), ("View", "Zoom in", "Ctrl+=  or  +")]
    assert "Zoom in" in texts(sheet)
    assert "About" not in texts(sheet)


# -- export ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def gate(qtbot: QtBot, session: Session) -> Session:
    """A session with the first example, ready to train."""
    session.open(next(t for t in TEMPLATES if t.title == "XOR")().document())
    qtbot.waitUntil(lambda: session.snapshot.state == "ready")
    return session


def exported(qtbot: QtBot, host: QMainWindow, sheet: ExportSheet) -> ExportedSheet:
    with qtbot.waitSignal(sheet.finished, timeout=20_000):
        qtbot.mouseClick(sheet.start, Qt.MouseButton.LeftButton)
    return host.findChild(ExportedSheet)


def test_exported_file_answers_as_the_network_does(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, gate: Session, tmp_path: Path
) -> None:
    sheet = ExportSheet(host, appearance, gate, tmp_path / "xor.neuro")
    assert sheet.path.text() == str(tmp_path / "xor.onnx")
    result = exported(qtbot, host, sheet)
    samples = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
    runner = onnxruntime.InferenceSession(str(tmp_path / "xor.onnx"))
    (answers,) = runner.run(None, {runner.get_inputs()[0].name: samples})
    expected = gate.feed.call(lambda trainer: trainer.network.predict(samples)).result(10)
    np.testing.assert_allclose(answers, expected, atol=1e-6)
    assert "xor.onnx" in texts(result)
    assert f"{result.report.largest_difference:.2g}" in texts(result)


def test_path_can_be_copied_afterwards(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, gate: Session, tmp_path: Path
) -> None:
    result = exported(qtbot, host, ExportSheet(host, appearance, gate, tmp_path / "xor.neuro"))
    qtbot.mouseClick(button(result, "Copy path"), Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == str(tmp_path / "xor.onnx")


@pytest.mark.parametrize("place", range(len(EXPORTERS)), ids=[e.title for e in EXPORTERS])
def test_every_format_can_be_chosen(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, gate: Session, tmp_path: Path, place: int
) -> None:
    sheet = ExportSheet(host, appearance, gate, tmp_path / "xor.neuro")
    sheet.formats[place].click()
    path = tmp_path / f"xor{EXPORTERS[place].suffix}"
    assert sheet.path.text() == str(path)
    exported(qtbot, host, sheet)
    assert path.stat().st_size > 0


def test_half_built_network_is_not_exported(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, gate: Session, tmp_path: Path
) -> None:
    """The training thread still has the network from before the edit."""
    gate.apply("remove it", edits.remove(gate.document, ["dense1"]))
    sheet = ExportSheet(host, appearance, gate, tmp_path / "xor.neuro")
    assert "not complete" in texts(sheet)
    qtbot.mouseClick(sheet.start, Qt.MouseButton.LeftButton)
    assert sheet.isVisible()
    assert list(tmp_path.glob("*.onnx")) == []


def test_failed_export_is_told_and_can_be_tried_again(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, gate: Session, tmp_path: Path
) -> None:
    sheet = ExportSheet(host, appearance, gate, tmp_path / "nowhere" / "xor.neuro")
    qtbot.mouseClick(sheet.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "xor.onnx" in sheet.problem.text(), timeout=20_000)
    assert sheet.start.isEnabled()
    sheet.path.setText(str(tmp_path / "xor.onnx"))
    exported(qtbot, host, sheet)
    assert (tmp_path / "xor.onnx").exists()


def test_overwriting_is_said(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, gate: Session, tmp_path: Path
) -> None:
    sheet = ExportSheet(host, appearance, gate, tmp_path / "xor.neuro")
    assert "replaced" not in texts(sheet)
    (tmp_path / "old.onnx").touch()
    sheet.path.setText(str(tmp_path / "old.onnx"))
    assert "replaced" in texts(sheet)


def test_export_does_not_disturb_the_training(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, gate: Session, tmp_path: Path
) -> None:
    gate.step()
    qtbot.waitUntil(lambda: gate.snapshot.steps == 1 and gate.snapshot.state == "paused")
    before = gate.feed.call(weights).result(10)
    exported(qtbot, host, ExportSheet(host, appearance, gate, tmp_path / "xor.neuro"))
    assert np.array_equal(gate.feed.call(weights).result(10), before)


def weights(trainer: Trainer) -> np.ndarray:
    return trainer.network.parameters.copy()


# -- toasts ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def toaster(host: QMainWindow, appearance: Appearance) -> Toaster:
    return Toaster(host, appearance)


def toasts(host: QWidget) -> list[Toast]:
    return [toast for toast in host.findChildren(Toast) if toast.isVisible()]


def test_toasts_stand_one_above_the_other(host: QMainWindow, toaster: Toaster) -> None:
    toaster.show("first")
    toaster.show("second")
    first, second = toasts(host)
    assert first.geometry().bottom() < second.geometry().top()
    assert host.rect().contains(second.geometry())


def test_few_toasts_at_once_and_none_twice(host: QMainWindow, toaster: Toaster) -> None:
    for text in ("one", "two", "two", "three", "four"):
        toaster.show(text)
    assert toaster.texts == ("two", "three", "four")
    assert len(toasts(host)) == MOST


def test_button_of_a_toast_runs_once(qtbot: QtBot, host: QMainWindow, toaster: Toaster) -> None:
    done: list[str] = []
    toaster.show("Removed Dense", "Undo", lambda: done.append("undone"))
    (toast,) = toasts(host)
    qtbot.mouseClick(button(toast, "Undo"), Qt.MouseButton.LeftButton)
    assert (done, toaster.texts) == (["undone"], ())


def test_toast_goes_by_itself(qtbot: QtBot, host: QMainWindow, appearance: Appearance) -> None:
    toaster = Toaster(host, appearance, shown_ms=20)
    toaster.show("Saved")
    qtbot.waitUntil(lambda: toaster.texts == ())
    assert toasts(host) == []


def test_toasts_follow_the_window(qtbot: QtBot, host: QMainWindow, toaster: Toaster) -> None:
    toaster.show("Saved")
    host.resize(500, 320)
    (toast,) = toasts(host)
    qtbot.waitUntil(lambda: host.rect().contains(toast.geometry()))
