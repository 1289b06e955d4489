"""Draw the pictures of the README and the guide from the real window: ``make screenshots``.

Names of pictures, as in ``make screenshots ARGS=ring``, choose among those of a network at work.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEventLoop, Qt, QTimer
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
PATIENCE = 300.0  # seconds
TALL = 470  # points, for what is to be looked at


class Picture(NamedTuple):
    """The window with an example that was trained for so many steps (0: to its end).

    ``selected``: the title of a card; ``closed`` and ``opened``: what of the views is not as the window chooses;
    ``height``: points that the views are given of it, 0 as the window chooses.
    """

    name: str
    template: str
    themes: tuple[str, ...]
    steps: int = 0
    selected: str = ""
    closed: tuple[str, ...] = ()
    opened: str = ""
    height: int = 0


PICTURES = (
    Picture("playground", "playground", ("light",), steps=2_000),
    Picture("window", "digits-mlp", ("dark", "light"), selected="Hidden"),
    Picture("ring", "gan-ring", ("dark",), 2_500, closed=("weights",), height=TALL),
    Picture("filters", "lenet", ("light",), 1_900, "Parts", ("weights", "predictions"), "feature_maps", TALL),
    Picture("names", "names-lstm", ("dark",), 2_500, closed=("weights",), height=TALL),
)


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
        wanted = sys.argv[1:] or [picture.name for picture in PICTURES]
        for picture in (p for p in PICTURES if p.name in wanted):
            train(window, picture)
            for theme in picture.themes:
                settings.theme = theme
                wait(1.0)
                shoot(window, f"{picture.name}-{theme}")
        session.undo_stack.setClean()
        session.close()
        window.hide()
        del style
    return 0


def train(window: MainWindow, picture: Picture) -> None:
    """Begin with the picture's template, and train for as long as it says."""
    session = window.session
    window.files.new_from(by_name(picture.template)())
    until(lambda: session.snapshot.state == "ready")
    window.workbench.panels.reset()
    wait(0.7)
    for view in filter(None, (*picture.closed, picture.opened)):
        window.workbench.panels.toggle(window.workbench.panels.docks[view])
    if picture.height:
        shown = [dock for dock in window.workbench.panels.docks.values() if not dock.isHidden()]
        window.workbench.area.resizeDocks(shown[:1], [picture.height], Qt.Orientation.Vertical)
    session.play()
    until(lambda: session.snapshot.state == "finished" or 0 < picture.steps <= session.snapshot.steps)
    session.pause()
    nodes = session.document.graph.nodes.items()
    session.select({name for name, node in nodes if picture.selected and node.title == picture.selected})
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
