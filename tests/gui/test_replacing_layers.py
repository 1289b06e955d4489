"""Replacing a layer on the canvas: by its key, from the menu's command, with a layer from the palette."""

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.document import edits
from core.layers.activation import Activation
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.input import Input
from core.layers.layer_norm import LayerNorm
from gui.canvas.mime import LAYER
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.gui.canvas_hand import CONTROL, LEFT, PLAIN, SHIFT, Hand, command, open_canvas, steps


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def test_r_two_letters_and_enter_replace(hand: Hand, view: CanvasView, session: Session) -> None:
    before = session.document.graph
    session.select({"dense1"})
    hand.key(Qt.Key.Key_R)
    QTest.keyClicks(view.adding.popup.search, "dr")
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Return)
    after = session.document.graph
    assert after.nodes["dense1"].spec == Dropout()
    assert after.wires == before.wires
    assert session.selection == {"dense1"}
    assert session.undo_stack.undoText() == "replace Dense with Dropout"
    assert steps(session) == 1
    session.undo_stack.undo()
    assert session.document.graph == before


def test_what_fits_is_offered_first_its_own_category_before_others(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    session.select({"dense1"})
    hand.key(Qt.Key.Key_R)
    offered = view.adding.popup.offered
    assert not any(isinstance(spec, Dense | Input) for spec in offered)
    assert {spec.category for spec in offered[:2]} == {Dense.category}
    assert offered.index(LayerNorm()) > offered.index(Activation())
    titles = [spec.title for spec in offered]
    assert titles.index("LSTM") > titles.index("LayerNorm")  # it would take sequences


@pytest.mark.parametrize(("place", "key"), [((0.0, 300.0), Qt.Key.Key_R), ((1000.0, 300.0), Qt.Key.Key_Tab)])
def test_the_list_does_not_cover_the_card_that_it_is_for(
    hand: Hand, view: CanvasView, session: Session, place: tuple[float, float], key: Qt.Key
) -> None:
    session.apply("move", edits.move(session.document, {"dense1": place}))
    session.select({"dense1"})
    hand.key(key)
    frame = view.mapFromScene(view.canvas.nodes["dense1"].frame).boundingRect()
    assert view.adding.popup.isVisible()
    assert view.rect().contains(view.adding.popup.geometry())
    assert not view.adding.popup.geometry().intersects(frame)


def test_only_a_single_node_is_replaced(view: CanvasView, session: Session) -> None:
    replace = command(view, "Replace…")
    assert not replace.enabled()
    session.select({"dense1", "dense2"})
    assert not replace.enabled()


def test_wires_that_find_no_port_are_told(view: CanvasView, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.notice) as told:
        view.operations.replace("flatten1", Input())
    assert told.args == ["Data has no port for a wire, which is gone."]
    assert steps(session) == 1


@pytest.mark.parametrize("key", [CONTROL, SHIFT])
def test_a_layer_dropped_on_a_card_with_a_key_held_replaces_it(
    hand: Hand, view: CanvasView, session: Session, key: Qt.KeyboardModifier
) -> None:
    wires = session.document.graph.wires
    drag(view, Dropout(), hand.middle("dense1"), PLAIN, PLAIN)
    assert view.hint.text == "Hold Ctrl to replace Dense"
    mime = drag(view, Dropout(), hand.middle("dense1"), key, key)
    assert view.hint.text == "Let go to replace Dense"
    assert view.canvas.nodes["dense1"].look.aimed
    drop(view, mime, hand.middle("dense1"), key)
    assert session.document.graph.nodes["dense1"].spec == Dropout()
    assert session.document.graph.wires == wires
    assert not view.hint.isVisible()


def test_a_layer_dropped_on_a_card_without_it_is_added(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    mime = drag(view, Dropout(), hand.middle("dense1"), CONTROL, PLAIN)
    assert not view.canvas.nodes["dense1"].look.aimed
    drop(view, mime, hand.middle("dense1"), PLAIN)
    assert session.document.graph.nodes["dense1"].spec == Dense()
    assert len(session.document.graph.nodes) == 5


def drag(
    view: CanvasView,
    spec: Dropout,
    point: QPointF,
    first: Qt.KeyboardModifier,
    then: Qt.KeyboardModifier,
) -> QMimeData:
    """Bring a layer over a point, with a key held at first and another then."""
    mime, action = QMimeData(), Qt.DropAction.CopyAction
    mime.setData(LAYER, msgspec.json.encode(spec))
    place = view.mapFromScene(point)
    QApplication.sendEvent(view.viewport(), QDragEnterEvent(place, action, mime, LEFT, first))
    QApplication.sendEvent(view.viewport(), QDragMoveEvent(place, action, mime, LEFT, then))
    return mime


def drop(view: CanvasView, mime: QMimeData, point: QPointF, keys: Qt.KeyboardModifier) -> None:
    place = QPointF(view.mapFromScene(point))
    QApplication.sendEvent(view.viewport(), QDropEvent(place, Qt.DropAction.CopyAction, mime, LEFT, keys))
