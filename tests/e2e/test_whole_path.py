"""Someone new: draws a network with the mouse, trains, undoes, saves, exports; another program runs the file."""

import itertools
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from core.data.sources.digits import Digits
from core.document.file import read
from core.document.graph import End
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.training.checkpoint import restore
from core.training.trainer import Trainer
from gui.dialogs.export import ExportedSheet, ExportSheet
from gui.main_window import MainWindow
from gui.palette import LAYER
from tests.e2e.hand import Hand

pytestmark = pytest.mark.e2e


class Desk:
    """The window's parts by what a person sees of them."""

    def __init__(self, window: MainWindow, hand: Hand, qtbot: QtBot) -> None:
        self.window, self.hand, self.qtbot = window, hand, qtbot
        self.session, self.bench = window.session, window.workbench
        self.canvas = self.bench.canvas

    def drag_layer(self, layer: type[Layer], x: float, y: float) -> str:
        """From the palette to a place of the canvas (pixels of its viewport); the new node's id."""
        before = set(self.session.document.graph.nodes)
        palette = self.bench.palette_panel
        rows = range(palette.model.rowCount())
        index = next(palette.model.index(r) for r in rows if palette.model.index(r).data(LAYER) is layer)
        start = palette.list.visualRect(index).center()
        self.hand.drag(palette.list.viewport(), start, self.canvas.viewport(), QPoint(round(x), round(y)))
        self.qtbot.waitUntil(lambda: len(self.session.document.graph.nodes) == len(before) + 1)
        (new,) = set(self.session.document.graph.nodes) - before
        return new

    def wire(self, source: str, target: str) -> None:
        """From output to input, port to port."""
        count = len(self.session.document.graph.wires)
        start = self.canvas.mapFromScene(self.canvas.scene().port_position(End(source, "out"), output=True))
        end = self.canvas.mapFromScene(self.canvas.scene().port_position(End(target, "in"), output=False))
        self.hand.drag(self.canvas.viewport(), start, self.canvas.viewport(), end)
        self.qtbot.waitUntil(lambda: len(self.session.document.graph.wires) == count + 1)

    def select(self, node: str) -> None:
        place = self.canvas.scene().nodes[node].pos() + QPointF(60, 20)
        self.hand.click(self.canvas.viewport(), self.canvas.mapFromScene(place))
        self.qtbot.waitUntil(lambda: self.session.selection == {node})

    def set_units(self, node: str, units: int) -> None:
        self.select(node)
        box = self.bench.inspector.page.form.rows["units"].editor.head
        self.hand.double_click(box)
        self.hand.key("ctrl+a")
        self.hand.type(str(units))
        self.hand.key("Return")
        self.qtbot.waitUntil(lambda: self.session.document.graph.nodes[node].spec.units == units)

    def press_fix(self, node: str) -> None:
        """The first mend that the bubble under a card offers."""
        bubble = self.canvas.scene().bubbles[node]
        rect = next(rect for rect, _ in bubble.buttons)
        place = bubble.mapToScene(rect.center())
        self.hand.click(self.canvas.viewport(), self.canvas.mapFromScene(place))

    def choose_file(self, path: Path) -> None:
        """Answer the file dialog that is open."""
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
        dialog: QWidget = QApplication.activeModalWidget()
        self.qtbot.waitActive(dialog)
        self.hand.key("ctrl+a")
        self.hand.type(str(path))
        self.hand.key("Return")


@pytest.fixture
def desk(window: MainWindow, hand: Hand, qtbot: QtBot) -> Desk:
    hand.click(window.start.blank)
    qtbot.waitUntil(lambda: window.at_work)
    return Desk(window, hand, qtbot)


