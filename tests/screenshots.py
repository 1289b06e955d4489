"""Draw the pictures of the README and the guide from the real window: ``make screenshots``."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from core.templates import TEMPLATES
from core.templates.base import Template
from gui.main_window import MainWindow
from gui.session import Session
from gui.settings import Settings
from gui.style import Style
from gui.theme import Appearance

DOCS = Path(__file__).parents[1] / "docs"
SIZE = (1600, 1000)
PATIENCE = 60.0  # seconds


def main() -> int:
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        settings, appearance = Settings(Path(folder) / "settings.ini"), Appearance()
        style = Style(app, appearance, settings)
        session = Session()
        window = MainWindow(session, appearance, settings)
        window.resize(*SIZE)
        window.show()
        window.load()
        wait(0.5)
        for theme in ("dark", "light"):
            settings.theme = theme
            wait(0.3)
            shoot(window, f"start-{theme}")
        train(window, "playground", lambda: session.snapshot.epoch >= 80)
        shoot(window, "playground-light")
        train(window, "digits-mlp", lambda: session.snapshot.state == "finished")
        session.select(
            {next(n for n, node in session.document.graph.nodes.items() if node.title == "Hidden")}
        )
        for theme in ("dark", "light"):
            settings.theme = theme
            wait(1.0)
            shoot(window, f"window-{theme}")
        session.undo_stack.setClean()
        session.close()
        window.hide()
        del style
    return 0


def train(window: MainWindow, template: str, done: Callable[[], bool]) -> None:
    """Begin with a template and train until ``done``."""
    session = window.session
    window.files.new_from(by_name(template)())
    until(lambda: session.snapshot.state == "ready")
    wait(0.7)
    session.play()
    until(done)
    session.pause()
    wait(0.7)
    window.workbench.canvas.fit()
    wait(0.5)


def by_name(name: str) -> type[Template]:
    return next(t for t in TEMPLATES if t.__struct_config__.tag == name)


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("the window did not get there")
        wait(0.02)


def wait(seconds: float) -> None:
    """Let the window go on for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(1e3 * seconds), loop.quit)
    loop.exec()


def shoot(window: MainWindow, name: str) -> None:
    path = DOCS / f"{name}.png"
    if not window.grab().save(str(path)):
        raise OSError(f"{path} cannot be written")
    print(path.relative_to(DOCS.parent))


if __name__ == "__main__":
    sys.exit(main())
