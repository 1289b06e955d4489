"""The window: its start, a large canvas, and how smooth it stays while a network trains beneath it."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QApplication

from core.document import edits
from core.document.document import Document
from core.document.graph import End, Graph, Node, Wire
from core.layers.dense import Dense
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.bench.gui_smoothness import VIEWS, measure
from tests.bench.timing import Row, in_words

NODES, COLUMNS = 2_000, 50
STARTED = "import gui.app, sys; sys.exit(gui.app.run(sys.argv[1], lambda window: window.close()))"


def rows() -> Iterator[Row]:
    """All rows of this file."""
    yield cold_start()
    yield from smoothness()
    yield from canvas()


def cold_start() -> Row:
    """A process of its own: from its start to a window with a network that has been painted, and its end."""
    folder = Path(__file__).parents[2]
    document = Path(os.environ.get("TMPDIR", "/tmp")) / "neurowright-bench.neuro"
    subprocess.run(
        [sys.executable, "main.py", "new", "digits-mlp", document], cwd=folder, check=True, stdout=-3
    )
    # compiled modules are written at a user's first start, whatever is set where this runs
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    times = []
    for _ in range(9):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", STARTED, document], cwd=folder, env=environment, check=True)
        times.append(time.perf_counter() - start)
    document.unlink()
    seconds = statistics.median(times)
    return Row("cold start to a painted network", in_words(seconds), "", seconds, 1.0, at_most=True, unit="s")


def smoothness() -> Iterator[Row]:
    """A digits MLP at full speed with four views in sight."""
    found = measure()
    tick = found["tick_p99_ms"]
    yield Row("window's tick while training, p99", f"{tick:.1f} ms", "", tick, 33.0, at_most=True, unit="ms")
    slowest = min(found[f"{view}_hz"] for view in VIEWS)
    yield Row("slowest of four views", f"{slowest:.0f} Hz", "", slowest, 15.0, unit="Hz")


def canvas() -> Iterator[Row]:
    """2,000 nodes and 4,000 wires: pan and zoom, and an edit with its undo."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    session = Session(large())
    view = CanvasView(session, Appearance())
    view.resize(1600, 1000)
    view.show()
    view.fit()
    app.processEvents()
    bars = view.horizontalScrollBar(), view.verticalScrollBar()
    view.zoom_fully()
    pan = _median(lambda: _painted(view, lambda: [bar.setValue(bar.value() + 7) for bar in bars]), 60)
    yield Row("canvas of 2,000: pan frame", in_words(pan), "", 1e3 * pan, 33.0, at_most=True, unit="ms")
    view.fit()
    zoom = _median(lambda: _painted(view, lambda: view.scale(1.01, 1.01)), 40)
    yield Row(
        "canvas of 2,000: zoom frame, all in sight",
        in_words(zoom),
        "",
        1e3 * zoom,
        33.0,
        at_most=True,
        unit="ms",
    )
    edit = _median(lambda: _edit_and_undo(session, app), 15)
    yield Row("canvas of 2,000: edit and undo", in_words(edit), "", 1e3 * edit, 50.0, at_most=True, unit="ms")
    session.close()


def large() -> Document:
    """A grid of Dense cards, two wires from each: to the next, and to the one below."""
    nodes = {
        f"n{i}": Node(
            id=f"n{i}", spec=Dense(units=8), position=(220.0 * (i % COLUMNS), 110.0 * (i // COLUMNS))
        )
        for i in range(NODES)
    }
    pairs = [(i, i + step) for i in range(NODES) for step in (1, COLUMNS) if i + step < NODES]
    wires = {
        f"w{k}": Wire(id=f"w{k}", source=End(f"n{a}", "out"), target=End(f"n{b}", "in"))
        for k, (a, b) in enumerate(pairs)
    }
    return Document(graph=Graph(nodes=nodes, wires=wires))


def _painted(view: CanvasView, change: Callable[[], object]) -> None:
    change()
    view.viewport().repaint()


def _edit_and_undo(session: Session, app: QApplication) -> None:
    session.apply("set units to 9", edits.set_field(session.document, "n777", "units", 9))
    session.undo_stack.undo()


def _median(action: Callable[[], object], times: int) -> float:
    timer, seconds = QElapsedTimer(), []
    for _ in range(times):
        timer.start()
        action()
        seconds.append(timer.nsecsElapsed() / 1e9)
    return statistics.median(seconds)
