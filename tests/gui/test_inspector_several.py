"""Several layers of different kinds, set together in the inspector."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.activations.relu import ReLU
from core.activations.tanh import Tanh
from core.document import edits
from core.document.document import Document
from core.layers import LAYERS
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.gru import GRU
from core.layers.lstm import LSTM
from core.layers.neuron import Neuron
from core.layers.spatial_dropout import SpatialDropout
from core.spec import fields, shared
from gui.editing import QUIET_MS
from gui.inspector import Inspector
from gui.param_editors import MIXED
from gui.session import Session
from gui.theme import Appearance


@pytest.fixture
def several(qtbot: QtBot) -> Iterator[tuple[Session, Inspector]]:
    """A Dense, a Conv2D, a neuron, and others."""
    document = Document()
    for place, spec in enumerate(
        (Dense(), Conv2D(), Neuron(), Dropout(), SpatialDropout(), LSTM(), GRU(units=8), Flatten())
    ):
        document, _ = edits.add_node(document, spec, (220.0 * place, 0.0))
    session = Session(document)
    inspector = Inspector(session, Appearance())
    inspector.resize(320, 900)
    qtbot.addWidget(inspector)
    inspector.show()
    yield session, inspector
    session.close()


def specs(session: Session, *names: str) -> list[object]:
    return [session.document.graph.nodes[name].spec for name in names]


def test_what_all_have_in_common_is_offered(several: tuple[Session, Inspector]) -> None:
    session, inspector = several
    session.select({"dense1", "conv2d1", "neuron1"})
    assert {"activation", "bias"} <= inspector.nodes.form.rows.keys()
    assert {"units", "filters", "kernel"}.isdisjoint(inspector.nodes.form.rows)
    assert inspector.nodes.title.text() == "3 layers"
    assert "share" in inspector.nodes.help.text()


def test_a_mixed_value_is_shown_as_such_and_set_in_one_step(
    qtbot: QtBot, several: tuple[Session, Inspector]
) -> None:
    session, inspector = several
    session.select({"dense1", "conv2d1", "neuron1"})
    combo = inspector.nodes.form.rows["activation"].editor.combo
    assert (combo.currentIndex(), combo.placeholderText()) == (-1, MIXED)
    wanted = Neuron().activation
    assert wanted == Tanh() != ReLU() == Dense().activation
    combo.setFocus()
    index = combo.findText(Tanh.title)
    combo.setCurrentIndex(index)
    combo.activated.emit(index)
    names = ("dense1", "conv2d1", "neuron1")
    assert [s.activation for s in specs(session, *names)] == [Tanh()] * 3
    assert session.undo_stack.count() == 1
    assert session.undo_stack.undoText() == f"set activation to {Tanh.title} on 3 layers"
    assert combo.currentText() == Tanh.title
    session.undo_stack.undo()
    assert combo.currentIndex() == -1
    assert session.document.graph.nodes["dense1"].spec == Dense()


def test_a_switch_of_several_kinds(qtbot: QtBot, several: tuple[Session, Inspector]) -> None:
    session, inspector = several
    session.select({"dense1", "conv2d1"})
    qtbot.mouseClick(inspector.nodes.form.rows["bias"].editor.switch, Qt.MouseButton.LeftButton)
    assert [s.bias for s in specs(session, "dense1", "conv2d1")] == [False, False]
    assert session.undo_stack.count() == 1


def test_a_number_of_several_kinds(qtbot: QtBot, several: tuple[Session, Inspector]) -> None:
    session, inspector = several
    session.select({"lstm1", "gru1"})
    box = inspector.nodes.form.rows["units"].editor.box
    assert (box.text(), box.placeholderText()) == ("", MIXED)
    qtbot.keyClicks(box, "12")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert [s.units for s in specs(session, "lstm1", "gru1")] == [12, 12]


def test_a_slider_of_several_kinds_is_one_step(qtbot: QtBot, several: tuple[Session, Inspector]) -> None:
    session, inspector = several
    session.select({"dropout1", "spatialdropout1"})
    slider = inspector.nodes.form.rows["rate"].editor.slider
    for _ in range(3):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    first, second = specs(session, "dropout1", "spatialdropout1")
    assert first.rate == second.rate > 0
    assert session.undo_stack.count() == 1
    assert QUIET_MS > 0


def test_nothing_in_common_is_said(several: tuple[Session, Inspector]) -> None:
    session, inspector = several
    session.select({"flatten1", "dense1"})
    assert inspector.nodes.form is None
    assert inspector.nodes.help.text() == "These layers share no setting."


def test_the_form_follows_the_selection(several: tuple[Session, Inspector]) -> None:
    session, inspector = several
    for chosen, offered in (
        ({"dense1"}, {f.name for f in fields(Dense)}),
        ({"dense1", "neuron1"}, shared([Dense, Neuron])),
        ({"dense1", "conv2d1"}, shared([Dense, Conv2D])),
        ({"dense1"}, {f.name for f in fields(Dense)}),
    ):
        session.select(chosen)
        assert inspector.nodes.form.rows.keys() == offered


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.__name__)
def test_a_class_shares_everything_with_itself_and_the_order_does_not_matter(layer: type) -> None:
    assert shared([layer]) == shared([layer, layer]) == {f.name for f in fields(layer)}
    for other in LAYERS:
        both = shared([layer, other])
        assert both == shared([other, layer])
        for name in both:
            mine, theirs = (next(f for f in fields(c) if f.name == name) for c in (layer, other))
            assert (mine.low, mine.high, mine.choices) == (theirs.low, theirs.high, theirs.choices)
