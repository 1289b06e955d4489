"""The main window: from the start page to a network that trains, and out again without losing anything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.file import Saved, read, write
from core.layers import LAYERS
from core.templates import TEMPLATES
from core.templates.base import Template
from core.training.checkpoint import capture
from core.training.trainer import Trainer
from gui.dialogs.command_search import CommandSearch
from gui.dialogs.export import ExportSheet
from gui.dialogs.message import ErrorSheet, UnsavedSheet
from gui.dialogs.sheet import Sheet
from gui.dialogs.shortcuts import ShortcutSheet
from gui.main_window import MainWindow
from gui.menus import ORDER, text_of
from gui.session import Session
from gui.settings import Settings
from gui.style import Style
from gui.theme import LIGHT, Appearance

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
GATE: type[Template] = next(t for t in TEMPLATES if t.title == "XOR")
DIGITS: type[Template] = next(t for t in TEMPLATES if "8×8" in t.title)


@pytest.fixture
def window(qtbot: QtBot, session: Session, appearance: Appearance, settings: Settings) -> MainWindow:
    window = MainWindow(session, appearance, settings)
    qtbot.addWidget(window, before_close_func=forgive)
    window.resize(1600, 1000)
    with qtbot.waitSignal(window.painted):
        window.show()
    window.load()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    return window


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


# -- beginning ---------------------------------------------------------------------------------------------------------
def test_it_begins_with_the_start_page(window: MainWindow) -> None:
    assert window.start.isVisible()
    assert window.windowTitle() == "Neurowright"
    assert not window.session.feed.active


def test_an_example_is_two_clicks_from_training(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    assert window.workbench.isVisible()
    assert window.sheet is None
    click(qtbot, window.workbench.training, "Play")
    qtbot.waitUntil(lambda: window.session.snapshot.epoch > 0)
    assert window.workbench.bar.edited.isVisible()


def test_the_network_is_in_sight(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.workbench.panels.settled):
        begin(qtbot, window)
    canvas = window.workbench.canvas
    seen = canvas.mapToScene(canvas.viewport().rect()).boundingRect()
    for node in window.session.document.graph.nodes.values():
        assert seen.contains(QPointF(*node.position))


def test_palette_puts_layers_on_the_canvas(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    count = len(window.session.document.graph.nodes)
    window.workbench.palette_panel.chosen.emit(LAYERS[-1]())
    assert len(window.session.document.graph.nodes) == count + 1
    assert window.windowTitle() == "XOR[*] – Neurowright"
    assert window.isWindowModified()


def test_start_page_and_back(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    document = window.session.document
    press(qtbot, window, Qt.Key.Key_N, CTRL | SHIFT)
    assert window.start.isVisible()
    press(qtbot, window, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert window.workbench.isVisible()
    assert window.session.document is document


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
    assert not offer(window, tmp_path / "picture.png").isAccepted()
    assert offer(window, tmp_path / "gate.neuro").isAccepted()


def offer(window: MainWindow, path: Path) -> QDragEnterEvent:
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


# -- menus and commands ------------------------------------------------------------------------------------------------
def test_every_command_is_in_a_menu(window: MainWindow) -> None:
    titles = [action.text().replace("&", "") for action in window.menuBar().actions()]
    assert titles == list(ORDER)
    assert {command.menu.partition("/")[0] for command in window.commands()} <= set(ORDER)
    in_menus = {action.text() for menu in window.menuBar().actions() for action in menu.menu().actions()}
    assert {text_of(command) for command in window.commands()} <= in_menus


def test_no_shortcut_means_two_things(window: MainWindow) -> None:
    taken: dict[str, str] = {}
    for command in window.commands():
        if command.shortcut:
            assert command.shortcut not in taken, (command.text, taken[command.shortcut])
            taken[command.shortcut] = command.text


def test_every_view_is_in_the_view_menu(window: MainWindow) -> None:
    docks = window.workbench.panels.docks.values()
    assert docks
    assert {dock.kind.title for dock in docks} <= {command.text for command in window.commands()}


def test_undo_says_what(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    edit(window)
    menu = next(action.menu() for action in window.menuBar().actions() if "Edit" in action.text())
    menu.aboutToShow.emit()
    actions = {action.text(): action for action in menu.actions()}
    assert actions["Undo set units to 3"].isEnabled()
    assert not actions["Redo"].isEnabled()
    menu.aboutToHide.emit()
    press(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert window.session.document == GATE().document()
    press(qtbot, window, Qt.Key.Key_Z, CTRL | SHIFT)
    assert window.session.document != GATE().document()


def test_work_commands_rest_on_the_start_page(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    press(qtbot, window, Qt.Key.Key_S, CTRL)
    press(qtbot, window, Qt.Key.Key_E, CTRL)
    assert window.sheet is None
    assert [d for d in window.findChildren(QFileDialog) if d.isVisible()] == []


def test_commands_rest_under_a_sheet(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    press(qtbot, window, Qt.Key.Key_K, CTRL)
    assert isinstance(window.sheet, CommandSearch)
    new = next(command for command in window.commands() if command.text == "New")
    window.menus.run(new)
    assert window.files.name == "XOR"


def test_command_search_finds_commands_examples_and_views(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    press(qtbot, window, Qt.Key.Key_K, CTRL)
    names = {entry.text for entry in sheet(window, CommandSearch).entries}
    views = {dock.kind.title for dock in window.workbench.panels.docks.values()}
    assert {"Save", "Theme: light", "New: XOR"} | views <= names


def test_command_search_runs(qtbot: QtBot, window: MainWindow, style: Style, appearance: Appearance) -> None:
    press(qtbot, window, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(QApplication.focusWidget(), "theme light")
    press(qtbot, window, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    assert appearance.theme == LIGHT
    assert window.sheet is None


@pytest.mark.parametrize(
    ("key", "modifiers", "kind"),
    [(Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, ShortcutSheet), (Qt.Key.Key_E, CTRL, ExportSheet)],
    ids=["shortcuts", "export"],
)
def test_sheets_by_shortcut(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier, kind: type[Sheet]
) -> None:
    begin(qtbot, window)
    press(qtbot, window, key, modifiers)
    assert isinstance(window.sheet, kind)


# -- layout ------------------------------------------------------------------------------------------------------------
def test_views_suit_the_document(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    panels = window.workbench.panels
    qtbot.waitUntil(lambda: any(dock.isVisible() for dock in panels.docks.values()))
    for dock in panels.docks.values():
        if dock.isVisible():
            assert not dock.missing()


def test_only_seen_views_are_measured(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    qtbot.waitUntil(lambda: any(dock.isVisible() for dock in window.workbench.panels.docks.values()))
    window.session.step()
    qtbot.waitUntil(lambda: bool(window.session.snapshot.results))
    for dock in window.workbench.panels.docks.values():
        dock.close()
    for steps in (2, 3):  # the next snapshot had been ordered already
        window.session.step()
        qtbot.waitUntil(lambda steps=steps: window.session.snapshot.steps == steps)
    qtbot.waitUntil(lambda: not window.session.snapshot.results)


def test_choice_of_views_is_remembered(
    qtbot: QtBot, window: MainWindow, settings: Settings, appearance: Appearance
) -> None:
    begin(qtbot, window)
    panels = window.workbench.panels
    qtbot.waitUntil(lambda: any(dock.isVisible() for dock in panels.docks.values()))
    first = next(key for key, dock in panels.docks.items() if dock.isVisible())
    qtbot.mouseClick(panels.docks[first].bar.close, Qt.MouseButton.LeftButton)
    expected = {key for key, dock in panels.docks.items() if not dock.isHidden()}
    assert window.close()
    session = Session()
    later = MainWindow(session, appearance, settings)
    qtbot.addWidget(later, before_close_func=forgive)
    later.show()
    later.load()
    later.files.new_from(GATE())
    docks = later.workbench.panels.docks
    qtbot.waitUntil(lambda: {key for key, dock in docks.items() if not dock.isHidden()} == expected)
    session.close()


@pytest.mark.parametrize(
    "size", [QSize(1600, 1000), QSize(1280, 800), QSize(1024, 700), QSize(800, 500)], ids=str
)
def test_everything_fits(qtbot: QtBot, window: MainWindow, size: QSize) -> None:
    window.resize(size)
    begin(qtbot, window)
    qtbot.waitUntil(lambda: any(dock.isVisible() for dock in window.workbench.panels.docks.values()))
    assert window.size() == size
    bench = window.workbench
    for widget in (bench.bar.name, bench.bar.export, bench.training, bench.canvas):
        corners = (
            widget.mapTo(window, widget.rect().topLeft()),
            widget.mapTo(window, widget.rect().bottomRight()),
        )
        assert all(window.rect().contains(corner) for corner in corners), widget
    qtbot.waitUntil(lambda: bench.canvas.width() >= 300 and bench.canvas.height() >= 140)


def test_side_panels_can_be_put_away(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    bench = window.workbench
    wide = bench.canvas.width()
    qtbot.mouseClick(bench.bar.panels["left-panel"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bench.bar.panels["right-panel"], Qt.MouseButton.LeftButton)
    assert not bench.palette_panel.isVisible()
    assert not bench.inspector.isVisible()
    qtbot.waitUntil(lambda: bench.canvas.width() > wide + 300)
    qtbot.mouseClick(bench.bar.panels["left-panel"], Qt.MouseButton.LeftButton)
    assert bench.palette_panel.isVisible()
    assert bench.palette_panel.width() > 100


def test_layout_of_the_sides_is_remembered(
    qtbot: QtBot, window: MainWindow, settings: Settings, appearance: Appearance
) -> None:
    window.resize(790, 760)  # no larger than the screen here
    begin(qtbot, window)
    bench = window.workbench
    assert not bench.inspector.isVisible()  # there is little room
    bench.splitter.setSizes([200, 590, 0])
    qtbot.waitUntil(lambda: bench.palette_panel.width() == 200)
    assert window.close()
    session = Session()
    later = MainWindow(session, appearance, settings)
    qtbot.addWidget(later, before_close_func=forgive)
    later.show()
    later.files.new_from(GATE())
    assert later.size() == window.size()
    qtbot.waitUntil(lambda: later.workbench.palette_panel.width() == 200)
    assert not later.workbench.inspector.isVisible()
    later.workbench.toggle(later.workbench.inspector)
    qtbot.waitUntil(lambda: later.workbench.inspector.width() > 200)
    session.close()


# -- start -------------------------------------------------------------------------------------------------------------
def test_main_imports_no_qt_for_commands() -> None:
    code = "import sys, main; main.main(['new', '--list']); sys.exit(any('PySide6' in name for name in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "xor" in run.stdout


def test_start_does_without_what_can_wait() -> None:
    """The window's modules leave these to whoever needs them first."""
    late = ("onnx", "pyqtgraph", "qtawesome", "gui.workbench", "PySide6.QtSvgWidgets")
    code = f"import sys, gui.app; sys.exit(' '.join(name for name in {late} if name in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stderr.strip() == ""


@pytest.mark.parametrize("arguments", [[], ["gate.neuro"]], ids=["nothing", "file"])
def test_the_program_starts_and_ends(arguments: list[str], tmp_path: Path) -> None:
    write(tmp_path / "gate.neuro", Saved(GATE().document()))
    code = (
        "import sys; from gui.app import run\n"
        "def shown(window): print(window.windowTitle(), window.at_work); window.close()\n"
        "sys.exit(run(*sys.argv[1:], on_shown=shown))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    expected = "gate.neuro[*] – Neurowright True" if arguments else "Neurowright False"
    assert run.stdout.strip() == expected


def environment(folder: Path) -> dict[str, str]:
    """With the settings of a first start, and with the project on the path."""
    root = str(Path(__file__).resolve().parents[2])
    return os.environ | {
        "PYTHONPATH": root,
        "XDG_CONFIG_HOME": str(folder),
        "APPDATA": str(folder),
        "HOME": str(folder),
    }