def test_draw_train_undo_save_and_export_with_the_mouse(
    desk: Desk, hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    session, window = desk.session, desk.window
    layers = (Input, Flatten, Dense, Dense, Output)
    nodes = [
        desk.drag_layer(layer, 100 + 185 * (i % 4), 120 + 180 * (i // 4)) for i, layer in enumerate(layers)
    ]
    for source, target in itertools.pairwise(nodes):
        desk.wire(source, target)

    assert "target of 10 values" in next(p.message for p in session.inference.problems)
    desk.set_units(nodes[3], 10)
    assert session.inference.ready
    desk.press_fix(nodes[4])
    qtbot.waitUntil(lambda: not session.inference.problems)
    hand.key("ctrl+z")
    qtbot.waitUntil(lambda: bool(session.inference.problems))
    hand.key("ctrl+z")
    qtbot.waitUntil(lambda: session.document.graph.nodes[nodes[3]].spec.units == 32)
    assert not session.inference.ready
    hand.key("ctrl+shift+z")
    hand.key("ctrl+shift+z")
    qtbot.waitUntil(lambda: not session.inference.problems)

    qtbot.waitUntil(lambda: session.snapshot.state == "ready")
    hand.click(desk.bench.training.play)
    qtbot.waitUntil(lambda: session.snapshot.state == "finished", timeout=60_000)
    assert session.snapshot.history["val_accuracy"][-1] > 0.9

    saved_to, exported_to = tmp_path / "mine.neuro", tmp_path / "mine.onnx"
    hand.key("ctrl+s")
    desk.choose_file(saved_to)
    qtbot.waitUntil(lambda: saved_to.exists() and not window.files.edited)

    hand.click(desk.bench.bar.export)
    qtbot.waitUntil(lambda: isinstance(window.sheet, ExportSheet))
    assert Path(window.sheet.path.text()) == exported_to
    hand.click(window.sheet.start)
    qtbot.waitUntil(lambda: isinstance(window.sheet, ExportedSheet), timeout=20_000)

    images = Digits().load(0).samples[:200].astype(np.float32)
    onnx = onnxruntime.InferenceSession(str(exported_to))
    (answers,) = onnx.run(None, {onnx.get_inputs()[0].name: images})
    saved = read(saved_to)
    trainer = Trainer(saved.document)
    restore(trainer, saved.arrays, saved.run, saved.history)
    np.testing.assert_allclose(
        answers, trainer.network.predict(images.astype(np.uint8)), rtol=1e-5, atol=1e-5
    )


def test_a_wire_that_would_close_a_circle_is_refused_with_the_reason(desk: Desk, qtbot: QtBot) -> None:
    first, second = (desk.drag_layer(Dense, x, 200) for x in (120, 420))
    desk.wire(first, second)
    session, canvas = desk.session, desk.canvas
    before = session.document
    start = canvas.mapFromScene(canvas.scene().port_position(End(second, "out"), output=True))
    end = canvas.mapFromScene(canvas.scene().port_position(End(first, "in"), output=False))
    desk.hand.drag(canvas.viewport(), start, canvas.viewport(), end)
    assert session.document.graph.wires == before.graph.wires


def test_a_template_is_one_click_from_training(window: MainWindow, hand: Hand, qtbot: QtBot) -> None:
    card = next(c for c in window.start.cards if c.template.title == "XOR")
    hand.click(card)
    qtbot.waitUntil(lambda: window.at_work and window.session.snapshot.state == "ready")
    hand.click(window.workbench.training.play)
    qtbot.waitUntil(lambda: window.session.snapshot.state == "finished", timeout=60_000)
    assert window.session.snapshot.history["accuracy"][-1] == 1.0
    hand.key("ctrl+r")
    qtbot.waitUntil(lambda: window.session.snapshot.steps == 0)


def test_command_search_finds_and_runs(window: MainWindow, hand: Hand, qtbot: QtBot) -> None:
    hand.key("ctrl+k")
    qtbot.waitUntil(lambda: window.sheet is not None)
    hand.type("theme light")
    hand.key("Return")
    qtbot.waitUntil(lambda: not window._appearance.theme.dark)
