"""The main window: from the start page to a network that trains; commands, menus and sheets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
)
from pytestqt.qtbot import QtBot

from core.document.file import Saved, write
from core.layers import LAYERS
from gui.dialogs.command_search import CommandSearch
from gui.dialogs.export import ExportSheet
from gui.dialogs.sheet import Sheet
from gui.dialogs.shortcuts import ShortcutSheet
from gui.main_window import MainWindow
from gui.menus import ORDER, shortcuts, text_of
from gui.style import Style
from gui.theme import LIGHT, Appearance
from tests.gui.window_hand import (
    CTRL,
    GATE,
    SHIFT,
    begin,
    click,
    edit,
    press,
    sheet,
)


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


# -- menus and commands ------------------------------------------------------------------------------------------------
def test_every_command_is_in_a_menu(window: MainWindow) -> None:
    titles = [action.text().replace("&", "") for action in window.menuBar().actions()]
    assert titles == list(ORDER)
    assert {command.menu.partition("/")[0] for command in window.commands()} <= set(ORDER)
    in_menus = {action.text() for menu in window.menuBar().actions() for action in menu.menu().actions()}
    assert {text_of(command) for command in window.commands()} <= in_menus


def test_no_shortcut_means_two_things(window: MainWindow) -> None:
    taken: dict[QKeySequence, str] = {}
    for command in window.commands():
        for keys in shortcuts(command):
            assert keys not in taken, (command.text, taken[keys])
            taken[keys] = command.text


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
    window.session.undo_stack.undo()
    press(qtbot, window, Qt.Key.Key_Y, CTRL)
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
    (tmp_path / "temporary").mkdir()
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
    assert list((tmp_path / "temporary").iterdir()) == []
    expected = "gate.neuro[*] – Neurowright True" if arguments else "Neurowright False"
    assert run.stdout.strip() == expected


def environment(folder: Path) -> dict[str, str]:
    """With the settings of a first start, temporary files in a folder of their own, the project on the path."""
    root = str(Path(__file__).resolve().parents[2])
    return os.environ | {
        "PYTHONPATH": root,
        "XDG_CONFIG_HOME": str(folder),
        "APPDATA": str(folder),
        "HOME": str(folder),
        **dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(folder / "temporary")),
    }
