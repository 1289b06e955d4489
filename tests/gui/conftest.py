"""What tests of the window share."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.session import Session
from gui.settings import Settings
from gui.style import Style
from gui.theme import DARK, Appearance
from tests.gui.window_hand import forgive


@pytest.fixture
def settings(tmp_path: Path, qapp: QApplication) -> Settings:
    """Settings of a first start, in a file of the test's own."""
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def appearance(qapp: QApplication) -> Appearance:
    return Appearance(DARK)


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Style:
    """The application dressed as it is for users.

    It stays so from test to test: Qt crashes where a style sheet is taken away, put back, and a widget from before is
    still about to go.
    """
    return Style(qapp, Appearance(DARK), Settings(tmp_path_factory.mktemp("dressed") / "settings.ini"))


@pytest.fixture(autouse=True)
def garbage() -> Iterator[None]:
    """As in the app, cyclic garbage goes in the window's thread alone: a training thread must destroy no widgets.

    What is there before a test is not looked at any more, so that each look is short.
    """
    gc.disable()
    gc.freeze()
    yield
    gc.collect()


@pytest.fixture
def style(qapp: QApplication, dressed: Style, appearance: Appearance, settings: Settings) -> Iterator[Style]:
    """The dress follows the test's own appearance and settings; dark again afterwards."""
    yield Style(qapp, appearance, settings)
    dressed.dress(DARK)


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    """An empty document; its training thread is ended afterwards."""
    session = Session()
    yield session
    session.close()


@pytest.fixture
def window(qtbot: QtBot, session: Session, appearance: Appearance, settings: Settings) -> MainWindow:
    """The window at its start page, with the workbench and the views made."""
    window = MainWindow(session, appearance, settings)
    qtbot.addWidget(window, before_close_func=forgive)
    window.resize(1600, 1000)
    with qtbot.waitSignal(window.painted):
        window.show()
    window.load()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    return window
