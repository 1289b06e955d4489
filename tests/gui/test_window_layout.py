"""The layout of the main window: it suits document and size, and is remembered."""

import pytest
from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.session import Session
from gui.settings import Settings
from gui.theme import Appearance
from tests.gui.window_hand import GATE, begin, forgive


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
