"""Is the window smooth while a network trains at full speed beneath it?

Run alone: ``python -m tests.bench.gui_smoothness``.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from core.document.document import Document
from core.document.recipe import TrainingRecipe
from gui.session import Session
from gui.theme import Appearance
from gui.training.panel import TrainingBar
from gui.view_dock import ViewDock, key_of
from gui.views import discover_views
from tests.core.examples import digits

SECONDS, WARM_UP = 6.0, 1.0
TICK_MS = 10
VIEWS = ("loss", "weights", "predictions", "confusion")


@dataclass
class Paints(QObject):
    """Counts how often a widget is painted, and how long apart."""

    widget: QWidget
    moments: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.moments.append(time.perf_counter())
        return False


def measure(seconds: float = SECONDS) -> dict[str, float]:
    """Train a digits MLP at full speed with four views and the training bar in sight.

    Returns:
        ``tick_p99_ms``, ``tick_max_ms``: time between the ticks of a 10 ms timer of the window. ``<view>_hz``: how
        often each view was painted, a second. ``steps_per_second`` while it was watched, and ``share_left``: that
        as a share of the speed without any view. ``quit_ms``: how long ending the running training took.
    """
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with _session() as session:
        free = _speed(session, seconds / 3)
    with _session() as session:
        window, docks = _window(session)
        _wait(WARM_UP)
        paints = [Paints(dock.view.canvas) for dock in docks if dock.view is not None]
        start = session.snapshot.steps
        gaps = np.diff(_ticks(seconds)) * 1e3
        speed = (session.snapshot.steps - start) / seconds
        rates = {f"{d.objectName()}_hz": len(p.moments) / seconds for d, p in zip(docks, paints, strict=True)}
        quit_ms = 1e3 * _timed(session.feed.stop)
        window.close()
        window.deleteLater()
    return {
        "tick_p99_ms": float(np.percentile(gaps, 99)),
        "tick_max_ms": float(gaps.max()),
        **rates,
        "steps_per_second": speed,
        "share_left": speed / free,
        "quit_ms": quit_ms,
    }


@contextmanager
def _session() -> Iterator[Session]:
    session = Session(_document())
    session.play()
    try:
        yield session
    finally:
        session.close()


def _document() -> Document:
    return digits(training=TrainingRecipe(epochs=1_000_000, batch_size=32))


def _window(session: Session) -> tuple[QMainWindow, list[ViewDock]]:
    appearance, window = Appearance(), QMainWindow()
    window.setCentralWidget(TrainingBar(session, appearance))
    docks = []
    for kind in discover_views():
        if key_of(kind) in VIEWS:
            docks.append(ViewDock(kind, session, appearance, window))
            window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, docks[-1])
    window.resize(1600, 420)
    window.show()
    return window, docks


def _ticks(seconds: float) -> list[float]:
    """The moments at which a timer of the window's thread came round."""
    moments: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: moments.append(time.perf_counter()))
    timer.start(TICK_MS)
    _wait(seconds)
    timer.stop()
    return moments


def _speed(session: Session, seconds: float) -> float:
    _wait(WARM_UP)
    start = session.snapshot.steps
    _wait(seconds)
    return (session.snapshot.steps - start) / seconds


def _wait(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(1e3 * seconds), loop.quit)
    loop.exec()


def _timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:<20} {value:,.1f}")
