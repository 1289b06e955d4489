"""The real window on a real X server, with settings of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.session import Session
from gui.settings import Settings
from gui.style import Style
from gui.theme import Appearance
from tests.e2e.desk import Desk
from tests.e2e.hand import Hand


@pytest.fixture
def hand(qtbot: QtBot) -> Hand:
    return Hand(qtbot)


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """As at a first start, large, its views loaded."""
    settings, appearance = Settings(tmp_path / "settings.ini"), Appearance()
    settings.folder = tmp_path
    style = Style(qapp, appearance, settings)
    session = Session()
    window = MainWindow(session, appearance, settings)
    window.resize(1500, 920)
    with qtbot.waitExposed(window):
        window.show()
    window.load()
    qtbot.waitActive(window)
    yield window
    session.undo_stack.setClean()
    window.close()
    window.hide()  # also where it would ask something: one that is still seen at the very end takes Python down
    session.close()
    del style


@pytest.fixture
def desk(window: MainWindow, hand: Hand, qtbot: QtBot) -> Desk:
    """At an empty canvas."""
    hand.click(window.start.blank)
    qtbot.waitUntil(lambda: window.at_work)
    return Desk(window, hand, qtbot)
