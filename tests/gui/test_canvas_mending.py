"""Shapes that do not fit, told while a wire is drawn, and mended as it is let go."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.layers.add import Add
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.neuron import Neuron
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.gui.canvas_hand import SHIFT, Hand, ends, open_canvas, steps, with_layer

WRONG = "8×8×1 image here; Dense wants a flat list of 64 values."


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def test_the_hint_names_both_sides_and_what_mends_it(hand: Hand, view: CanvasView) -> None:
    hand.press(hand.output("input1"))
    hand.move(hand.input("dense2"))
    assert view.hint.text == f"{WRONG}\nHold Shift to put Flatten in between."
    assert view.hint.warning


def test_the_mend_is_made_at_once_when_the_wire_is_let_go_with_shift(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    before = session.document
    hand.press(hand.output("input1"))
    hand.move(hand.input("dense2"), SHIFT)
    assert (view.hint.text, view.hint.warning) == ("Let go to put Flatten in between.", False)
    hand.release(SHIFT)
    assert {("input1", "flatten2"), ("flatten2", "dense2")} <= ends(session.document)
    assert isinstance(session.document.graph.nodes["flatten2"].spec, Flatten)
    assert not [p for p in session.inference.problems if p.severity == "error" and p.node]
    assert steps(session) == 1
    assert session.undo_stack.undoText() == "wire Digits, 8×8 to Dense and put Flatten in between"
    session.undo_stack.undo()
    assert session.document == before


def test_shift_counts_when_it_is_pressed_without_moving(hand: Hand, view: CanvasView) -> None:
    hand.press(hand.output("input1"))
    hand.move(hand.input("dense2"))
    QTest.keyPress(view, Qt.Key.Key_Shift)
    assert view.hint.text == "Let go to put Flatten in between."
    QTest.keyRelease(view, Qt.Key.Key_Shift)
    assert view.hint.text.startswith(WRONG)


def test_without_shift_the_problem_is_shown_under_the_card_with_its_button(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    hand.drag(hand.output("input1"), hand.input("dense2"))
    bubble = view.canvas.bubbles["dense2"]
    assert bubble.problem.message == WRONG
    ((rect, fix),) = bubble.buttons
    assert fix.text == "Put Flatten in between"
    hand.click(bubble.pos() + rect.center())
    assert {("input1", "flatten2"), ("flatten2", "dense2")} <= ends(session.document)


def test_shift_does_nothing_where_the_shapes_fit(hand: Hand, view: CanvasView, session: Session) -> None:
    hand.press(hand.output("flatten1"))
    hand.move(hand.input("dense2"), SHIFT)
    assert view.hint.text == "In place of the wire from Dense"
    hand.release(SHIFT)
    assert ("flatten1", "dense2") in ends(session.document)


def test_a_second_input_tells_of_the_first_and_mends_it(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    add = with_layer(session, Add(), (880.0, 200.0))
    hand.drag(hand.output("input1"), hand.input(add, "in1"))
    hand.press(hand.output("flatten1"))
    hand.move(hand.input(add, "in2"), SHIFT)
    hand.move(hand.input(add, "in2"))
    assert view.hint.text.startswith("8×8×1 image at in1, 64 values at in2; Add wants the same shape")
    assert view.hint.text.endswith("Hold Shift to put Flatten in between.")
    hand.move(hand.input(add, "in2"), SHIFT)
    hand.release(SHIFT)
    assert not [p for p in session.inference.problems if p.node == add and p.severity == "error"]


def test_a_neuron_takes_one_value_of_a_list(hand: Hand, view: CanvasView, session: Session) -> None:
    neuron = with_layer(session, Neuron(), (880.0, 200.0))
    hand.press(hand.output("dense2"))
    hand.move(hand.input(neuron))
    assert view.hint.text == (
        "32 values here; Neuron wants single values.\nHold Shift to put Take from layer in between."
    )
    hand.move(hand.input(neuron), SHIFT)
    hand.release(SHIFT)
    assert not [p for p in session.inference.problems if p.node == neuron and p.severity == "error"]


def test_the_size_of_the_layer_in_front_may_be_what_is_changed(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    add = with_layer(session, Add(), (880.0, 200.0))
    other = with_layer(session, Dense(units=5), (660.0, 300.0))
    hand.drag(hand.output("flatten1"), hand.input(other))
    hand.drag(hand.output(other), hand.input(add, "in1"))
    hand.press(hand.output("dense2"))
    hand.move(hand.input(add, "in2"))
    assert "Hold Shift to change Dense to 32" in view.hint.text
    hand.move(hand.input(add, "in2"), SHIFT)
    hand.release(SHIFT)
    assert session.document.graph.nodes[other].spec == Dense(units=32)
