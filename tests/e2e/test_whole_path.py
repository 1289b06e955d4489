"""Someone new: draws a network with the mouse, trains, undoes, saves, exports; another program runs the file."""

import itertools
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from pytestqt.qtbot import QtBot

from core.data.sources.digits import Digits
from core.document.file import read
from core.document.graph import End
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.training.checkpoint import restore
from core.training.trainer import Trainer
from gui.main_window import MainWindow
from tests.e2e.desk import Desk
from tests.e2e.hand import Hand

pytestmark = pytest.mark.e2e


def test_draw_train_undo_save_and_export_with_the_mouse(
    desk: Desk, hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    session = desk.session
    layers = (Input, Flatten, Dense, Dense, Output)
    nodes = [
        desk.drag_layer(layer, 100 + 185 * (i % 4), 120 + 180 * (i // 4)) for i, layer in enumerate(layers)
    ]
    for source, target in itertools.pairwise(nodes):
        desk.wire(source, target)

    assert "wants 10 values, as the data's target has" in next(p.message for p in session.inference.problems)
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
    desk.save(saved_to)
    desk.export(exported_to)

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
