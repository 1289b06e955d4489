"""Single neurons on the canvas: what they show, and what a hand and the keyboard can do to their numbers."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.activations.relu import ReLU
from core.activations.step import Step
from core.data.preprocessing.standardise import Standardise
from core.data.recipe import DataRecipe
from core.data.sources.adding_problem import AddingProblem
from core.data.sources.iris import Iris
from core.data.sources.logic_gate import LogicGate
from core.data.sources.typed_table import TypedTable
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.layers.bias import Bias
from core.layers.dense import Dense
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.layers.take import Take
from core.phrases import figure
from core.templates.textbook_neuron import TextbookNeuron
from gui.canvas.circle import sketch, value_box
from gui.canvas.faces import face
from gui.canvas.grips import WeightGrip
from gui.canvas.inks import Inks
from gui.canvas.plates import MOST
from gui.canvas.strength import levels, width_of
from gui.canvas.view import CanvasView
from gui.canvas.weight_plate import Room, place_along, place_in_row
from gui.palette import card_picture, look_of
from gui.session import Session
from gui.theme import DARK, LIGHT, Appearance
from gui.wire_page import WiresPage
from tests.core.hand_wired import HandWired, fully_wired
from tests.gui.canvas_hand import ALT, CONTROL, PLAIN, SHIFT, Hand, open_canvas, run, steps

XOR = DataRecipe(source=LogicGate(gate="XOR"), train_share=1.0, encoding="0/1")
NOWHERE = QPointF(180, 300)


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    """The neuron of the text book, with the sample of its data running through."""
    view = open_canvas(qtbot, session, appearance)
    session.open(TextbookNeuron().document())
    known(qtbot, view)
    return view


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def known(qtbot: QtBot, view: CanvasView) -> None:
    """Wait until it is measured what runs through."""
    live = view.neurons.live
    qtbot.waitUntil(
        lambda: live.reading is not None and live.reading.outputs.places.keys() <= view.canvas.nodes.keys()
    )
    view.viewport().repaint()


def opened(qtbot: QtBot, view: CanvasView, document: Document) -> None:
    view.session.open(document)
    known(qtbot, view)


def spread(document: Document, pitch: float = 70.0) -> Document:
    """Circles in columns, as the wires lead."""
    columns: dict[int, int] = {}
    places: dict[str, tuple[float, float]] = {}
    for name in document.graph.nodes:
        into = [w.source.node for w in document.graph.into(name) if not w.delayed]
        column = 1 + max((round(places[n][0] / 190) for n in into), default=-1)
        columns[column] = columns.get(column, 0) + 1
        places[name] = (190.0 * column, pitch * columns[column])
    return edits.move(document, places)


def said(view: CanvasView) -> dict[str, str]:
    """What the plates say, by the wire or node."""
    return {plate.name: plate.mark + plate.text for plate, _ in view.neurons.plates.gather()}


def plate(view: CanvasView, name: str) -> QPointF:
    return next(place.center() for p, place in view.neurons.plates.gather() if p.name == name)


def weight(session: Session, wire: str = "wire1") -> float | None:
    return session.document.graph.wires[wire].weight


def number(view: CanvasView, node: str) -> QPointF:
    """The middle of the number in a circle."""
    item = view.canvas.nodes[node]
    return item.pos() + value_box(item.look.size).center()


# -- what is shown -----------------------------------------------------------------------------------------------------
def test_the_text_book_neuron_shows_what_runs_through(view: CanvasView) -> None:
    values = {name: item.value for name, item in view.canvas.nodes.items()}
    assert values == {"inputvalue1": "0.50", "inputvalue2": "0.60", "neuron1": "1", "outputvalue1": "1"}
    assert said(view) == {"wire1": "0.50", "wire2": "0.70", "outputvalue1": "target 1"}


def test_hovering_a_neuron_writes_its_sum_out(view: CanvasView, hand: Hand) -> None:
    hand.hover(view.canvas.nodes["neuron1"].frame.center())
    assert said(view)["wire1"] == "0.50 × 0.50 = 0.25"
    assert said(view)["wire2"] == "0.60 × 0.70 = 0.42"
    assert said(view)["neuron1"] == "b 0.00"
    assert view.neurons.sum("neuron1") == "Σ 0.67 + b 0.00 → step(≥ 0.5) → 1"
    hand.hover(NOWHERE)
    assert said(view)["wire1"] == "0.50"


def test_a_selected_neuron_is_told_in_words(view: CanvasView, session: Session) -> None:
    session.select({"neuron1"})
    assert "Σ 0.67 + b 0.00 → step(≥ 0.5) → 1" in view.accessibleDescription()
    session.select({"wire2"})
    assert "Weight of the wire from x₂ to Neuron: 0.70." in view.accessibleDescription()


def test_faces_of_circles() -> None:
    iris, xor = DataRecipe(source=Iris(), encoding="one-hot"), XOR
    document = Document(data=iris)
    seen = []
    for spec, data in (
        (InputValue(column=2), iris),
        (InputValue(column=2), xor),
        (OutputValue(column=3), iris),
        (OutputValue(), xor),
        (Bias(value=-2.0), iris),
        (Take(index=4), iris),
        (Neuron(activation=ReLU()), iris),
    ):
        document, name = edits.add_node(document, spec, (0.0, 0.0))
        shown = face(document.graph.nodes[name], None, data)
        seen.append((shown.sign, shown.label, shown.title, shown.bends))
    assert seen == [
        ("x₂", "sepal width", "sepal width", None),
        ("x₂", "", "x₂", None),
        ("y₃", "virginica", "virginica", None),
        ("y₁", "", "y₁", None),
        ("−2", "", "Bias", None),
        ("[4]", "", "Take from layer", None),
        ("Σ", "", "Neuron", ReLU()),
    ]


def test_the_name_that_the_user_gave_stands_below(view: CanvasView) -> None:
    before = view.canvas.nodes["neuron1"].boundingRect()
    view.operations.rename("neuron1", "Alarm")
    item = view.canvas.nodes["neuron1"]
    assert item.look.face.label == "Alarm"
    assert item.boundingRect().height() > before.height()


def test_the_bend_of_an_activation_is_the_engine_s_own() -> None:
    heights = [y for _, y in sketch(ReLU())]
    assert heights[:14] == [0.0] * 14
    assert np.allclose(np.diff(heights[15:]), heights[16] - heights[15])
    jumps = np.flatnonzero(np.diff([y for _, y in sketch(Step(threshold=20.0))]))
    assert len(jumps) == 1  # also where the threshold lies far out


def test_only_the_circle_is_the_circle(view: CanvasView) -> None:
    item = view.canvas.nodes["neuron1"]
    assert item.covers(item.frame.center())
    assert not item.covers(item.frame.topLeft() + QPointF(2, 2))


def test_every_look_is_painted_in_both_themes(
    view: CanvasView, appearance: Appearance, session: Session
) -> None:
    session.apply("lock", edits.set_wires(session.document, ["wire1"], locked=True))
    session.select({"neuron1", "wire1"})
    for theme in (LIGHT, DARK):
        appearance.set_theme(theme)
        assert not view.viewport().grab().toImage().isNull()


def test_a_dragged_neuron_is_a_circle() -> None:
    inks = Inks(DARK)
    circle, card = (card_picture(look_of(entry), inks, 2.0) for entry in (Neuron, Dense))
    assert circle.width() == circle.height() == 2 * (44 + 16)
    assert card.width() > circle.width()


# -- wires -------------------------------------------------------------------------------------------------------------
def test_levels_are_soft_and_signed() -> None:
    assert levels([0.0, 0.004, 0.2, -0.2]).tolist() == [0, 0, 2, -2]
    assert levels([1e6, -1e6]).tolist() == [11, -11]
    widths = [width_of(level) for level in range(12)]
    assert (widths[0], widths[1], widths[-1]) == (1.0, 1.0, 6.0)


def test_wires_are_drawn_by_sign_and_size(view: CanvasView, session: Session) -> None:
    pen = view.canvas.wires["wire1"].pen
    assert pen().color().name() == DARK.positive
    thin = pen().widthF()
    session.apply("set", edits.set_wires(session.document, ["wire1"], weight=-4.0))
    assert pen().color().name() == DARK.negative
    assert pen().widthF() > thin + 3
    assert view.canvas.wires["wire3"].level is None  # into an output: it has no weight


def test_a_changed_weight_keeps_the_wire_that_is_there(view: CanvasView, session: Session) -> None:
    item = view.canvas.wires["wire1"]
    session.apply("set", edits.set_wires(session.document, ["wire1"], weight=2.0))
    assert view.canvas.wires["wire1"] is item
    assert item.wire is session.document.graph.wires["wire1"]


def test_delayed_wires_are_dashed_and_marked(view: CanvasView, session: Session) -> None:
    document = edits.connect(session.document, End("neuron1", "out"), End("neuron1", "in"))
    session.open(edits.set_wires(document, ["wire4"], weight=0.3))
    assert view.canvas.wires["wire4"].pen().style() == Qt.PenStyle.CustomDashLine
    session.select({"wire4"})
    assert said(view)["wire4"] == "t−1 0.30"


def test_a_wire_that_nothing_is_known_of_yet(view: CanvasView, session: Session) -> None:
    """The network cannot be trained: its weights are those of the document, or not known."""
    document = edits.remove(session.document, {"outputvalue1"})
    document = edits.connect(document, End("neuron1", "out"), End("neuron1", "in"))
    session.open(edits.set_wires(document, ["wire1"], weight=0.25))
    assert session.snapshot.state == "blocked"
    assert (said(view)["wire1"], said(view)["wire3"]) == ("0.25", "t−1 ?")
    assert view.neurons.bar.isHidden()


@pytest.mark.parametrize("sizes", [(2, 4, 2, 1), (6, 6, 1), (8, 1)])
def test_plates_lie_apart(view: CanvasView, qtbot: QtBot, sizes: tuple[int, ...]) -> None:
    opened(qtbot, view, replace(spread(fully_wired(sizes)), data=_data(sizes[0])))
    for _ in range(2):
        places = [place for _, place in view.neurons.plates.gather()]
        assert len(places) > sizes[0]
        for number, place in enumerate(places):
            assert not any(place.intersects(other) for other in places[:number])
            assert not any(place.intersects(item.frame) for item in view.canvas.nodes.values())
        view.session.select({"neuron1"})


def _data(features: int) -> DataRecipe:
    if features == 2:
        return XOR
    rows = "\n".join(",".join(map(str, [*range(features), label])) for label in (0, 1))
    return DataRecipe(source=TypedTable(rows=rows), train_share=1.0, encoding="0/1")


def test_plates_of_one_neuron_stand_in_a_row_where_that_is_possible(view: CanvasView) -> None:
    (_, first), (_, second) = [p for p in view.neurons.plates.gather() if p[0].name in ("wire1", "wire2")]
    assert abs(first.center().x() - second.center().x()) < 1


def test_a_plate_finds_no_room_on_a_wire_that_is_too_short() -> None:
    path = QPainterPath(QPointF(0, 0))
    path.lineTo(10, 0)
    assert place_along(path, 40.0, 16.0, Room()) is None
    assert place_in_row([path, path], 40.0, 16.0, Room()) == []


def test_from_far_away_only_what_is_looked_at_says_its_weight(view: CanvasView, hand: Hand) -> None:
    view.camera.zoom_to(0.6)
    assert said(view) == {}
    hand.hover(view.canvas.nodes["neuron1"].frame.center())
    assert said(view)["wire2"] == "0.60 × 0.70 = 0.42"


def test_of_very_many_wires_only_those_that_are_looked_at(
    view: CanvasView, session: Session, qtbot: QtBot
) -> None:
    opened(qtbot, view, replace(spread(fully_wired((2, 13, 13, 1)), 40.0), data=XOR))
    view.camera.zoom_to(0.75)
    wires = [name for name in said(view) if name in view.canvas.wires]
    assert len(view.canvas.wires) > MOST
    assert wires == []
    session.select({"neuron27"})
    assert len([name for name in said(view) if name in view.canvas.wires]) > 8


# -- hands on ----------------------------------------------------------------------------------------------------------
def test_typing_a_weight(view: CanvasView, hand: Hand, session: Session, qtbot: QtBot) -> None:
    hand.double_click(plate(view, "wire1"))
    line = view.neurons.line
    assert (line.isVisible(), line.text()) == (True, "0.5")
    assert line.accessibleName() == "Weight of the wire from x₁ to Neuron"
    QTest.keyClicks(line, "-1,25")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert weight(session) == -1.25
    assert line.isHidden()
    assert session.undo_stack.undoText() == "set the weight to -1.25"
    qtbot.waitUntil(lambda: view.neurons.live.reading.weights["wire1"] == -1.25)  # the engine has it too
    assert said(view)["wire1"] == "−1.25"


@pytest.mark.parametrize(
    ("typed", "message"),
    [("abc", "“abc” is not a number."), ("", "Nothing is there."), ("2e6", "too large")],
)
def test_what_is_no_weight_is_not_taken(
    view: CanvasView, hand: Hand, session: Session, typed: str, message: str
) -> None:
    hand.double_click(plate(view, "wire1"))
    line = view.neurons.line
    line.clear()
    QTest.keyClicks(line, typed)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert message in view.hint.text
    assert view.hint.warning
    assert line.isVisible()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert (line.isHidden(), view.hint.isHidden(), weight(session)) == (True, True, 0.5)
    assert steps(session) == 0


def test_a_click_elsewhere_keeps_what_was_typed(view: CanvasView, hand: Hand, session: Session) -> None:
    hand.double_click(plate(view, "wire2"))
    QTest.keyClicks(view.neurons.line, "0.9")
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert weight(session, "wire2") == 0.9


def test_turning_a_weight_is_one_step_of_undo(view: CanvasView, hand: Hand, session: Session) -> None:
    at = plate(view, "wire1")
    hand.press(at)
    hand.move(at + QPointF(30, 0))
    assert weight(session) == pytest.approx(0.8)  # at once, not when it is let go
    hand.move(at + QPointF(100, 40))
    hand.release()
    assert weight(session) == pytest.approx(1.5)
    assert steps(session) == 1
    assert session.selection == {"wire1"}
    session.undo_stack.undo()
    assert weight(session) == 0.5


@pytest.mark.parametrize(("keys", "by"), [(PLAIN, 0.5), (SHIFT, 0.05), (CONTROL, 5.0)])
def test_turning_finer_and_coarser(
    view: CanvasView, hand: Hand, session: Session, keys: Qt.KeyboardModifier, by: float
) -> None:
    at = plate(view, "wire1")
    hand.drag(at, at + QPointF(50, 0), keys)
    assert weight(session) == pytest.approx(0.5 + by)


def test_escape_takes_a_turn_back(view: CanvasView, hand: Hand, session: Session) -> None:
    at = plate(view, "wire1")
    hand.press(at)
    hand.move(at + QPointF(60, 0))
    hand.key(Qt.Key.Key_Escape)
    assert weight(session) == 0.5
    assert view.hand.gesture is None
    hand.release()
    assert weight(session) == 0.5


def test_a_wire_that_goes_while_it_is_turned(view: CanvasView, hand: Hand, session: Session) -> None:
    at = plate(view, "wire1")
    hand.press(at)
    hand.move(at + QPointF(20, 0))
    session.apply("delete", edits.remove(session.document, {"wire1"}))
    hand.move(at + QPointF(40, 0))
    hand.release()
    assert "wire1" not in session.document.graph.wires


def test_a_weight_acts_while_it_trains(view: CanvasView, hand: Hand, session: Session, qtbot: QtBot) -> None:
    opened(qtbot, view, replace(spread(fully_wired((2, 3, 1))), data=XOR))
    session.play()
    qtbot.waitUntil(lambda: session.snapshot.steps > 0)
    session.apply("set", edits.set_wires(session.document, ["wire1"], weight=3.0))
    qtbot.waitUntil(lambda: abs(view.neurons.live.reading.weights["wire1"] - 3.0) < 1)
    session.pause()
    qtbot.waitUntil(lambda: session.snapshot.state in ("paused", "finished"))


def test_training_moves_the_numbers(view: CanvasView, session: Session, qtbot: QtBot) -> None:
    opened(qtbot, view, replace(spread(fully_wired((2, 3, 1))), data=XOR))
    before = said(view)
    session.run_epoch()
    qtbot.waitUntil(lambda: session.snapshot.steps > 0 and said(view) != before)
    live = view.neurons.live
    wire = session.document.graph.wires["wire1"]
    assert said(view)["wire1"] == figure(live.weight(wire), whole=False)


def test_a_click_on_a_plate_selects_its_wire(view: CanvasView, hand: Hand, session: Session) -> None:
    hand.click(plate(view, "wire1"))
    assert session.selection == {"wire1"}
    hand.click(plate(view, "wire2"), SHIFT)
    assert session.selection == {"wire1", "wire2"}


def test_a_click_on_the_lock_takes_it_off(view: CanvasView, hand: Hand, session: Session) -> None:
    session.apply("lock", edits.set_wires(session.document, ["wire1"], locked=True))
    shown, place = next(p for p in view.neurons.plates.gather() if p[0].name == "wire1")
    hand.click(shown.lock_box(place).center())
    assert not session.document.graph.wires["wire1"].locked
    assert session.undo_stack.undoText() == "unlock the weight"


def test_the_bias_stands_below_the_neuron(view: CanvasView, hand: Hand, session: Session) -> None:
    session.select({"neuron1"})
    hand.double_click(plate(view, "neuron1"))
    QTest.keyClicks(view.neurons.line, "0.1")
    QTest.keyClick(view.neurons.line, Qt.Key.Key_Return)
    assert session.document.graph.nodes["neuron1"].spec.first_bias == 0.1
    assert said(view)["neuron1"] == "b 0.10"
    hand.drag(plate(view, "neuron1"), plate(view, "neuron1") + QPointF(20, 0))
    assert session.document.graph.nodes["neuron1"].spec.first_bias == pytest.approx(0.3)


def test_a_neuron_without_bias_has_no_plate(view: CanvasView, session: Session) -> None:
    session.apply("turn off", edits.set_field(session.document, "neuron1", "bias", False))
    session.select({"neuron1"})
    assert "neuron1" not in said(view)


def test_the_pointer_shows_what_can_be_turned(view: CanvasView, hand: Hand) -> None:
    hand.hover(plate(view, "wire1"))
    assert view.viewport().cursor().shape() == Qt.CursorShape.SizeHorCursor
    hand.hover(number(view, "inputvalue1"))
    assert view.viewport().cursor().shape() == Qt.CursorShape.SizeHorCursor
    hand.hover(number(view, "neuron1"))
    assert view.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor


def test_a_second_wire_can_start_at_the_input_of_a_neuron(
    view: CanvasView, hand: Hand, session: Session
) -> None:
    document, other = edits.add_node(session.document, InputValue(), (0.0, 260.0))
    session.open(document)
    hand.drag(hand.input("neuron1"), hand.output(other))
    assert len(session.document.graph.into("neuron1")) == 3


# -- the sample --------------------------------------------------------------------------------------------------------
def test_typing_an_input(view: CanvasView, hand: Hand, session: Session, qtbot: QtBot) -> None:
    hand.double_click(number(view, "inputvalue1"))
    QTest.keyClicks(view.neurons.line, "0")
    QTest.keyClick(view.neurons.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.canvas.nodes["inputvalue1"].value == "0")
    assert view.canvas.nodes["neuron1"].value == "0"  # 0.42 is below the threshold
    bar = view.neurons.bar
    assert bar.sample.text() == "own inputs"
    assert steps(session) == 0  # the document knows nothing of it
    bar.back_button.click()
    qtbot.waitUntil(lambda: view.canvas.nodes["inputvalue1"].value == "0.50")
    assert (bar.sample.text(), bar.back_button.isHidden()) == ("sample 1 of 1", True)


def test_turning_an_input(view: CanvasView, hand: Hand, qtbot: QtBot) -> None:
    at = number(view, "inputvalue2")
    hand.drag(at, at + QPointF(40, 0))
    qtbot.waitUntil(lambda: view.canvas.nodes["inputvalue2"].value == "1")
    assert view.neurons.live.typed == pytest.approx((0.5, 1.0))


def test_what_the_preprocessing_makes_of_an_input_is_told(view: CanvasView, qtbot: QtBot) -> None:
    document = fully_wired((2, 1))
    opened(qtbot, view, replace(spread(document), data=replace(XOR, preprocessing=Standardise())))
    assert view.neurons.sum("inputvalue1") == "0 in the data → −1 prepared"


def test_going_through_the_samples(view: CanvasView, session: Session, qtbot: QtBot) -> None:
    opened(qtbot, view, replace(spread(fully_wired((2, 1))), data=XOR))
    bar = view.neurons.bar
    assert (bar.isVisible(), bar.sample.text(), bar.step.isHidden()) == (True, "sample 1 of 4", True)
    run(view, "Next sample")
    qtbot.waitUntil(lambda: bar.sample.text() == "sample 2 of 4")
    assert session.sample == 1
    assert bar.accessibleDescription() == "sample 2 of 4"
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    run(view, "Sample before")
    qtbot.waitUntil(lambda: bar.sample.text() == "sample 4 of 4")


def test_going_through_the_steps_of_a_sequence(view: CanvasView, qtbot: QtBot) -> None:
    net = HandWired(2, steps=4)
    (first, _) = net.inputs(2)
    neuron = net.put(Neuron(bias=False), first)
    net.wire(neuron, neuron)
    data = DataRecipe(source=AddingProblem(length=4, sequences=20))
    opened(qtbot, view, replace(spread(net.ends([neuron])), data=data))
    bar = view.neurons.bar
    assert bar.step.text() == "step 4 of 4"
    run(view, "Next step of the sequence")
    qtbot.waitUntil(lambda: bar.step.text() == "step 1 of 4")
    before = view.neurons.live.reading
    assert before.inputs["wire2"] == 0.0
    view.neurons.type_in(1, 0.5)
    qtbot.waitUntil(lambda: view.neurons.live.reading.typed)
    assert view.canvas.nodes[first].value == "0.50"
    run(view, "Step before")
    qtbot.waitUntil(lambda: bar.step.text() == "step 4 of 4")
    assert view.neurons.live.reading.sample[0, 0] == 0.5


def test_nothing_is_measured_where_there_are_no_neurons(view: CanvasView, session: Session) -> None:
    assert view.neurons.live.probe in session.feed._wanted()
    session.open(Document())
    assert session.feed._wanted() == frozenset()
    assert view.neurons.bar.isHidden()


# -- by keyboard -------------------------------------------------------------------------------------------------------
def test_changing_weights_by_keyboard(view: CanvasView, hand: Hand, session: Session) -> None:
    session.select({"neuron1"})
    hand.key(Qt.Key.Key_E)
    assert session.selection == {"wire1"}
    for key, keys in ((Qt.Key.Key_Up, PLAIN), (Qt.Key.Key_Up, PLAIN), (Qt.Key.Key_Down, SHIFT)):
        QTest.keyPress(view, key, keys)
    QTest.keyRelease(view, Qt.Key.Key_Up)
    assert weight(session) == pytest.approx(0.69)
    assert steps(session) == 1
    hand.key(Qt.Key.Key_Right)
    assert session.selection == {"wire2"}
    hand.key(Qt.Key.Key_Up, CONTROL)
    assert weight(session, "wire2") == pytest.approx(1.7)
    hand.key(Qt.Key.Key_Right)
    assert session.selection == {"wire1"}
    hand.key(Qt.Key.Key_Return)
    assert view.neurons.line.isVisible()
    QTest.keyClicks(view.neurons.line, "2")
    QTest.keyClick(view.neurons.line, Qt.Key.Key_Return)
    assert (view.neurons.line.isHidden(), weight(session)) == (True, 2.0)


def test_other_keys_are_the_canvas_s_own(view: CanvasView, hand: Hand, session: Session) -> None:
    session.select({"wire1"})
    hand.key(Qt.Key.Key_Left, ALT)
    assert session.selection != {"wire1"}
    session.select({"wire3"})
    hand.key(Qt.Key.Key_Up)
    assert steps(session) == 0


def test_renaming_does_not_end_in_the_bias(view: CanvasView, session: Session) -> None:
    session.select({"neuron1"})
    view.rename_selected()
    QTest.keyClicks(view.editor, "Gate")
    QTest.keyClick(view.editor, Qt.Key.Key_Return)
    assert session.document.graph.nodes["neuron1"].title == "Gate"
    assert view.neurons.line.isHidden()


# -- inspector ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def page(view: CanvasView, appearance: Appearance, qtbot: QtBot) -> WiresPage:
    page = WiresPage(view.session, appearance)
    qtbot.addWidget(page)
    page.show()
    view.session.selection_changed.connect(lambda _: page.refresh() if page.wires() else None)
    view.session.inference_changed.connect(lambda _: page.refresh() if page.wires() else None)
    view.session.select({"wire1"})
    return page


def test_the_inspector_sets_a_weight(page: WiresPage, session: Session, view: CanvasView) -> None:
    row = page.rows["weight"].editor
    assert row.box.text() == "0.5"
    row.slider.setValue(row.slider.scale.nearest(-2.0))
    assert weight(session) == -2.0
    assert (row.slider.scale.stops[0], row.slider.scale.stops[-1]) == (-5.0, 5.0)
    row.box.setText("12.5")
    row.box.finish()
    assert weight(session) == 12.5
    page.rows["locked"].editor.switch.click()
    assert session.document.graph.wires["wire1"].locked
    facts = page.facts.facts()
    assert (facts["From"], facts["To"]) == ("x₁", "Neuron")


def test_the_inspector_sets_several_wires_at_once(page: WiresPage, session: Session) -> None:
    session.select({"wire1", "wire2"})
    assert (page.title.text(), page.rows["weight"].editor.box.text()) == ("2 wires", "")
    page.rows["weight"].editor.enter("1")
    assert (weight(session, "wire1"), weight(session, "wire2")) == (1.0, 1.0)
    assert session.undo_stack.undoText() == "set weight to 1 on 2 wires"


def test_the_inspector_says_why_a_circle_keeps_its_delay(page: WiresPage, session: Session) -> None:
    session.apply("wire", edits.connect(session.document, End("neuron1", "out"), End("neuron1", "in")))
    session.select({"wire4"})
    row = page.rows["delayed"]
    assert row.editor.switch.isChecked()
    row.editor.switch.click()
    assert "closes a circle" in row.message.text()
    assert row.editor.switch.isChecked()


def test_a_wire_without_weight_has_no_weight_to_set(page: WiresPage, session: Session) -> None:
    session.select({"wire3"})
    assert page.weights.isHidden()


def test_the_inspector_follows_the_training(
    page: WiresPage, session: Session, view: CanvasView, qtbot: QtBot
) -> None:
    opened(qtbot, view, replace(spread(fully_wired((2, 3, 1))), data=XOR))
    session.select({"wire1"})
    row = page.rows["weight"].editor
    qtbot.waitUntil(lambda: float(row.box.text()) != 0)
    before = row.box.text()
    session.run_epoch()
    qtbot.waitUntil(lambda: row.box.text() != before)
    assert session.document.graph.wires["wire1"].weight is None
    assert WeightGrip(view, "wire1", view.canvas.nodes["neuron1"].frame).value == pytest.approx(
        float(row.box.text()), abs=1e-3
    )
