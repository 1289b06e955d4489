"""Gestures with a real mouse's events: each leaves one undo step, or none."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.graph import End
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from gui.canvas.camera import STEP
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.core.examples import in_a_row
from tests.gui.canvas_hand import (
    ALT,
    CONTROL,
    MIDDLE,
    SHIFT,
    Hand,
    ends,
    open_canvas,
    places,
    steps,
    with_layer,
)

EMPTY = QPointF(400, 250)


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def test_a_card_is_moved_along_the_grid_in_one_step(hand: Hand, session: Session) -> None:
    before = session.document
    start = hand.middle("dense1")
    hand.drag(start, start + QPointF(53, 88))
    assert places(session)["dense1"] == (500.0, 80.0)
    assert session.selection == {"dense1"}
    assert steps(session) == 1
    assert session.undo_stack.undoText() == "move Dense"
    session.undo_stack.undo()
    assert session.document == before


def test_alt_and_the_switch_leave_the_grid(hand: Hand, view: CanvasView, session: Session) -> None:
    hand.drag(hand.middle("dense1"), hand.middle("dense1") + QPointF(7, 33), ALT)
    assert places(session)["dense1"] == (447.0, 33.0)
    view.toggle_snapping()
    hand.drag(hand.middle("dense1"), hand.middle("dense1") + QPointF(5, 5))
    assert places(session)["dense1"] == (452.0, 38.0)
    hand.drag(hand.middle("dense1"), hand.middle("dense1") + QPointF(5, 5), ALT)
    assert places(session)["dense1"] == (457.0, 43.0)


def test_shift_keeps_one_direction(hand: Hand, session: Session) -> None:
    start = hand.middle("dense1")
    hand.press(start)
    hand.move(start + QPointF(100, 45), SHIFT)
    hand.release(SHIFT)
    assert places(session)["dense1"] == (540.0, 0.0)


def test_selected_cards_move_together(hand: Hand, session: Session) -> None:
    session.select({"flatten1", "dense1"})
    hand.drag(hand.middle("dense1"), hand.middle("dense1") + QPointF(0, 100))
    assert places(session) == {
        "input1": (0.0, 0.0),
        "flatten1": (220.0, 100.0),
        "dense1": (440.0, 100.0),
        "dense2": (660.0, 0.0),
    }
    assert session.undo_stack.undoText() == "move 2 layers"
    assert steps(session) == 1


def test_the_wires_follow_while_a_card_is_moved(hand: Hand, view: CanvasView, session: Session) -> None:
    hand.press(hand.middle("dense1"))
    hand.move(hand.middle("dense1") + QPointF(0, 200))
    (into,) = (w for w in view.canvas.wires.values() if w.wire.target.node == "dense1")
    assert into.curve.end == hand.input("dense1")
    assert session.document.graph.nodes["dense1"].position == (440.0, 0.0)  # not before the end
    hand.release()
    assert session.document.graph.nodes["dense1"].position == (440.0, 200.0)


def test_escape_breaks_a_move_off(hand: Hand, view: CanvasView, session: Session) -> None:
    hand.press(hand.middle("dense1"))
    hand.move(hand.middle("dense1") + QPointF(80, 80))
    hand.key(Qt.Key.Key_Escape)
    assert view.canvas.nodes["dense1"].pos() == QPointF(440, 0)
    hand.release()
    assert steps(session) == 0


def test_undo_while_a_card_is_held_breaks_the_move_off(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    document, node = edits.add_node(session.document, Dropout(), (300.0, 200.0))
    session.apply("add", document)
    hand.press(hand.middle(node))
    hand.move(hand.middle(node) + QPointF(80, 80))
    session.undo_stack.undo()
    hand.release()
    assert node not in view.canvas.nodes
    assert steps(session) == 1


def test_clicks_select_and_extend(hand: Hand, session: Session) -> None:
    hand.click(hand.middle("dense1"))
    assert session.selection == {"dense1"}
    hand.click(hand.middle("dense2"), SHIFT)
    assert session.selection == {"dense1", "dense2"}
    hand.click(hand.middle("dense1"), CONTROL)
    assert session.selection == {"dense2"}
    session.select({"dense1", "dense2"})
    hand.click(hand.middle("dense1"))
    assert session.selection == {"dense1"}
    hand.click(EMPTY)
    assert session.selection == set()
    assert steps(session) == 0


def test_a_rubber_band_selects_what_it_touches(hand: Hand, session: Session) -> None:
    hand.drag(QPointF(210, -40), QPointF(500, 30))
    assert session.selection == {"flatten1", "dense1"}
    hand.drag(QPointF(640, -40), QPointF(700, 30), SHIFT)
    assert session.selection == {"flatten1", "dense1", "dense2"}
    hand.drag(QPointF(210, -40), QPointF(250, 30), CONTROL)
    assert session.selection == {"dense1", "dense2"}


def test_a_rubber_band_over_wires_alone_selects_them(hand: Hand, session: Session) -> None:
    hand.drag(QPointF(402, 10), QPointF(430, 60))
    assert session.selection == {"wire2"}


def test_escape_gives_the_selection_back(hand: Hand, session: Session) -> None:
    session.select({"dense2"})
    hand.press(QPointF(210, -40))
    hand.move(QPointF(300, 30))
    assert session.selection == {"flatten1"}
    hand.key(Qt.Key.Key_Escape)
    hand.release()
    assert session.selection == {"dense2"}
    hand.key(Qt.Key.Key_Escape)
    assert session.selection == set()


@pytest.mark.parametrize("button", [MIDDLE, Qt.MouseButton.LeftButton])
def test_the_canvas_is_pushed(hand: Hand, view: CanvasView, session: Session, button: Qt.MouseButton) -> None:
    if button != MIDDLE:
        QTest.keyPress(view, Qt.Key.Key_Space)
    place = view.mapFromScene(QPointF(0, 0))
    hand.press(hand.middle("dense1"), button=button)
    hand.move(hand.middle("dense1") + QPointF(60, -40), button=button)
    hand.release(button=button)
    assert view.mapFromScene(QPointF(0, 0)) - place == QPoint(60, -40)
    assert session.selection == set()
    QTest.keyRelease(view, Qt.Key.Key_Space)
    hand.drag(hand.middle("dense1"), hand.middle("dense1") + QPointF(0, 60))
    assert places(session)["dense1"] == (440.0, 60.0)


@pytest.mark.parametrize("keys", [Qt.KeyboardModifier.NoModifier, CONTROL])
def test_the_wheel_zooms_to_the_pointer(hand: Hand, view: CanvasView, keys: Qt.KeyboardModifier) -> None:
    point = QPointF(700, 120)
    place = view.mapFromScene(point)
    hand.wheel(point, QPoint(0, 120), keys)
    assert view.camera.scale == pytest.approx(STEP)
    assert (view.mapFromScene(point) - place).manhattanLength() <= 2
    for _ in range(4):
        hand.wheel(point, QPoint(0, -120), keys)
    assert view.camera.scale == pytest.approx(STEP**-3)
    assert (view.mapFromScene(point) - place).manhattanLength() <= 2
    for _ in range(3):
        hand.wheel(point, QPoint(0, 120), keys)
    assert view.camera.scale == 1.0


def test_the_scale_has_ends(hand: Hand, view: CanvasView) -> None:
    for _ in range(60):
        hand.wheel(EMPTY, QPoint(0, 120))
    assert view.camera.scale == 4.0
    for _ in range(80):
        hand.wheel(EMPTY, QPoint(0, -120))
    assert view.camera.scale == pytest.approx(0.02)
    assert not view.grab().isNull()


def test_two_fingers_push_and_shift_goes_sideways(hand: Hand, view: CanvasView) -> None:
    place = view.mapFromScene(QPointF(0, 0))
    hand.wheel(EMPTY, QPoint(16, 24), pixels=QPoint(20, 30))
    assert view.mapFromScene(QPointF(0, 0)) - place == QPoint(20, 30)
    hand.wheel(EMPTY, QPoint(0, -120), SHIFT)
    assert view.mapFromScene(QPointF(0, 0)) - place == QPoint(-40, 30)
    assert view.camera.scale == 1.0


def test_a_click_on_a_fix_mends(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(in_a_row(Input(), Dense(), Output()))
    bubble = view.canvas.bubbles["dense1"]
    rect, fix = bubble.buttons[-1]
    assert fix.text == "Put Flatten in between"
    place = bubble.pos() + rect.center()
    hand.hover(place)
    assert view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    hand.press(place)
    hand.move(EMPTY * 2)
    hand.release()
    assert steps(session) == 0  # let go elsewhere
    hand.click(place)
    assert {("input1", "flatten1"), ("flatten1", "dense1")} <= ends(session.document)
    assert session.undo_stack.undoText() == "put Flatten in between"


def test_a_fix_is_made_for_the_document_as_it_is_now(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(in_a_row(Input(), Flatten(), Dense(units=7), Output()))
    before = session.document
    session.apply("bias", edits.set_field(before, "dense1", "bias", False))
    bubble = view.canvas.bubbles["output1"]
    rect, fix = bubble.buttons[0]
    assert fix.text.startswith("Change Dense to 10")
    hand.click(bubble.pos() + rect.center())
    changed = session.document.graph.nodes["dense1"].spec
    assert (changed.units, changed.bias) == (10, False)


def test_a_bubble_belongs_to_its_card(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(in_a_row(Input(), Dense(), Output()))
    hand.click(view.canvas.bubbles["dense1"].pos() + QPointF(30, 12))
    assert session.selection == {"dense1"}


def test_a_title_is_edited_where_it_stands(hand: Hand, view: CanvasView, session: Session) -> None:
    hand.double_click(view.canvas.nodes["dense1"].pos() + QPointF(50, 20))
    assert view.editor.isVisible()
    assert view.editor.selectedText() == "Dense"
    QTest.keyClicks(view.editor, "Hidden")
    QTest.keyClick(view.editor, Qt.Key.Key_Return)
    assert not view.editor.isVisible()
    assert session.document.graph.nodes["dense1"].title == "Hidden"
    assert session.undo_stack.undoText() == "rename Dense"
    assert view.hasFocus()


def test_a_title_given_up_stays(hand: Hand, view: CanvasView, session: Session) -> None:
    view.rename("dense1")
    QTest.keyClicks(view.editor, "Hidden")
    QTest.keyClick(view.editor, Qt.Key.Key_Escape)
    assert session.document.graph.nodes["dense1"].title == ""
    view.rename("dense1")
    QTest.keyClicks(view.editor, "Kept")
    hand.click(EMPTY)
    assert session.document.graph.nodes["dense1"].title == "Kept"
    view.rename("dense1")
    view.editor.setText("Dense")
    view.editor.accept()
    assert session.document.graph.nodes["dense1"].title == ""


def test_what_is_open_closes_when_the_document_changes(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    node = with_layer(session, Dropout(), (300.0, 200.0))
    session.apply("delete", edits.remove(session.document, {node}))
    session.undo_stack.undo()
    hand.drag(hand.output(node), hand.output(node) + QPointF(100, 100))
    assert view.adding.popup.isVisible()
    session.undo_stack.redo()
    assert not view.adding.popup.isVisible()
    session.undo_stack.undo()
    view.rename(node)
    session.undo_stack.redo()
    assert not view.editor.isVisible()
    assert not view.grab().isNull()
    assert node not in session.document.graph.nodes


def test_a_double_click_on_empty_canvas_adds_there(hand: Hand, view: CanvasView, session: Session) -> None:
    hand.double_click(QPointF(306, 232))
    popup = view.adding.popup
    assert popup.isVisible()
    QTest.keyClicks(popup.search, "drop")
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert places(session)["dropout1"] == (220.0, 200.0)
    assert session.selection == {"dropout1"}


def test_a_click_in_the_list_chooses(hand: Hand, view: CanvasView, session: Session) -> None:
    hand.double_click(EMPTY)
    rows = view.adding.popup.list
    wanted = next(r for r in range(rows.count()) if rows.item(r).text() == "Dropout")
    place = rows.visualItemRect(rows.item(wanted)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "dropout1" in session.document.graph.nodes


def test_what_is_under_the_pointer_lights_up(hand: Hand, view: CanvasView) -> None:
    hand.hover(hand.middle("dense1"))
    assert view.canvas.nodes["dense1"].look.hovered
    hand.hover(hand.output("flatten1") + QPointF(24, 0))
    assert not view.canvas.nodes["dense1"].look.hovered
    assert view.canvas.wires["wire2"].hovered
    hand.hover(hand.output("flatten1") + QPointF(6, 6))
    assert view.hand.port == (End("flatten1", "out"), True)
    assert view.viewport().cursor().shape() == Qt.CursorShape.CrossCursor
    hand.hover(EMPTY)
    assert view.hand.port is None
    assert not view.canvas.wires["wire2"].hovered


def test_the_canvas_scrolls_when_a_drag_comes_to_its_edge(hand: Hand, view: CanvasView, qtbot: QtBot) -> None:
    place = view.mapFromScene(QPointF(0, 0))
    hand.press(hand.middle("dense1"))
    edge = view.mapToScene(view.viewport().width() - 3, 300)
    hand.move(QPointF(edge))
    qtbot.waitUntil(lambda: view.mapFromScene(QPointF(0, 0)).x() < place.x() - 60)
    before = view.canvas.nodes["dense1"].pos().x()
    qtbot.waitUntil(
        lambda: view.canvas.nodes["dense1"].pos().x() > before
    )  # the card stays under the pointer
