"""The canvas with 1,000 nodes and 5,000 wires on screen, and the opening of 10,000 nodes."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from core.document import edits, file
from core.document.graph import End
from gui.canvas.view import CanvasView
from gui.housekeeping import Collector
from gui.main_window import MainWindow
from gui.session import Session
from gui.settings import Settings
from gui.style import Style
from gui.theme import Appearance
from tests.bench.graphs import mixed
from tests.bench.memory import undo_memory
from tests.bench.series import Series, timed
from tests.bench.timing import Row

NODES, WIRES = 1_000, 5_000
MANY_NODES, MANY_WIRES, MANY_ROWS = 10_000, 20_000, 72
CARD, NEURON = "dense130", "single300"  # in the midst of the others
SIZE, LARGE_SIZE = (1920, 1200), (3840, 2160)
FRAMES, EDITS = 120, 15
PACE = QPointF(4.0, 2.5)  # pixels a frame
NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton


def rows() -> Iterator[Row]:
    """All rows of this file."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with _window(app) as window:
        canvas = window.workbench.canvas
        window.session.open(mixed(NODES, WIRES))
        app.processEvents()
        for size in (SIZE, LARGE_SIZE):
            window.resize(*size)
            app.processEvents()
            canvas.fit()
            app.processEvents()
            for kind, node in (("a card", CARD), ("a neuron", NEURON), ("Data", "input1")):
                name = f"drag {kind} at {canvas.camera.scale:.0%}"
                yield from _frames(name, _drag(canvas, node))
        window.resize(*SIZE)
        app.processEvents()
        canvas.fit()
        yield from _edits(window.session, app)
        yield from _wiring(canvas)
        window.session.open(mixed(500, 2_000))
        taken = undo_memory(window.session, 1_000) / 1e6
        yield Row("undo of 1,000 edits", f"{taken:.2f} MB", "", taken, 1.0, at_most=True, unit="MB")
    yield from opening(app)


@contextmanager
def _window(app: QApplication) -> Iterator[MainWindow]:
    with tempfile.TemporaryDirectory() as folder:
        appearance, settings = Appearance(), Settings(Path(folder))
        style = Style(app, appearance, settings)
        session = Session()
        window = MainWindow(session, appearance, settings)
        window.resize(*SIZE)
        window.show()
        window.show_workbench()
        window.load()
        app.processEvents()
        collector = Collector()
        collector.start()  # as the program does: garbage is not looked for in the midst of a frame
        yield window
        collector.stop()
        session.close()
        window.hide()
        window.deleteLater()
        style.end()


def _frames(name: str, series: Series) -> Iterator[Row]:
    yield _row(f"{name}, median", series, series.median, 16.0)
    yield _row(f"{name}, p99", series, series.p99, 33.0)


def _row(name: str, series: Series, figure: float, most: float) -> Row:
    return Row(name, series.in_words, "", figure, most, at_most=True, unit="ms")


def _drag(canvas: CanvasView, node: str) -> Series:
    """Frames while a node is dragged about, some pixels each: the mouse moves, and what changed is painted."""

    def steps() -> Iterator[Callable[[], object]]:
        start = canvas.canvas.nodes[node].frame.center()
        _mouse(canvas, QEvent.Type.MouseButtonPress, start)
        for frame in range(FRAMES):
            yield lambda frame=frame: _frame(canvas, start + PACE * frame / canvas.camera.scale)
        canvas.hand.cancel()
        QApplication.processEvents()

    return timed(steps)


def _frame(canvas: CanvasView, point: QPointF) -> None:
    _mouse(canvas, QEvent.Type.MouseMove, point)
    QApplication.processEvents()


def _mouse(canvas: CanvasView, kind: QEvent.Type, point: QPointF) -> None:
    place = canvas.viewportTransform().map(point)
    button = NONE if kind is QEvent.Type.MouseMove else LEFT
    viewport = canvas.viewport()
    keys = (
        Qt.KeyboardModifier.AltModifier
    )  # every move counts, not only those from one grid point to the next
    event = QMouseEvent(kind, place, viewport.mapToGlobal(place), button, LEFT, keys)
    QApplication.sendEvent(viewport, event)


def _edits(session: Session, app: QApplication) -> Iterator[Row]:
    """Each with all that the window makes of it, painting included."""
    graph = session.document.graph
    wire, (x, y) = graph.into(NEURON)[0], graph.nodes[NEURON].position
    kinds = {
        "set a field": lambda d: edits.set_field(d, CARD, "units", 9),
        "move": lambda d: edits.move(d, {NEURON: (x + 40.0, y + 32.0)}),
        "rename": lambda d: edits.rename(d, NEURON, "Sum"),
        "set a weight": lambda d: edits.set_wires(d, [wire.id], weight=0.5),
        "add a node": lambda d: edits.append(d, graph.nodes[NEURON].spec, NEURON)[0],
        "remove a node": lambda d: edits.remove(d, [CARD], heal=True),
        "add a wire": lambda d: edits.connect(d, End("single1", "out"), End(NEURON, "in")),
        "remove a wire": lambda d: edits.remove(d, [wire.id]),
    }
    session.select([NEURON])
    for name, edit in kinds.items():

        def apply(edit: Callable = edit) -> None:
            session.apply("edit", edit(session.document))
            app.processEvents()

        def undo() -> None:
            session.undo_stack.undo()
            app.processEvents()

        series = timed(lambda: [apply, undo] * EDITS)
        yield _row(f"{name}, or undo it", series, series.p99, 30.0)


def _wiring(canvas: CanvasView) -> Iterator[Row]:
    """Moves of a wire's free end over ports that take it, ports that do not, and nothing."""
    canvas.zoom_fully()
    scene = canvas.canvas

    def steps(source: End, goals: list[str]) -> Iterator[Callable[[], object]]:
        start = scene.port_position(source, True)
        _mouse(canvas, QEvent.Type.MouseButtonPress, start)
        for node in goals:
            point = scene.port_position(End(node, "in"), False)
            for by in (QPointF(-60, 0), QPointF(-6, 0), QPointF(0, 0)):
                yield lambda point=point + by: _mouse(canvas, QEvent.Type.MouseMove, point)
        canvas.hand.cancel()

    for name, source, goals in (
        ("neuron", "single240", [f"single{i}" for i in range(250, 310, 3)]),
        ("card", "dense130", [f"dense{i}" for i in range(111, 171, 3)]),
        ("card to neurons", "dense300", [f"single{i}" for i in range(50, 110, 3)]),
    ):
        canvas.camera.centre(scene.nodes[source].frame.center())
        QApplication.processEvents()
        series = timed(lambda source=source, goals=goals: steps(End(source, "out"), goals))
        yield _row(f"wire from a {name}: a move", series, series.p99, 5.0)


def opening(app: QApplication) -> Iterator[Row]:
    """Open 10,000 nodes: from the session's ``open`` to the first picture, and from the file."""
    document = mixed(MANY_NODES, MANY_WIRES, MANY_ROWS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "many.neuro")
        file.write(path, file.Saved(document))
        read = timed(lambda: [lambda: file.read(path)])
        read_document = file.read(path).document
    yield _row("read 10,000 nodes", read, read.median, 2000.0)
    times = []
    for _ in range(3):
        with _window(app) as window:
            start = time.perf_counter()
            window.session.open(read_document)
            window.workbench.canvas.viewport().repaint()
            times.append(1e3 * (time.perf_counter() - start))
            app.processEvents()
    yield Row(
        "open 10,000 nodes",
        f"{min(times):.0f} ms",
        "",
        statistics.median(times),
        2000.0,
        at_most=True,
        unit="ms",
    )
