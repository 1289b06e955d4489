"""What a wire carries, told while the pointer is on it and in the inspector, with a real training behind it."""

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.graph import End
from core.layers.neuron import Neuron
from core.probes.flow import Flow
from gui.canvas.view import CanvasView
from gui.inspector import Inspector
from gui.session import Session
from gui.theme import LIGHT, Appearance
from tests.core.examples import digits
from tests.gui.canvas_hand import Hand, open_canvas

AWAY = QPointF(300, 500)


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    view = open_canvas(qtbot, session, appearance)
    session.open(digits())
    return view


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def between(hand: Hand, source: str, target: str) -> QPointF:
    return (hand.output(source) + hand.input(target)) / 2


def test_the_wire_under_the_pointer_says_what_it_carries_and_goes_on_saying_it(
    hand: Hand, view: CanvasView, session: Session, qtbot: QtBot
) -> None:
    tip = view.flow_tip
    hand.hover(between(hand, "dense1", "dense2"))
    assert not tip.isVisible()  # the pointer may only be on its way
    qtbot.waitUntil(tip.isVisible)
    assert (tip.title, tip.rows[0]) == ("Dense → Dense", ("Carries", "16 values"))
    qtbot.waitUntil(lambda: len(tip.rows) >= 4)
    assert [name for name, _ in tip.rows[:4]] == ["Carries", "Mean", "Spread", "Range"]
    assert "Mean " in tip.accessibleName()
    before = tip.rows
    session.run_epoch()
    qtbot.waitUntil(lambda: tip.rows != before)
    hand.hover(AWAY)
    assert not tip.isVisible()
    session.pause()
    probe = Flow(node="dense1", port="out")
    session.feed.refresh()
    qtbot.waitUntil(lambda: probe not in session.snapshot.results, timeout=10_000)


def test_another_wire_is_told_of_its_own(hand: Hand, view: CanvasView, qtbot: QtBot) -> None:
    hand.hover(between(hand, "input1", "flatten1"))
    qtbot.waitUntil(view.flow_tip.isVisible)
    hand.hover(between(hand, "flatten1", "dense1"))
    qtbot.waitUntil(view.flow_tip.isVisible)
    assert view.flow_tip.rows[0] == ("Carries", "64 values")


def test_it_keeps_within_the_canvas(hand: Hand, view: CanvasView, qtbot: QtBot) -> None:
    view.resize(700, 160)
    view.camera.zoom_to(1.0)
    view.camera.centre(between(hand, "flatten1", "dense1") - QPointF(300, 30))
    hand.hover(between(hand, "flatten1", "dense1"))
    qtbot.waitUntil(lambda: view.flow_tip.isVisible() and len(view.flow_tip.rows) > 3)
    assert view.viewport().rect().contains(view.flow_tip.geometry())


def test_a_network_that_cannot_be_trained_tells_shapes_alone(
    hand: Hand, view: CanvasView, session: Session, qtbot: QtBot
) -> None:
    session.open(edits.remove(session.document, {"output1"}))
    hand.hover(between(hand, "input1", "flatten1"))
    qtbot.waitUntil(view.flow_tip.isVisible)
    assert view.flow_tip.rows == [("Carries", "8×8×1 image")]
    document, node = edits.add_node(session.document, Neuron(), (0.0, 200.0))
    document, other = edits.add_node(document, Neuron(), (200.0, 200.0))
    session.open(edits.connect(document, End(node, "out"), End(other, "in")))
    assert not view.flow_tip.isVisible()
    hand.hover(between(hand, node, other))
    qtbot.waitUntil(view.flow_tip.isVisible)
    assert view.flow_tip.rows == [("Carries", "not known yet")]


def test_it_is_gone_with_the_wire_and_while_something_is_dragged(
    hand: Hand, view: CanvasView, session: Session, qtbot: QtBot
) -> None:
    hand.hover(between(hand, "dense1", "dense2"))
    qtbot.waitUntil(view.flow_tip.isVisible)
    session.apply("remove", edits.remove(session.document, {"wire3"}))
    assert not view.flow_tip.isVisible()
    session.undo_stack.undo()
    hand.hover(between(hand, "dense1", "dense2"))
    qtbot.waitUntil(view.flow_tip.isVisible)
    hand.press(between(hand, "dense1", "dense2"))
    hand.move(AWAY)
    assert not view.flow_tip.isVisible()


def test_it_can_be_read_in_both_themes(
    hand: Hand, view: CanvasView, appearance: Appearance, qtbot: QtBot
) -> None:
    hand.hover(between(hand, "dense1", "dense2"))
    qtbot.waitUntil(view.flow_tip.isVisible)
    dark = view.flow_tip.grab().toImage()
    appearance.set_theme(LIGHT)
    assert view.flow_tip.grab().toImage() != dark


def test_the_inspector_tells_the_same_of_the_selected_wire(
    view: CanvasView, session: Session, appearance: Appearance, qtbot: QtBot
) -> None:
    inspector = Inspector(session, appearance)
    qtbot.addWidget(inspector)
    with qtbot.waitExposed(inspector):
        inspector.show()
    session.select({"wire3"})
    facts = inspector.wires.facts
    qtbot.waitUntil(lambda: "Mean" in facts.facts())
    assert facts.facts()["Carries"] == "16 values"
    assert facts.facts()["Spread"].startswith("± ")
    before = facts.facts()
    session.run_epoch()
    qtbot.waitUntil(lambda: facts.facts()["Mean"] != before["Mean"])
    session.pause()
    session.select({"wire2", "wire3"})
    assert facts.facts() == {}
    session.select({"dense1"})
    probe = Flow(node="dense1", port="out")
    session.feed.refresh()
    qtbot.waitUntil(lambda: probe not in session.snapshot.results, timeout=10_000)


def test_it_makes_room_for_a_menu(hand: Hand, view: CanvasView, qtbot: QtBot) -> None:
    point = between(hand, "dense1", "dense2")
    hand.hover(point)
    qtbot.waitUntil(view.flow_tip.isVisible)
    place = view.mapFromScene(point)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.close()
    assert not view.flow_tip.isVisible()
