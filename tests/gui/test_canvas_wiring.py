"""Drawing wires, and dropping layers on them: with a real mouse's events."""

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.document.extent import CARD
from core.document.fitting import fitting_behind
from core.document.graph import End
from core.document.layout import GRID
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.gui.canvas_hand import Hand, ends, open_canvas, places, steps, with_layer

EMPTY = QPointF(400, 250)


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def test_a_wire_is_drawn_forwards_and_backwards(hand: Hand, session: Session) -> None:
    with_layer(session, Output(), (880.0, 0.0))
    hand.drag(hand.output("dense2"), hand.input("output1"))
    assert ("dense2", "output1") in ends(session.document)
    assert session.undo_stack.undoText() == "wire Dense to Output"
    session.undo_stack.undo()
    assert ("dense2", "output1") not in ends(session.document)
    hand.drag(hand.input("output1"), hand.output("dense2"))
    assert ("dense2", "output1") in ends(session.document)
    assert steps(session) == 1


@pytest.mark.parametrize(("away", "caught"), [(QPointF(-16, 14), True), (QPointF(-24, 16), False)])
def test_a_wire_jumps_to_a_port_that_is_near(
    hand: Hand, session: Session, away: QPointF, caught: bool
) -> None:
    node = with_layer(session, Dropout(), (880.0, 200.0))
    hand.press(hand.output("dense2"))
    hand.move(hand.input(node) + away)
    hand.release()
    assert (("dense2", node) in ends(session.document)) == caught


def test_a_wire_dropped_on_a_card_finds_its_port(hand: Hand, session: Session) -> None:
    node = with_layer(session, Dropout(), (880.0, 200.0))
    hand.drag(hand.output("dense2"), hand.middle(node))
    assert ("dense2", node) in ends(session.document)


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("dense2.out", "flatten1.in", "Flatten already leads to Dense: this would close a circle."),
        ("dense1.out", "dense2.out", "A wire goes from an output to an input."),
        ("output1.in", "dense2.in", "A wire goes from an output to an input."),
        ("dense2.out", "input1", "Digits, 8×8 has no input."),
        ("dropout1.in", "output1", "Output has no output."),
        ("dropout1.out", "dropout1.in", "A layer cannot feed itself."),
    ],
)
def test_a_wire_is_refused_while_dragging_with_the_reason(
    hand: Hand, view: CanvasView, session: Session, start: str, end: str, reason: str
) -> None:
    with_layer(session, Output(), (880.0, 200.0))
    with_layer(session, Dropout(), (440.0, 200.0))
    before = session.document

    def place(name: str) -> QPointF:
        node, _, port = name.partition(".")
        return hand.middle(node) if not port else hand.output(node) if port == "out" else hand.input(node)

    hand.press(place(start))
    hand.move(place(end))
    assert view.hint.isVisible()
    assert (view.hint.text, view.hint.warning) == (reason, True)
    hand.release()
    assert session.document == before
    assert not view.hint.isVisible()
    assert not view.adding.popup.isVisible()


