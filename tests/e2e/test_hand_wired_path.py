"""Someone who read of neurons: wires XOR neuron by neuron with the mouse, takes the data, trains, and takes it away."""

from itertools import product
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QComboBox, QScrollArea
from pytestqt.qtbot import QtBot

from core.data.preprocessing.standardise import Standardise
from core.data.sources.logic_gate import LogicGate
from core.document.file import Saved, read
from core.layers.base import Layer
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output import Output
from core.layers.output_value import OutputValue
from gui.views.decision import DecisionView
from tests.e2e.desk import Desk
from tests.e2e.hand import Hand

pytestmark = pytest.mark.e2e

SWITCHES = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
ODD = [False, True, True, False]
INPUTS, HIDDEN = ((100, 150), (100, 270)), ((280, 90), (280, 210), (280, 330))
ANSWER, END = (460, 210), (620, 210)


@pytest.mark.parametrize("end", [OutputValue, Output], ids=["output value", "output card"])
def test_xor_is_wired_trained_and_taken_away_with_the_mouse(
    end: type[Layer], desk: Desk, hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    session, graph = desk.session, lambda: desk.session.document.graph
    inputs = [desk.drag_layer(InputValue, *place) for place in INPUTS]
    hidden = [desk.drag_layer(Neuron, *place) for place in HIDDEN]
    answer = desk.drag_layer(Neuron, *ANSWER)
    last = desk.drag_layer(end, *END)
    assert [graph().nodes[name].spec.column for name in inputs] == [1, 2]
    for source, target in (*product(inputs, hidden), *product(hidden, [answer]), (answer, last)):
        desk.wire(source, target)
    ends = {(wire.source.node, wire.target.node) for wire in graph().wires.values()}
    assert ends == {*product(inputs, hidden), *product(hidden, [answer]), (answer, last)}
    assert not any(wire.delayed for wire in graph().wires.values())

    choose_xor(desk)
    told = desk.press_fixes()
    assert "one a class" in told[0] or "Output wants 2 values" in told[0]
    hand.click(desk.canvas.viewport(), empty_place(desk))
    qtbot.waitUntil(lambda: not session.selection)
    press_document_fix(desk, "Train 1,000 epochs")
    assert not session.inference.problems

    qtbot.waitUntil(lambda: session.snapshot.state == "ready")
    hand.click(desk.bench.training.play)
    qtbot.waitUntil(lambda: session.snapshot.state == "finished", timeout=30_000)
    assert session.snapshot.history["accuracy"][-1] == 1.0
    desk.command(DecisionView.title)
    view = desk.dock(DecisionView).view
    qtbot.waitUntil(lambda: view.isVisible() and view.readout == "100 % right")

    saved_to, exported_to = tmp_path / "xor.neuro", tmp_path / "xor.onnx"
    desk.save(saved_to)
    desk.export(exported_to)
    onnx = onnxruntime.InferenceSession(str(exported_to))
    (answers,) = onnx.run(None, {onnx.get_inputs()[0].name: SWITCHES})
    assert (answers[:, 0] > 0).tolist() == ODD
    by_wire = computed_by_wire(read(saved_to), inputs, [*hidden, answer])
    assert (by_wire > 0).tolist() == ODD
    np.testing.assert_allclose(answers[:, 0], by_wire, atol=1e-5)


def choose_xor(desk: Desk) -> None:
    """In the inspector, where nothing is selected: the data set, then the gate."""
    desk.hand.click(desk.canvas.viewport(), empty_place(desk))
    desk.qtbot.waitUntil(lambda: not desk.session.selection)
    rows = desk.bench.inspector.document.forms["data"].rows
    choose(desk, rows["source"].editor.combo, LogicGate.title)
    desk.qtbot.waitUntil(lambda: isinstance(desk.session.document.data.source, LogicGate))
    choose(desk, rows["source"].editor.form.rows["gate"].editor.combo, "XOR")
    desk.qtbot.waitUntil(lambda: desk.session.document.data.source == LogicGate(gate="XOR"))


def choose(desk: Desk, combo: QComboBox, text: str) -> None:
    """Open a list and click on one of its lines."""
    area: QScrollArea = desk.bench.inspector
    desk.hand.bring(area, combo)
    desk.hand.click(combo)
    lines = combo.view()
    desk.qtbot.waitUntil(lines.isVisible)
    index = lines.model().index(combo.findText(text), 0)
    lines.scrollTo(index)
    desk.hand.click(lines.viewport(), lines.visualRect(index).center())
    desk.qtbot.waitUntil(lambda: combo.currentText() == text)


def press_document_fix(desk: Desk, words: str) -> None:
    """A mend that the inspector offers for the whole document."""
    before, problems = desk.session.document, desk.bench.inspector.document.problems
    button = next(b for card in problems.cards for b in card.fixes if b.text().startswith(words))
    desk.hand.bring(desk.bench.inspector, button)
    desk.hand.click(button)
    desk.qtbot.waitUntil(lambda: desk.session.document is not before)


def empty_place(desk: Desk) -> QPoint:
    return QPoint(desk.canvas.viewport().width() // 2, desk.canvas.viewport().height() - 60)


def computed_by_wire(saved: Saved, inputs: list[str], neurons: list[str]) -> np.ndarray:
    """What the saved weights answer to the four rows, neuron by neuron, without the engine."""
    assert saved.document.data.preprocessing == Standardise()
    seen = (SWITCHES - SWITCHES.mean(axis=0)) / SWITCHES.std(axis=0)
    values = {name: seen[:, column] for column, name in enumerate(inputs)}
    for name in neurons:
        wires = saved.document.graph.into(name)
        total = sum(saved.arrays[f"{w.id}/weight"] * values[w.source.node] for w in wires)
        values[name] = np.tanh(total + saved.arrays[f"{name}/bias"])
    return values[neurons[-1]]
