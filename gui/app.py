"""Starts the application in its window."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from gui.housekeeping import Collector, Mishaps
from gui.icons import icon
from gui.main_window import PROGRAM, MainWindow
from gui.session import Session
from gui.settings import Settings
from gui.style import Style
from gui.theme import Appearance


def run(file: str | None = None, on_shown: Callable[[MainWindow], object] | None = None) -> int:
    """Open the window, with a file where one is given, and stay until it is closed; returns the exit code.

    ``on_shown(window)`` is called when the window has been painted for the first time.
    """
    app = QApplication(sys.argv[:1])
    app.setApplicationName(PROGRAM)
    app.setDesktopFileName(PROGRAM.lower())
    appearance, settings = Appearance(), Settings()
    style = Style(app, appearance, settings, at_once=False)
    app.setWindowIcon(icon("mark", appearance.theme.accent, size=64))
    session, collector, mishaps = Session(), Collector(), Mishaps()
    window = MainWindow(session, appearance, settings)
    window.painted.connect(lambda: _go_on(window, collector, on_shown))
    mishaps.happened.connect(window.tell_mishap)
    mishaps.interrupted.connect(app.quit)
    sys.excepthook = mishaps.hook
    if file is not None:
        window.flow.open_path(Path(file))
    style.dress()
    window.show()
    code = app.exec()
    session.close()
    sys.excepthook = sys.__excepthook__
    style.end()
    gc.freeze()  # all of it goes now: to look for garbage in it once more would take a tenth of a second
    return code


def _go_on(window: MainWindow, collector: Collector, on_shown: Callable[[MainWindow], object] | None) -> None:
    """What the first picture did not have to wait for."""
    if on_shown is not None:
        on_shown(window)
    if window.isVisible():
        QTimer.singleShot(0, window, window.load)
        QTimer.singleShot(0, collector, collector.start)