def test_a_shape_that_does_not_fit_is_told_but_may_be_wired(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    hand.press(hand.output("input1"))
    hand.move(hand.input("dense1"))
    assert view.hint.text.startswith("8×8×1 image here; Dense wants a flat list of 64 values.\n")
    assert view.hint.warning
    hand.release()
    assert ("input1", "dense1") in ends(session.document)
    assert view.canvas.bubbles["dense1"].problem.message.startswith("8×8×1 image here")


def test_what_a_wire_replaces_is_told(hand: Hand, view: CanvasView, session: Session) -> None:
    hand.press(hand.output("flatten1"))
    hand.move(hand.input("dense2"))
    assert view.hint.text == "In place of the wire from Dense"
    assert not view.hint.warning
    hand.release()
    assert ends(session.document) == {("input1", "flatten1"), ("flatten1", "dense1"), ("flatten1", "dense2")}


def test_the_end_of_a_wire_is_taken_to_another_port(hand: Hand, view: CanvasView, session: Session) -> None:
    node = with_layer(session, Dropout(), (660.0, 200.0))
    hand.press(hand.input("dense2"))
    hand.move(hand.input(node))
    assert not view.canvas.wires["wire3"].isVisible()
    hand.release()
    assert ends(session.document) == {("input1", "flatten1"), ("flatten1", "dense1"), ("dense1", node)}
    assert session.document.graph.wires.keys() == {"wire1", "wire2", "wire3"}
    assert view.canvas.wires["wire3"].isVisible()
    assert steps(session) == 1


def test_the_start_of_a_wire_is_taken_along_it(hand: Hand, session: Session) -> None:
    with_layer(session, Input(), (0.0, 200.0))
    hand.drag(hand.output("input1") + QPointF(16, 0), hand.output("input2"))
    assert ("input2", "flatten1") in ends(session.document)
    assert ("input1", "flatten1") not in ends(session.document)


def test_an_end_dropped_on_empty_canvas_removes_the_wire(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    hand.drag(hand.input("dense2"), EMPTY)
    assert ends(session.document) == {("input1", "flatten1"), ("flatten1", "dense1")}
    assert session.undo_stack.undoText() == "remove the wire from Dense to Dense"
    assert not view.adding.popup.isVisible()


def test_escape_puts_the_end_of_a_wire_back(hand: Hand, view: CanvasView, session: Session) -> None:
    hand.press(hand.input("dense2"))
    hand.move(EMPTY)
    hand.key(Qt.Key.Key_Escape)
    hand.release()
    assert view.canvas.wires["wire3"].isVisible()
    assert steps(session) == 0


def test_a_wire_is_selected_by_a_click(hand: Hand, session: Session) -> None:
    hand.click(hand.output("flatten1") + QPointF(24, 0))
    assert session.selection == {"wire2"}
    hand.key(Qt.Key.Key_Delete)
    assert ends(session.document) == {("input1", "flatten1"), ("dense1", "dense2")}


def test_a_wire_dropped_on_empty_canvas_offers_what_fits(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    hand.drag(hand.output("input1"), EMPTY)
    popup = view.adding.popup
    assert popup.isVisible()
    fitting = fitting_behind(session.document, session.inference, End("input1", "out"))
    assert set(popup.offered) == set(fitting)
    assert Dense not in {type(spec) for spec in popup.offered}
    QTest.keyClicks(popup.search, "flat")
    assert [type(spec) for spec in popup.offered] == [Flatten]
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert ("input1", "flatten2") in ends(session.document)
    assert (hand.input("flatten2") - EMPTY).manhattanLength() <= GRID
    assert session.selection == {"flatten2"}
    assert steps(session) == 1


def test_a_backward_wire_offers_layers_of_the_size_that_is_wanted(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    with_layer(session, Output(), (880.0, 200.0))
    hand.drag(hand.input("output1"), EMPTY)
    popup = view.adding.popup
    dense = next(spec for spec in popup.offered if isinstance(spec, Dense))
    assert dense.units == 10
    QTest.keyClicks(popup.search, "dense")
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert ("dense3", "output1") in ends(session.document)
    assert session.document.graph.nodes["dense3"].spec == Dense(units=10)


def test_the_list_closes_without_a_trace(hand: Hand, view: CanvasView, session: Session) -> None:
    for leave in (
        lambda: QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Escape),
        lambda: hand.click(EMPTY * 1.2),
    ):
        hand.drag(hand.output("dense2"), EMPTY)
        assert view.adding.popup.isVisible()
        leave()
        assert not view.adding.popup.isVisible()
        assert view.hasFocus()
    assert steps(session) == 0


def test_plucking_at_a_port_does_nothing(hand: Hand, view: CanvasView, session: Session) -> None:
    hand.drag(hand.output("dense2"), hand.output("dense2") + QPointF(8, 8))
    hand.click(hand.output("dense2"))
    assert not view.adding.popup.isVisible()
    assert steps(session) == 0


def test_a_layer_from_the_palette_lands_under_the_pointer(hand: Hand, session: Session) -> None:
    assert hand.drop(Dense(units=7), QPointF(306, 232))
    (new,) = session.selection
    node = session.document.graph.nodes[new]
    assert (node.spec, node.position) == (Dense(units=7), (220.0, 200.0))
    assert session.undo_stack.undoText() == "add Dense"


def test_a_layer_dropped_on_a_wire_goes_into_it(hand: Hand, view: CanvasView, session: Session) -> None:
    hand.carry(Dropout(), hand.output("flatten1") + QPointF(24, 0))
    assert view.hint.text == "Let go to put it into the wire"
    assert hand.drop(Dropout(), hand.output("flatten1") + QPointF(24, 0))
    assert {("flatten1", "dropout1"), ("dropout1", "dense1")} <= ends(session.document)
    assert ("flatten1", "dense1") not in ends(session.document)
    cards = [QRectF(*p, *CARD) for p in places(session).values()]
    assert not any(a.intersects(b) for i, a in enumerate(cards) for b in cards[:i])
    assert steps(session) == 1


def test_a_source_does_not_go_into_a_wire(hand: Hand, session: Session) -> None:
    assert hand.drop(Input(), hand.output("flatten1") + QPointF(24, 0))
    assert len(session.document.graph.wires) == 3


def test_what_is_carried_away_again_leaves_nothing(hand: Hand, view: CanvasView, session: Session) -> None:
    hand.carry(Dense(), EMPTY)
    assert view.hand.gesture is not None
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.hand.gesture is None
    assert steps(session) == 0


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"type":"nonsense"}', b'{"type":"dense","units":-5}', b"[" * 50_000, b"\xff"]
)
def test_nonsense_from_elsewhere_is_not_taken(hand: Hand, session: Session, data: bytes) -> None:
    assert not hand.drop(data, EMPTY)
    assert steps(session) == 0


def test_a_card_without_wires_goes_into_the_wire_it_is_moved_to(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    node = with_layer(session, Dropout(), (340.0, 200.0))
    hand.press(hand.middle(node))
    hand.move(hand.output("flatten1") + QPointF(24, 12))
    assert view.hint.text == "Let go to put it into the wire"
    hand.release()
    assert {("flatten1", node), (node, "dense1")} <= ends(session.document)
    assert session.undo_stack.undoText() == "put Dropout into a wire"
    assert steps(session) == 1


def test_a_wired_card_does_not_go_into_another_wire(hand: Hand, view: CanvasView, session: Session) -> None:
    before = ends(session.document)
    hand.press(hand.middle("dense2"))
    hand.move(hand.output("input1") + QPointF(24, 12))
    assert view.hint.text == ""
    hand.release()
    assert ends(session.document) == before
