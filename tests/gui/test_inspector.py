from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from core.activations.leaky_relu import LeakyReLU
from core.activations.relu import ReLU
from core.activations.softmax import Softmax
from core.data.base import Source
from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.data.sources.names import Names
from core.data.sources.points_to_imitate import PointsToImitate
from core.document import edits
from core.document.document import Document
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.probes.weights import Weights
from gui.inspector import Inspector
from gui.session import Session
from gui.theme import DARK, LIGHT, Appearance

SPECS: tuple[Layer, ...] = (
    Input(),
    Flatten(),
    Dense(units=16, activation=ReLU()),
    Dense(units=10, activation=Softmax()),
    Output(loss=CategoricalCrossEntropy()),
)


def chain(*specs: Layer) -> Document:
    document, last = Document(), None
    for spec in specs:
        document, last = edits.append(document, spec, last)
    return document


@pytest.fixture
def open_inspector(qtbot: QtBot) -> Iterator[Callable[..., tuple[Session, Inspector]]]:
    sessions = []

    def make(document: Document) -> tuple[Session, Inspector]:
        session = Session(document)
        sessions.append(session)
        inspector = Inspector(session, Appearance())
        inspector.resize(320, 900)
        qtbot.addWidget(inspector)
        inspector.show()
        return session, inspector

    yield make
    for session in sessions:
        session.close()


@pytest.fixture
def half_built(open_inspector: Callable[..., tuple[Session, Inspector]]) -> tuple[Session, Inspector]:
    """Without an Output: nothing is trained, so these tests wait for no thread."""
    return open_inspector(chain(*SPECS[:4]))


def type_into(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def shown(inspector: Inspector) -> dict[str, str]:
    return inspector.page.facts.facts()


def spec_of(session: Session, node: str) -> Layer:
    return session.document.graph.nodes[node].spec


def test_a_node_is_told_by_name_help_fields_and_facts(half_built: tuple[Session, Inspector]) -> None:
    session, inspector = half_built
    session.select({"dense1"})
    page = inspector.nodes
    assert page.isVisibleTo(inspector)
    assert page.name.text() == Dense.title
    assert page.help.text() == Dense.help
    assert list(page.form.rows) == ["units", "activation", "bias", "initializer"]
    assert page.form.rows["units"].editor.box.text() == "16"
    assert shown(inspector) == {
        "Output": "16",
        "Parameters": "1,040",
        "Memory, batch of 32": "4.1 kB",
        "Multiply-adds a sample": "1,024",
    }


def test_only_the_page_that_fits_is_there(half_built: tuple[Session, Inspector]) -> None:
    session, inspector = half_built
    pages = {(): inspector.document, ("dense1",): inspector.nodes, ("wire1",): inspector.wires}
    for selection, page in pages.items():
        session.select(selection)
        assert [p for p in pages.values() if p.isVisibleTo(inspector)] == [page]


def test_an_edit_reaches_the_document_with_a_text_for_undo(
    qtbot: QtBot, half_built: tuple[Session, Inspector]
) -> None:
    session, inspector = half_built
    session.select({"dense1"})
    box = inspector.nodes.form.rows["units"].editor.box
    type_into(qtbot, box, "32")
    assert spec_of(session, "dense1").units == 32
    assert session.undo_stack.undoText() == "set units to 32"
    assert shown(inspector)["Output"] == "32"
    session.undo_stack.undo()
    assert spec_of(session, "dense1").units == 16
    assert box.text() == "16"
    assert shown(inspector)["Output"] == "16"


def test_a_bad_value_leaves_the_document_alone(qtbot: QtBot, half_built: tuple[Session, Inspector]) -> None:
    session, inspector = half_built
    session.select({"dense1"})
    before = session.document
    row = inspector.nodes.form.rows["units"]
    type_into(qtbot, row.editor.box, "0")
    assert session.document is before
    assert session.undo_stack.count() == 0
    assert row.message.isVisibleTo(inspector)
    assert "0 is too small" in row.message.text()


def test_choosing_an_activation_brings_its_fields_and_an_undo_text(
    qtbot: QtBot, half_built: tuple[Session, Inspector]
) -> None:
    session, inspector = half_built
    session.select({"dense1"})
    editor = inspector.nodes.form.rows["activation"].editor
    qtbot.keyClick(editor.combo, Qt.Key.Key_Home)
    for _ in range(editor.field.specs.index(LeakyReLU)):
        qtbot.keyClick(editor.combo, Qt.Key.Key_Down)
    assert spec_of(session, "dense1").activation == LeakyReLU()
    assert session.undo_stack.undoText() == f"set activation to {LeakyReLU.title}"
    slope = editor.form.rows["slope"]
    type_into(qtbot, slope.editor.box, "0.3")
    assert spec_of(session, "dense1").activation == LeakyReLU(slope=0.3)
    assert session.undo_stack.undoText() == "set slope to 0.3"
    session.undo_stack.setIndex(0)
    assert spec_of(session, "dense1").activation == ReLU()
    assert not editor.nest.isVisibleTo(inspector)


def test_a_slider_drag_is_one_step_of_undo_and_is_not_interrupted(
    qtbot: QtBot, half_built: tuple[Session, Inspector]
) -> None:
    session, inspector = half_built
    session.select({"dense1"})
    editor = inspector.nodes.form.rows["units"].editor
    slider, seen = editor.slider, set()
    middle = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(60, middle))
    for x in range(60, 240, 20):
        qtbot.mouseMove(slider, QPoint(x, middle))
        seen.add(spec_of(session, "dense1").units)
        assert slider.isSliderDown()
        assert editor.box.text().replace(",", "") == str(spec_of(session, "dense1").units)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(220, middle))
    assert len(seen) > 4
    assert session.undo_stack.count() == 1
    assert inspector.nodes.form.rows["units"].editor.slider is slider
    last = spec_of(session, "dense1").units
    assert session.undo_stack.undoText() == f"set units to {last:,}"
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(40, middle))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(40, middle))
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    assert spec_of(session, "dense1").units == last
    session.undo_stack.undo()
    assert spec_of(session, "dense1").units == 16


