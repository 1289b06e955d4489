"""Quick add: Tab or a double-click, two letters, Enter."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.data.recipe import DataRecipe
from core.data.sources.iris import Iris
from core.document import edits
from core.document.document import Document
from core.document.fitting import taking
from core.layers import LAYERS
from core.layers.average import Average
from core.layers.conv1d import Conv1D
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.input_value import InputValue
from core.layers.lstm import LSTM
from core.layers.neuron import Neuron
from core.layers.output import Output
from core.layers.output_value import OutputValue
from gui.canvas.adding import all_layers
from gui.canvas.popup import ranked
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.gui.canvas_hand import Hand, ends, open_canvas, steps

EMPTY = QPointF(400, 250)


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def type_and_take(view: CanvasView, text: str) -> None:
    popup = view.adding.popup
    assert popup.search.hasFocus()
    QTest.keyClicks(popup.search, text)
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert view.hasFocus()


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.__name__)
def test_two_letters_find_a_layer_that_begins_so(layer: type) -> None:
    letters = layer.title[:2].lower()
    found = ranked(all_layers(), letters)
    shortest = min((s for s in found if s.title.lower().startswith(letters)), key=lambda s: len(s.title))
    assert len(found[0].title) == len(shortest.title)
    assert found[0].title.lower().startswith(letters)


@pytest.mark.parametrize(
    ("letters", "layer"),
    [
        ("ne", Neuron),
        ("de", Dense),
        ("co", Conv2D),
        ("ls", LSTM),
        ("in", InputValue),
        ("av", Average),
        ("c2", Conv2D),
    ],
)
def test_two_letters_find_the_obvious_layer(
    hand: Hand, view: CanvasView, session: Session, letters: str, layer: type
) -> None:
    hand.double_click(EMPTY)
    type_and_take(view, letters)
    (new,) = session.selection
    assert isinstance(session.document.graph.nodes[new].spec, layer)
    assert view.canvas.nodes[new].frame.contains(EMPTY)
    assert steps(session) == 1


def test_of_two_as_good_the_one_that_fits_comes_first() -> None:
    layers = all_layers()
    rows, images = taking(Document(), (12, 3)), taking(Document(), (8, 8, 1))
    assert isinstance(ranked(layers, "co", rows)[0], Conv1D)
    assert isinstance(ranked(layers, "co", images)[0], Conv2D)


def test_a_card_that_would_cover_another_stands_below(hand: Hand, view: CanvasView, session: Session) -> None:
    hand.hover(hand.middle("dense1"))
    hand.key(Qt.Key.Key_Tab)
    type_and_take(view, "dr")
    (new,) = session.selection
    assert session.document.graph.nodes[new].position[1] > session.document.graph.nodes["dense1"].position[1]
    assert not view.canvas.nodes[new].frame.intersects(view.canvas.nodes["dense1"].frame)


def test_a_hand_wired_neuron_by_keys_alone(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(Document(data=DataRecipe(source=Iris())))
    for letters in ("in", "in", "ne", "bi"):
        hand.key(Qt.Key.Key_Tab)
        type_and_take(view, letters)
    assert ends(session.document) == {("inputvalue2", "neuron1"), ("bias1", "neuron1")}
    session.select({"neuron1"})
    hand.key(Qt.Key.Key_Tab)
    type_and_take(view, "ou")
    nodes = session.document.graph.nodes
    assert isinstance(nodes[next(iter(session.selection))].spec, OutputValue)
    frames = [item.frame for item in view.canvas.nodes.values()]
    assert not any(a.intersects(b) for i, a in enumerate(frames) for b in frames[:i])
    columns = {nodes[name].position[0] for name in ("inputvalue1", "inputvalue2")}
    assert len(columns) == 1
    assert [nodes[name].spec.column for name in ("inputvalue1", "inputvalue2")] == [1, 2]


def test_what_fits_is_known_before_the_wires_are(hand: Hand, view: CanvasView, session: Session) -> None:
    """The digits are images, so an unwired Output is no reason to offer what reads sequences."""
    document, end = edits.append(Document(), Output(), None)
    document, neuron = edits.append(document, Neuron(), None)
    session.open(document)
    for node, letters, layer in ((end, "co", Conv2D), (neuron, "ou", OutputValue)):
        session.select({node})
        hand.key(Qt.Key.Key_Tab)
        QTest.keyClicks(view.adding.popup.search, letters)
        assert isinstance(view.adding.popup.offered[0], layer)
        QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Escape)


def test_behind_a_value_a_neuron_is_offered_first_by_two_letters(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    document, value = edits.append(Document(data=DataRecipe(source=Iris())), InputValue(), None)
    session.open(document)
    session.select({value})
    hand.key(Qt.Key.Key_Tab)
    QTest.keyClicks(view.adding.popup.search, "ou")
    assert isinstance(view.adding.popup.offered[0], OutputValue)
