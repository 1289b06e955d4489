"""Wires that are led around cards, with a real canvas and a mouse."""

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.document import Document
from core.document.graph import End, Graph, Node, Wire
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.neuron import Neuron
from gui.canvas import ways
from gui.canvas.view import CanvasView
from gui.canvas.wire_item import WireItem
from gui.session import Session
from gui.theme import Appearance
from tests.gui.canvas_hand import Hand, ends, open_canvas, with_layer


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def skipping(session: Session, view: CanvasView) -> WireItem:
    """A wire from Data to the third card behind it, past all that stands in the row."""
    end = with_layer(session, Dense(), (880.0, 0.0))
    session.open(edits.connect(session.document, End("input1", "out"), End(end, "in")))
    return next(w for w in view.canvas.wires.values() if w.wire.target.node == end)


def runs_under(item: WireItem, view: CanvasView) -> set[str]:
    """The cards that a wire runs under."""
    frames = {name: node.frame.adjusted(4, 4, -4, -4) for name, node in view.canvas.nodes.items()}
    return {name for name, frame in frames.items() if item.curve.crosses(frame)}


def test_a_wire_keeps_off_the_cards_and_follows_when_they_go(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    wire = skipping(session, view)
    assert not wire.curve.straight
    assert not runs_under(wire, view)
    hand.drag(hand.middle("dense1"), hand.middle("dense1") + QPointF(0, -90))
    assert not runs_under(wire, view)


def test_what_is_held_may_be_dropped_on_a_wire(hand: Hand, view: CanvasView, session: Session) -> None:
    node = with_layer(session, Dropout(), (330.0, 200.0))
    end = with_layer(session, Dense(), (880.0, 240.0))
    start = with_layer(session, Dropout(), (0.0, 240.0))
    session.open(edits.connect(session.document, End(start, "out"), End(end, "in")))
    wire = next(w for w in view.canvas.wires.values() if w.wire.source.node == start)
    assert wire.curve.straight
    hand.press(hand.middle(node))
    hand.move(hand.middle(node) + QPointF(100, 20))
    hand.move(hand.middle(node) + QPointF(20, 20))
    assert wire.curve.straight
    assert view.hint.text == "Let go to put it into the wire"
    hand.release()
    assert {(start, node), (node, end)} <= ends(session.document)


def test_a_card_that_is_set_down_on_a_wire_of_others_is_led_around(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    end, start = with_layer(session, Dense(), (880.0, 240.0)), with_layer(session, Dropout(), (0.0, 240.0))
    session.open(edits.connect(session.document, End(start, "out"), End(end, "in")))
    wire = next(w for w in view.canvas.wires.values() if w.wire.source.node == start)
    hand.drag(hand.middle("dense1"), hand.middle("dense1") + QPointF(0, 240))
    assert not wire.curve.straight
    assert not runs_under(wire, view)
    session.undo_stack.undo()
    assert wire.curve.straight
    hand.press(hand.middle("dense1"))
    hand.move(hand.middle("dense1") + QPointF(0, 240))
    hand.key(Qt.Key.Key_Escape)
    hand.release()
    assert wire.curve.straight


def test_wires_of_others_are_led_around_what_glides_when_it_has_arrived(
    view: CanvasView, session: Session, qtbot: QtBot
) -> None:
    end, start = with_layer(session, Dense(), (880.0, 240.0)), with_layer(session, Dropout(), (0.0, 240.0))
    session.open(edits.connect(session.document, End(start, "out"), End(end, "in")))
    wire = next(w for w in view.canvas.wires.values() if w.wire.source.node == start)
    view.glider.enabled = True
    session.apply("move", edits.move(session.document, {"dense1": (440.0, 240.0)}))
    qtbot.waitUntil(lambda: not wire.curve.straight)
    assert not runs_under(wire, view)


def test_a_wire_of_a_held_card_runs_under_it_neither(hand: Hand, view: CanvasView, session: Session) -> None:
    wire = view.canvas.wires["wire3"]
    hand.press(hand.middle("dense2"))
    hand.move(hand.middle("flatten1") + QPointF(0, 130))
    assert not runs_under(wire, view)
    hand.release()
    assert not runs_under(wire, view)


def neurons(*pairs: tuple[str, str]) -> Document:
    nodes = {f"n{i}": Node(id=f"n{i}", spec=Neuron(), position=(120.0 * i, 0.0)) for i in range(3)}
    document = Document(graph=Graph(nodes=nodes))
    for source, target in pairs:
        document = edits.connect(document, End(source, "out"), End(target, "in"))
    return document


def test_delayed_wires_are_dashed_loops_above_the_neurons(view: CanvasView, session: Session) -> None:
    session.open(neurons(("n0", "n1"), ("n1", "n2"), ("n2", "n0"), ("n1", "n1")))
    items = {(w.wire.source.node, w.wire.target.node): w for w in view.canvas.wires.values()}
    assert {pair for pair, w in items.items() if w.pen().dashPattern()} == {("n2", "n0"), ("n1", "n1")}
    for pair in (("n2", "n0"), ("n1", "n1")):
        assert not runs_under(items[pair], view)
        assert items[pair].curve.path().boundingRect().top() < 0
        assert items[pair].curve.path().boundingRect().bottom() <= 22
    far, near = (items[e].curve.path().boundingRect().top() for e in (("n2", "n0"), ("n1", "n1")))
    assert far < near


def test_of_very_many_wires_each_is_led_in_its_turn(view: CanvasView, session: Session, qtbot: QtBot) -> None:
    count = ways.AT_ONCE + 10
    nodes, wires = {}, {}
    for row in range(count):
        for column in range(3):
            name = f"n{row}.{column}"
            nodes[name] = Node(id=name, spec=Dense(), position=(220.0 * column, 180.0 * row))
        name = f"w{row}"
        wires[name] = Wire(id=name, source=End(f"n{row}.0", "out"), target=End(f"n{row}.2", "in"))
    session.open(Document(graph=Graph(nodes=nodes, wires=wires)))
    assert all(item.curve.straight for item in view.canvas.wires.values())
    qtbot.waitUntil(lambda: not any(item.curve.straight for item in view.canvas.wires.values()))
    session.open(Document())  # what still waits for its turn may be gone by then
    session.undo_stack.undo()


def test_the_wires_of_a_node_stand_out_while_it_is_pointed_at_or_selected(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    def standing_out() -> set[str]:
        return {name for name, item in view.canvas.wires.items() if item.pen() == view.canvas.inks.wire_near}

    hand.hover(hand.middle("dense1"))
    assert standing_out() == {"wire2", "wire3"}
    hand.hover(QPointF(300, 400))
    assert standing_out() == set()
    session.select({"input1"})
    assert standing_out() == {"wire1"}
    hand.hover(hand.middle("dense1"))
    assert standing_out() == {"wire1", "wire2", "wire3"}
    session.apply("remove", edits.remove(session.document, {"wire2"}))
    session.undo_stack.undo()
    session.select(())
    hand.hover(QPointF(300, 400))
    assert standing_out() == set()
    session.select({"wire2"})
    assert view.canvas.wires["wire2"].pen() == view.canvas.inks.wire_selected
