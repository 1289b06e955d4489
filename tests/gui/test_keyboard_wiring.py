"""Wires without a mouse: drawn, gone through, locked and delayed from the keyboard."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.data.recipe import DataRecipe
from core.data.sources.iris import Iris
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.layers.concatenate import Concatenate
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.input import Input
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output import Output
from core.layers.split import Split
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.gui.canvas_hand import ALT, SHIFT, Hand, command, ends, open_canvas, steps, with_layer

RIGHT, LEFT, UP, DOWN = Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down
W, ENTER, ESCAPE, TAB = Qt.Key.Key_W, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def show(session: Session, *nodes: tuple[str, object, tuple[float, float]], select: str = "") -> None:
    """A document of nodes at places, without wires."""
    document = Document(data=DataRecipe(source=Iris()))
    for name, spec, place in nodes:
        document, _ = edits.add_node(document, spec, place, name)
    session.open(document)
    session.select({select or nodes[0][0]})


def two_columns(session: Session, select: str = "a") -> None:
    """Two values and two neurons."""
    show(
        session,
        ("a", InputValue(), (0.0, 0.0)),
        ("b", InputValue(column=2), (0.0, 100.0)),
        ("m", Neuron(), (200.0, 0.0)),
        ("n", Neuron(), (200.0, 100.0)),
        select=select,
    )


def test_a_wire_is_drawn_with_three_keys(hand: Hand, view: CanvasView, session: Session) -> None:
    two_columns(session)
    hand.key(W)
    assert view.wiring.target == "m"
    hand.key(DOWN)
    assert view.wiring.target == "n"
    assert view.canvas.nodes["n"].look.aimed
    value = view.operations.title("a")
    assert view.hint.text == f"Enter wires {value} to Neuron"
    assert view.hint.isVisible()
    assert steps(session) == 0
    hand.key(ENTER)
    assert ends(session.document) == {("a", "n")}
    assert session.undo_stack.undoText() == f"wire {value} to Neuron"
    assert session.selection == {"a"}  # ready for the next one
    assert not view.wiring.active
    assert not view.hint.isVisible()


def test_a_wire_is_drawn_the_other_way(hand: Hand, view: CanvasView, session: Session) -> None:
    two_columns(session, select="n")
    hand.key(W, SHIFT)
    assert view.wiring.target == "b"
    hand.key(UP)
    hand.key(ENTER)
    assert ends(session.document) == {("a", "n")}


def test_escape_leaves_everything_as_it_was(hand: Hand, view: CanvasView, session: Session) -> None:
    two_columns(session)
    told = view.accessibleDescription()
    hand.key(W)
    assert view.accessibleDescription() == view.hint.text
    hand.key(ESCAPE)
    assert not view.wiring.active
    assert not view.canvas.nodes["m"].look.aimed
    assert steps(session) == 0
    assert session.selection == {"a"}
    assert view.accessibleDescription() == told
    hand.key(RIGHT)
    assert session.document.graph.nodes["a"].position == (20.0, 0.0)  # arrows move cards again


def test_what_is_refused_can_be_reached_and_says_why(hand: Hand, view: CanvasView, session: Session) -> None:
    session.select({"dense2"})
    hand.key(W)
    assert view.wiring.target == "dense1"  # nothing can take it: the nearest there is
    assert view.hint.text == "Dense already leads to Dense: this would close a circle."
    assert view.hint.warning
    hand.key(ENTER)
    assert steps(session) == 0
    assert view.wiring.active
    hand.key(LEFT)
    hand.key(LEFT)
    assert view.hint.text == "Digits, 8×8 has no input."


def test_arrows_pass_over_what_cannot_take_it_and_alt_does_not(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    show(
        session,
        ("a", InputValue(), (0.0, 0.0)),
        ("b", InputValue(column=2), (0.0, 100.0)),
        ("n", Neuron(), (0.0, 300.0)),
        ("m", Neuron(), (200.0, -200.0)),
    )
    hand.key(W)
    assert view.wiring.target == "m"
    hand.key(DOWN)
    assert view.wiring.target == "n"
    hand.key(UP, ALT)
    assert view.wiring.target == "b"
    assert view.hint.text == f"{view.operations.title('b')} has no input."


@pytest.mark.parametrize("way", ["mouse", "keys"])
def test_the_words_are_those_of_the_mouse(hand: Hand, view: CanvasView, session: Session, way: str) -> None:
    show(session, ("a", Split(count=3), (0.0, 0.0)), ("o", Output(), (400.0, 0.0)))
    document = edits.connect(session.document, End("a", "out1"), End("o", "in"))
    document, first = edits.add_node(document, Input(), (-300.0, 0.0))
    session.open(edits.connect(document, End(first, "out"), End("a", "in")))
    session.select({"a"})
    if way == "mouse":
        hand.press(hand.output("a", "out2"))
        hand.move(hand.input("o"))
    else:
        hand.key(W)
        hand.key(Qt.Key.Key_Backtab)
    assert "4 cannot be divided" not in view.hint.text
    assert view.hint.text == "In place of the wire from Split"
    hand.key(ESCAPE)


def test_tab_goes_through_ports(hand: Hand, view: CanvasView, session: Session) -> None:
    show(session, ("a", Split(count=2), (0.0, 0.0)), ("b", Concatenate(count=3), (300.0, 0.0)))
    hand.key(W)
    hand.key(TAB)
    hand.key(Qt.Key.Key_Backtab)
    hand.key(ENTER)
    (wire,) = session.document.graph.wires.values()
    assert (wire.source, wire.target) == (End("a", "out2"), End("b", "in2"))
    hand.key(W)
    hand.key(ENTER)
    assert {w.target.port for w in session.document.graph.wires.values()} == {
        "in1",
        "in2",
    }  # the first free one


def test_tab_goes_through_the_ports_of_the_start_where_the_end_has_one(hand: Hand, session: Session) -> None:
    show(session, ("a", Split(count=2), (0.0, 0.0)), ("b", Dense(), (300.0, 0.0)))
    hand.key(W)
    hand.key(TAB)
    hand.key(ENTER)
    (wire,) = session.document.graph.wires.values()
    assert wire.source == End("a", "out2")


def test_a_wire_back_to_a_neuron_carries_the_step_before(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    two_columns(session, select="m")
    hand.key(W)
    hand.key(ENTER)
    session.select({"n"})
    hand.key(W)
    assert "In place of" not in view.hint.text  # a neuron takes any number
    hand.key(ENTER)
    back = next(w for w in session.document.graph.wires.values() if w.source.node == "n")
    assert back.target.node == "m"
    assert back.delayed


def test_a_node_without_the_port_and_a_lonely_one_say_so(
    hand: Hand, view: CanvasView, session: Session, qtbot: QtBot
) -> None:
    show(session, ("o", Output(), (0.0, 0.0)))
    hand.key(W)
    assert not view.wiring.active
    with qtbot.waitSignal(session.notice) as told:
        view.wiring.begin(True)
    assert told.args == ["Output has no output."]
    show(session, ("d", Dense(), (0.0, 0.0)))
    with qtbot.waitSignal(session.notice) as told:
        hand.key(W)
    assert told.args == ["There is no other node to wire yet."]


def test_anything_else_ends_it(hand: Hand, view: CanvasView, session: Session) -> None:
    two_columns(session)
    for end in (
        lambda: hand.click(QPointF(600.0, 600.0)),
        lambda: session.apply("far", edits.move(session.document, {"n": (900.0, 900.0)})),
        lambda: hand.key(Qt.Key.Key_Delete),
    ):
        session.select({"a"})
        hand.key(W)
        assert view.wiring.active
        end()
        assert not view.wiring.active
    assert "a" not in session.document.graph.nodes  # the key did what it always does


def test_the_preview_and_the_marker_are_painted(hand: Hand, view: CanvasView, session: Session) -> None:
    def at(point: QPointF) -> str:
        image = view.grab().toImage()
        place = view.mapFromScene(point)
        return image.pixelColor(place).name()

    two_columns(session)
    middle = QPointF(122.0, 22.0)  # half-way from a to m
    empty = at(middle)
    hand.key(W)
    assert at(middle) == view.appearance.theme.accent != empty
    hand.key(ESCAPE)
    assert at(middle) == empty


def test_what_is_wired_already_is_passed_over(hand: Hand, view: CanvasView, session: Session) -> None:
    node = with_layer(session, Dropout(), (660.0, 200.0))
    session.select({"dense1"})  # whose wire to dense2, right beside it, is there
    hand.key(W)
    assert view.wiring.target == node


# -- going through wires -----------------------------------------------------------------------------------------------
def test_brackets_go_through_the_wires_of_a_node(hand: Hand, session: Session) -> None:
    session.select({"flatten1"})
    seen = []
    for _ in range(3):
        hand.key(Qt.Key.Key_BracketRight)
        seen.append(set(session.selection))
    assert seen == [{"wire1"}, {"wire2"}, {"flatten1"}]
    hand.key(Qt.Key.Key_BracketLeft)
    assert session.selection == {"wire2"}
    hand.key(Qt.Key.Key_Delete)
    assert ends(session.document) == {("input1", "flatten1"), ("dense1", "dense2")}


def test_brackets_go_through_wires_from_top_to_bottom(hand: Hand, session: Session) -> None:
    two_columns(session)
    document = session.document
    for source in ("b", "a"):
        document = edits.connect(document, End(source, "out"), End("n", "in"))
    document = edits.connect(document, End("n", "out"), End("n", "in"))
    session.open(document)
    session.select({"n"})
    seen = []
    for _ in range(4):
        hand.key(Qt.Key.Key_BracketRight)
        seen.extend(session.selection)
    assert seen == ["wire2", "wire1", "wire3", "n"]


def test_a_chosen_wire_is_gone_on_from(hand: Hand, session: Session) -> None:
    session.select({"wire2"})
    hand.key(Qt.Key.Key_BracketRight)
    assert session.selection == {"wire3"}  # the next one at the layer that it leads to
    session.select({"input1", "dense1"})
    hand.key(Qt.Key.Key_BracketRight)
    assert session.selection == {"input1", "dense1"}


# -- lock and delay ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "field", "words"),
    [
        (Qt.Key.Key_K, "locked", ("lock", "unlock")),
        (Qt.Key.Key_T, "delayed", ("delay", "take the delay from")),
    ],
)
def test_wires_to_neurons_are_locked_and_delayed(
    hand: Hand, session: Session, key: Qt.Key, field: str, words: tuple[str, str]
) -> None:
    two_columns(session)
    document = session.document
    for source in ("a", "b"):
        document = edits.connect(document, End(source, "out"), End("n", "in"))
    session.open(document)

    def flags() -> list[bool]:
        return [getattr(w, field) for w in session.document.graph.wires.values()]

    session.select({"wire1"})
    hand.key(key)
    assert flags() == [True, False]
    assert session.undo_stack.undoText() == f"{words[0]} a wire"
    session.select({"wire1", "wire2"})
    hand.key(key)
    assert flags() == [True, True]
    hand.key(key)
    assert flags() == [False, False]
    assert session.undo_stack.undoText() == f"{words[1]} 2 wires"
    assert steps(session) == 3


def test_only_wires_to_neurons_have_a_lock(hand: Hand, view: CanvasView, session: Session) -> None:
    session.select({"wire1"})
    lock = command(view, "Lock the weight")
    assert not lock.enabled()
    hand.key(Qt.Key.Key_K)
    assert steps(session) == 0


def test_the_delay_of_a_circle_stays_with_the_reason(hand: Hand, session: Session, qtbot: QtBot) -> None:
    two_columns(session)
    session.open(edits.connect(session.document, End("n", "out"), End("n", "in")))
    session.select({"wire1"})
    with qtbot.waitSignal(session.notice) as told:
        QTest.keyClick(hand.view, Qt.Key.Key_T)
    assert "closes a circle" in told.args[0]
    assert session.document.graph.wires["wire1"].delayed


def test_dropout_is_wired_in_a_crowd(hand: Hand, view: CanvasView, session: Session) -> None:
    """The target's own port is taken, however near another's is."""
    show(
        session,
        ("a", Dense(), (0.0, 0.0)),
        ("b", Dropout(), (220.0, 0.0)),
        ("c", Dropout(), (220.0, 70.0)),
    )
    for target in ("b", "c"):
        hand.key(W)
        if target == "c":
            hand.key(DOWN)
        assert view.wiring.target == target
        hand.key(ENTER)
    assert ends(session.document) == {("a", "b"), ("a", "c")}