def test_the_focus_stays_where_it_is_through_edits_and_undo(
    qtbot: QtBot, half_built: tuple[Session, Inspector]
) -> None:
    session, inspector = half_built
    inspector.activateWindow()
    session.select({"dense1"})
    combo = inspector.nodes.form.rows["activation"].editor.combo
    combo.setFocus()
    qtbot.waitUntil(combo.hasFocus)
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    session.select({"dense2"})
    assert combo.hasFocus()
    assert combo.currentText() == Softmax.title


def test_a_node_can_be_named(qtbot: QtBot, half_built: tuple[Session, Inspector]) -> None:
    session, inspector = half_built
    session.select({"dense1"})
    name = inspector.nodes.name
    type_into(qtbot, name, "  Hidden ")
    assert session.document.graph.nodes["dense1"].title == "Hidden"
    assert session.undo_stack.undoText() == f"rename {Dense.title} to Hidden"
    name.clear()
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert session.document.graph.nodes["dense1"].title == ""
    assert name.text() == Dense.title


def test_a_half_typed_name_is_kept_for_its_node_only(
    qtbot: QtBot, half_built: tuple[Session, Inspector]
) -> None:
    session, inspector = half_built
    inspector.activateWindow()
    session.select({"dense1"})
    name = inspector.nodes.name
    name.setFocus()
    qtbot.waitUntil(name.hasFocus)
    name.selectAll()
    qtbot.keyClicks(name, "Hid")
    session.apply("set units to 8", edits.set_field(session.document, "dense1", "units", 8))
    assert name.text() == "Hid"
    session.select({"dense2"})
    assert name.text() == Dense.title


def test_several_nodes_of_a_kind_are_set_together(
    qtbot: QtBot, half_built: tuple[Session, Inspector]
) -> None:
    session, inspector = half_built
    session.select({"dense1", "dense2"})
    page = inspector.nodes
    box = page.form.rows["units"].editor.box
    assert page.title.text() == f"2 × {Dense.title}"
    assert (box.text(), box.placeholderText()) == ("", "mixed")
    assert shown(inspector)["Parameters"] == "1,210"
    type_into(qtbot, box, "12")
    assert [spec_of(session, node).units for node in ("dense1", "dense2")] == [12, 12]
    assert session.undo_stack.undoText() == "set units to 12 on 2 layers"
    session.undo_stack.undo()
    assert [spec_of(session, node).units for node in ("dense1", "dense2")] == [16, 10]


def test_different_nodes_are_summed_up(half_built: tuple[Session, Inspector]) -> None:
    session, inspector = half_built
    session.select({"dense1", "flatten1", "wire1"})
    assert inspector.nodes.form is None
    assert inspector.nodes.title.text() == "2 layers"
    assert shown(inspector)["Selected"] == "2 layers"
    assert shown(inspector)["Parameters"] == "1,040"


