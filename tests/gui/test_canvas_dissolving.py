"""Taking layers apart and putting neurons together on the canvas, while they learn."""

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.document.graph import Graph
from core.layers.neuron import Neuron
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.core.examples import gate


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    """A gate through a layer of four, trained a little."""
    session.open(gate())
    view = CanvasView(session, appearance)
    qtbot.addWidget(view)
    view.resize(1200, 800)
    view.show()
    qtbot.waitUntil(lambda: session.snapshot.state == "ready")
    session.run_epoch()
    qtbot.waitUntil(lambda: session.snapshot.epoch == 1 and session.snapshot.state == "paused")
    return view


def run(view: CanvasView, text: str) -> None:
    command = next(c for c in view.commands() if c.text == text)
    assert command.enabled is None or command.enabled()
    command.run()


def answers(session: Session) -> np.ndarray:
    samples = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]], np.float32)
    answer: np.ndarray = session.feed.call(lambda t: t.network.predict(samples)).result(10)
    return answer


def neurons(graph: Graph) -> list[str]:
    return [n.id for n in graph.nodes.values() if isinstance(n.spec, Neuron)]


def test_a_trained_layer_apart_and_together_answers_the_same(view: CanvasView) -> None:
    session = view.session
    before = answers(session)
    session.select({"dense1"})
    run(view, "Take apart into neurons")
    found = neurons(session.document.graph)
    assert session.selection == set(found)
    assert len(found) == 4
    np.testing.assert_allclose(answers(session), before, atol=1e-6)
    run(view, "Put together into a layer")
    assert not neurons(session.document.graph)
    np.testing.assert_allclose(answers(session), before, atol=1e-6)


def test_undo_and_redo_keep_what_was_learned(qtbot: QtBot, view: CanvasView) -> None:
    session, document = view.session, view.session.document
    before = answers(session)
    session.select({"dense1"})
    run(view, "Take apart into neurons")
    run(view, "Put together into a layer")
    for move in (
        session.undo_stack.undo,
        session.undo_stack.undo,
        session.undo_stack.redo,
        session.undo_stack.redo,
    ):
        move()
        np.testing.assert_allclose(answers(session), before, atol=1e-6)
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.document == document


def test_taken_apart_it_learns_on(qtbot: QtBot, view: CanvasView) -> None:
    session = view.session
    session.select({"dense1"})
    run(view, "Take apart into neurons")
    steps = session.snapshot.steps
    session.run_epoch()
    qtbot.waitUntil(lambda: session.snapshot.steps > steps)
    weights = session.learned(set(session.document.graph.wires))
    wires = session.document.graph.wires
    assert any(float(w) != wires[key.partition("/")[0]].weight for key, w in weights.items())


@pytest.mark.parametrize(
    ("selected", "text"), [("input1", "Take apart into neurons"), ("dense1", "Put together into a layer")]
)
def test_what_makes_no_sense_is_not_offered(view: CanvasView, selected: str, text: str) -> None:
    view.session.select({selected})
    enabled: Callable[[], bool] | None = next(c for c in view.commands() if c.text == text).enabled
    assert enabled is not None
    assert not enabled()


def test_a_delete_that_is_undone_gives_the_weights_back(qtbot: QtBot, view: CanvasView) -> None:
    session = view.session
    before = answers(session)
    session.select({"dense1"})
    run(view, "Delete")
    assert "dense1" not in session.document.graph.nodes
    session.undo_stack.undo()
    np.testing.assert_allclose(answers(session), before, atol=1e-6)


def test_what_has_to_start_anew_is_said(qtbot: QtBot, view: CanvasView) -> None:
    session = view.session
    session.select({"dense1"})
    with qtbot.waitSignal(session.notice, check_params_cb=lambda text: "start anew" in text):
        run(view, "Delete")