def test_problems_of_a_node_are_told_with_a_mend(
    qtbot: QtBot, open_inspector: Callable[..., tuple[Session, Inspector]]
) -> None:
    session, inspector = open_inspector(chain(Input(), Dense(), Output()))
    session.select({"dense1"})
    (card, *_) = inspector.nodes.problems.cards
    assert card.isVisibleTo(inspector)
    (problem, *_) = [p for p in session.inference.problems if p.node == "dense1"]
    assert card.text.text() == problem.message
    assert shown(inspector) == {"Output": "not known yet"}
    qtbot.mouseClick(card.fixes[0], Qt.MouseButton.LeftButton)
    assert any(isinstance(node.spec, Flatten) for node in session.document.graph.nodes.values())
    assert session.undo_stack.undoText() == problem.fixes[0].text[0].lower() + problem.fixes[0].text[1:]
    assert inspector.nodes.problems.cards == []
    assert shown(inspector)["Output"] == "32"


def test_problems_of_the_whole_are_told_where_nothing_is_selected(
    qtbot: QtBot, open_inspector: Callable[..., tuple[Session, Inspector]]
) -> None:
    session, inspector = open_inspector(chain(Input(), Dense()))
    cards = inspector.document.problems.cards
    assert [card.text.text() for card in cards] == [p.message for p in session.inference.problems]
    place = next(i for i, p in enumerate(session.inference.problems) if p.node == "dense1")
    assert cards[place].show_node.text() == f"Show {Dense.title}"
    qtbot.mouseClick(cards[place].show_node, Qt.MouseButton.LeftButton)
    assert session.selection == {"dense1"}


def test_a_mend_keeps_its_button_through_other_edits(
    qtbot: QtBot, open_inspector: Callable[..., tuple[Session, Inspector]]
) -> None:
    session, inspector = open_inspector(chain(Input(), Dense(), Output()))
    session.select({"dense1"})
    (card, *_) = inspector.nodes.problems.cards
    type_into(qtbot, inspector.nodes.form.rows["units"].editor.box, "8")
    assert inspector.nodes.problems.cards[0] is card
    qtbot.mouseClick(card.fixes[0], Qt.MouseButton.LeftButton)
    assert spec_of(session, "dense1").units == 8
    assert any(isinstance(node.spec, Flatten) for node in session.document.graph.nodes.values())


def test_of_many_problems_the_first_are_told_and_the_others_counted(
    open_inspector: Callable[..., tuple[Session, Inspector]],
) -> None:
    document = Document()
    for _ in range(300):
        document, _ = edits.add_node(document, Dense(), (0.0, 0.0))
    session, inspector = open_inspector(document)
    problems = inspector.document.problems
    assert 0 < len(problems.cards) < 20
    assert problems.rest.text() == f"and {len(session.inference.problems) - len(problems.cards)} more"
    assert problems.rest.isVisibleTo(inspector)


def test_a_wire_is_told_and_can_be_deleted(qtbot: QtBot, half_built: tuple[Session, Inspector]) -> None:
    session, inspector = half_built
    session.select({"wire1"})
    assert shown(inspector) == {"From": Input.title, "To": Flatten.title, "Carries": "8×8×1 image"}
    qtbot.mouseClick(inspector.wires.delete, Qt.MouseButton.LeftButton)
    assert "wire1" not in session.document.graph.wires
    assert session.undo_stack.undoText() == "delete wire"
    assert inspector.page is inspector.document


def test_several_wires_are_deleted_together(qtbot: QtBot, half_built: tuple[Session, Inspector]) -> None:
    session, inspector = half_built
    session.select({"wire1", "wire2"})
    assert inspector.wires.title.text() == "2 wires"
    qtbot.mouseClick(inspector.wires.delete, Qt.MouseButton.LeftButton)
    assert len(session.document.graph.wires) == 1
    assert session.undo_stack.count() == 1


def test_nothing_selected_shows_data_training_and_network(half_built: tuple[Session, Inspector]) -> None:
    session, inspector = half_built
    forms = inspector.document.forms
    assert list(forms) == ["data", "training"]
    assert set(forms["training"].rows) == set(session.document.training.__struct_fields__)
    assert shown(inspector)["Layers"] == "4"


def test_training_settings_are_edited_in_the_document(
    qtbot: QtBot, half_built: tuple[Session, Inspector]
) -> None:
    session, inspector = half_built
    rows = inspector.document.forms["training"].rows
    type_into(qtbot, rows["batch_size"].editor.box, "64")
    assert session.document.training.batch_size == 64
    assert session.undo_stack.undoText() == "set batch size to 64"
    assert "Memory, batch of 64" in shown(inspector)
    patience = rows["stopping"].editor.form.rows["patience"]
    qtbot.mouseClick(patience.editor.switch, Qt.MouseButton.LeftButton)
    assert session.document.training.stopping.patience == 10
    assert session.undo_stack.undoText() == "set patience to 10"


def test_data_settings_are_edited_in_the_document(
    qtbot: QtBot, half_built: tuple[Session, Inspector]
) -> None:
    session, inspector = half_built
    rows = inspector.document.forms["data"].rows
    type_into(qtbot, rows["train_share"].editor.box, "60")
    assert session.document.data.train_share == 0.6
    assert session.undo_stack.undoText() == "set train share to 60 %"
    combo = rows["source"].editor.combo
    before = session.document.data.source
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    assert session.document.data.source != before
    assert session.undo_stack.undoText() == f"set data set to {session.document.data.source.title}"


def test_another_document_is_shown_at_once(half_built: tuple[Session, Inspector]) -> None:
    session, inspector = half_built
    session.select({"dense1"})
    session.open(chain(Input()))
    assert inspector.page is inspector.document
    assert shown(inspector)["Layers"] == "1"


def test_the_weights_of_a_node_are_shown_live(
    qtbot: QtBot, open_inspector: Callable[..., tuple[Session, Inspector]]
) -> None:
    session, inspector = open_inspector(chain(*SPECS))
    session.select({"dense1"})
    picture = inspector.nodes.weights
    qtbot.waitUntil(lambda: len(picture.parts) == 2)
    weight, bias = picture.parts
    qtbot.waitUntil(lambda: weight.map.height() == weight.map.heightForWidth(weight.map.width()))
    measured, _ = session.snapshot.results[Weights(node="dense1")]
    places = weight.map.places(weight.map.width())
    assert weight.name.text() == "WEIGHT, LIVE"
    assert len(places) == len(measured.tiles) == 16
    strongest = abs(measured.tiles).max(axis=(1, 2)).argmax()
    row, column = divmod(abs(measured.tiles[strongest]).argmax(), 8)
    place = places[strongest]
    at = QPointF((column + 0.5) * place.width() / 8, (row + 0.5) * place.height() / 8) + place.topLeft()
    colour = weight.map.grab().toImage().pixelColor(at.toPoint())
    blue = colour.blue() > colour.red()
    assert blue == (measured.tiles[strongest][row, column] > 0)
    assert bias.reach.text().startswith("±")


def test_weights_are_measured_only_while_they_are_seen(
    qtbot: QtBot, open_inspector: Callable[..., tuple[Session, Inspector]]
) -> None:
    session, inspector = open_inspector(chain(*SPECS))
    session.select({"dense1"})
    wanted = session.feed.mailbox.probes
    qtbot.waitUntil(lambda: Weights(node="dense1") in wanted())
    session.select({"dense2"})
    assert wanted() == frozenset({Weights(node="dense2")})
    session.select(())
    session.feed.refresh()
    assert wanted() == frozenset()
    session.select({"dense2"})
    assert wanted() == frozenset({Weights(node="dense2")})
    inspector.hide()
    session.feed.refresh()
    assert wanted() == frozenset()


def test_the_theme_can_change_while_it_is_open(qtbot: QtBot) -> None:
    session, appearance = Session(chain(*SPECS[:4])), Appearance(DARK)
    inspector = Inspector(session, appearance)
    qtbot.addWidget(inspector)
    inspector.resize(320, 900)
    session.select({"dense1"})
    inspector.show()
    slider = inspector.nodes.form.rows["units"].editor.slider
    knob = QPoint(8 + round(slider.place() * (slider.width() - 16)), slider.height() // 2)
    for theme in (DARK, LIGHT):
        appearance.set_theme(theme)
        assert slider.grab().toImage().pixelColor(knob).name() == theme.accent
    session.close()


@pytest.mark.parametrize(
    ("source", "hidden"),
    [
        (Digits(), set()),
        (PointsToImitate(), {"encoding", "augmentation"}),
        (Names(), {"preprocessing", "augmentation"}),
    ],
    ids=["images", "points", "letters"],
)
def test_data_settings_that_mean_nothing_are_left_out(
    open_inspector: Callable[..., tuple[Session, Inspector]], source: Source, hidden: set[str]
) -> None:
    document = edits.append(Document(data=DataRecipe(source=source)), Input(), None)[0]
    _, inspector = open_inspector(document)
    form = inspector.page.forms["data"]
    form.more.click()
    assert {name for name, row in form.rows.items() if not row.isVisibleTo(form)} == hidden
