"""The canvas's commands, by menu and by key."""

import msgspec
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.document import Document
from core.document.fragment import copied
from core.document.graph import End
from core.document.layout import GRID
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from gui.canvas.popup import ranked
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.core.examples import digits, in_a_row
from tests.gui.canvas_hand import (
    ALT,
    CONTROL,
    SHIFT,
    Hand,
    command,
    ends,
    open_canvas,
    places,
    put_on_clipboard,
    run,
)


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def test_every_command_is_named_and_has_keys_of_its_own(view: CanvasView) -> None:
    commands = view.commands()
    assert len({c.text for c in commands}) == len(commands)
    keys = [key for c in commands for key in (c.shortcut, c.keys) if key]
    assert sorted(keys) == sorted(
        [*set(keys), "Return"]
    )  # writes in a note, or opens a block: what is selected
    for key in keys:
        assert QKeySequence.fromString(key).toString(QKeySequence.SequenceFormat.PortableText) == key
    assert {c.menu.partition("/")[0] for c in commands} == {"Edit", "Arrange", "View"}


def test_commands_that_need_a_selection_are_grey_without_one(view: CanvasView, session: Session) -> None:
    def grey() -> set[str]:
        return {c.text for c in view.commands() if c.enabled is not None and not c.enabled()}

    assert {"Cut", "Copy", "Delete", "Rename", "Align left", "Wire the selected layers", "Paste"} <= grey()
    session.select({"dense1", "dense2"})
    assert {"Cut", "Copy", "Delete", "Align left", "Wire the selected layers"}.isdisjoint(grey())
    assert {"Rename", "Space evenly across", "Fix the problem"} <= grey()
    session.open(Document())
    assert {"Select all", "Tidy"} <= grey()


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_deleting_heals_the_wire(hand: Hand, session: Session, key: Qt.Key) -> None:
    before = session.document
    session.select({"flatten1", "dense1"})
    hand.key(key)
    assert ends(session.document) == {("input1", "dense2")}
    assert session.undo_stack.undoText() == "delete 2 layers"
    assert session.selection == set()
    session.undo_stack.undo()
    assert session.document == before


def test_arrows_move_the_selection_in_one_step(hand: Hand, session: Session) -> None:
    before = session.document
    session.select({"dense1"})
    for _ in range(3):
        QTest.keyPress(hand.view, Qt.Key.Key_Right)
    QTest.keyPress(hand.view, Qt.Key.Key_Down, SHIFT)
    assert places(session)["dense1"] == (440.0 + 3 * GRID, 5 * GRID)
    QTest.keyRelease(hand.view, Qt.Key.Key_Down)
    assert session.undo_stack.count() == 1
    hand.key(Qt.Key.Key_Left)
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.document == before


def test_arrows_without_a_selection_push_the_canvas(hand: Hand, view: CanvasView, session: Session) -> None:
    place = view.mapFromScene(QPointF(0, 0))
    hand.key(Qt.Key.Key_Right)
    assert view.mapFromScene(QPointF(0, 0)).x() < place.x()
    assert session.undo_stack.count() == 0


def test_alt_and_arrows_choose_the_next_card(hand: Hand, session: Session) -> None:
    session.select({"flatten1"})
    hand.key(Qt.Key.Key_Right, ALT)
    assert session.selection == {"dense1"}
    hand.key(Qt.Key.Key_Left, ALT)
    hand.key(Qt.Key.Key_Left, ALT)
    assert session.selection == {"input1"}
    hand.key(Qt.Key.Key_Left, ALT)
    assert session.selection == {"input1"}
    session.select(())
    hand.key(Qt.Key.Key_Up, ALT)
    assert len(session.selection) == 1


def test_everything_is_selected(hand: Hand, session: Session) -> None:
    hand.key(Qt.Key.Key_A, CONTROL)
    assert session.selection == set(session.document.graph.nodes)


def test_cards_are_aligned_and_spaced(view: CanvasView, session: Session) -> None:
    moved = edits.move(session.document, {"dense1": (450.0, 90.0), "dense2": (900.0, 200.0)})
    session.open(moved)
    session.select({"flatten1", "dense1", "dense2"})
    run(view, "Space evenly across")
    assert places(session)["dense1"] == (560.0, 90.0)
    run(view, "Space evenly down")
    assert places(session)["dense1"] == (560.0, 100.0)
    run(view, "Align top")
    assert {places(session)[n][1] for n in ("flatten1", "dense1", "dense2")} == {0.0}
    run(view, "Align right")
    assert {places(session)[n][0] for n in ("flatten1", "dense1", "dense2")} == {900.0}
    assert session.undo_stack.count() == 4
    assert places(session)["input1"] == (0.0, 0.0)


def test_tidying_is_one_step_and_glides(view: CanvasView, session: Session, qtbot: QtBot) -> None:
    scattered = edits.move(session.document, {"dense1": (10.0, 500.0), "flatten1": (700.0, 300.0)})
    session.open(scattered)
    view.glider.enabled = True
    run(view, "Tidy")
    assert session.undo_stack.count() == 1
    assert [places(session)[n] for n in ("input1", "flatten1", "dense1", "dense2")] == [
        (220.0 * i, 0.0) for i in range(4)
    ]
    card = view.canvas.nodes["dense1"]
    assert card.pos() != QPointF(440, 0)  # on its way
    qtbot.waitUntil(lambda: card.pos() == QPointF(440, 0))
    session.undo_stack.undo()
    view.glider.finish()
    assert session.document == scattered
    assert card.pos() == QPointF(10, 500)


def test_a_card_that_goes_while_it_glides_is_let_go(view: CanvasView, session: Session) -> None:
    view.glider.enabled = True
    session.apply("far", edits.move(session.document, {"dense1": (900.0, 900.0), "dense2": (0.0, 900.0)}))
    session.apply("delete", edits.remove(session.document, {"dense1"}))
    view.glider.finish()
    assert view.canvas.nodes["dense2"].pos() == QPointF(0, 900)


def test_two_layers_are_wired_by_key(hand: Hand, session: Session) -> None:
    document, node = edits.add_node(session.document, Dropout(), (880.0, 100.0))
    session.open(document)
    session.select({"dense2", node})
    hand.key(Qt.Key.Key_L, CONTROL)
    assert ("dense2", node) in ends(session.document)


def test_what_cannot_be_wired_is_told(view: CanvasView, session: Session, qtbot: QtBot) -> None:
    document, node = edits.add_node(in_a_row(Input()), Input(), (0.0, 200.0))
    session.open(document)
    session.select({"input1", node})
    with qtbot.waitSignal(session.notice) as notice:
        run(view, "Wire the selected layers")
    assert "no output and input" in notice.args[0]


def test_the_fix_of_the_selected_layer_is_a_command(view: CanvasView, session: Session) -> None:
    session.open(in_a_row(Input(), Dense(units=10), Output()))
    session.select({"dense1"})
    fix = command(view, "Fix the problem")
    assert fix.live_text() == "Put Flatten in between"
    run(view, "Fix the problem")
    assert ("flatten1", "dense1") in ends(session.document)
    session.select({"flatten1"})
    assert not fix.enabled()


def test_tab_adds_behind_the_selected_layer(hand: Hand, view: CanvasView, session: Session) -> None:
    session.select({"flatten1"})
    hand.key(Qt.Key.Key_Tab)
    popup = view.adding.popup
    assert popup.isVisible()
    QTest.keyClicks(popup.search, "dropo")
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert {("flatten1", "dropout1"), ("dropout1", "dense1")} <= ends(session.document)
    assert session.selection == {"dropout1"}


def test_tab_on_an_empty_canvas_adds_in_its_middle(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(Document())
    hand.key(Qt.Key.Key_Tab)
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Down)
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Up)
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Return)
    (node,) = session.document.graph.nodes.values()
    assert isinstance(node.spec, Input)
    middle = view.viewport().rect().center()
    assert (
        view.mapFromScene(QPointF(*node.position) + QPointF(86, 32)) - middle
    ).manhattanLength() <= 2 * GRID


def test_tab_offers_what_fits_first(hand: Hand, view: CanvasView, session: Session) -> None:
    session.select({"input1"})
    hand.key(Qt.Key.Key_Tab)
    offered = [type(spec) for spec in view.adding.popup.offered]
    assert offered.index(Flatten) < offered.index(Dense)
    assert Input in offered


def test_shift_tab_leaves_the_canvas(session: Session, appearance: Appearance, qtbot: QtBot) -> None:
    window, view = QWidget(), CanvasView(session, appearance)
    window.resize(900, 700)
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    field = QLineEdit()
    column.addWidget(field)
    column.addWidget(view)
    with qtbot.waitExposed(window):
        window.show()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert view.hasFocus()
    ring = view.grab().toImage().pixelColor(1, 300).name()
    assert ring == appearance.theme.accent
    QTest.keyClick(view, Qt.Key.Key_Backtab)
    assert field.hasFocus()
    assert view.grab().toImage().pixelColor(1, 300).name() != ring


def test_the_search_finds_titles_before_help() -> None:
    layers = [Input(), Dense(), Dropout(), Flatten()]
    assert [type(s) for s in ranked(layers, "dense")] == [Dense, Flatten]  # Flatten's help names Dense
    assert {type(s) for s in ranked(layers, "d")[:3]} == {Input, Dense, Dropout}
    assert ranked(layers, "nothing like it") == []
    assert ranked(layers, "  ") == layers


def test_nothing_found_says_so(hand: Hand, view: CanvasView, session: Session) -> None:
    hand.key(Qt.Key.Key_Tab)
    popup = view.adding.popup
    QTest.keyClicks(popup.search, "xyzzy")
    assert popup.empty.isVisible()
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert popup.isVisible()
    assert session.undo_stack.count() == 0


def test_f2_renames(hand: Hand, view: CanvasView, session: Session) -> None:
    session.select({"dense1"})
    hand.key(Qt.Key.Key_F2)
    QTest.keyClicks(view.editor, "First")
    QTest.keyClick(view.editor, Qt.Key.Key_Return)
    assert session.document.graph.nodes["dense1"].title == "First"


def test_zooming_by_key_and_button(hand: Hand, view: CanvasView) -> None:
    hand.key(Qt.Key.Key_Minus)
    assert view.camera.scale == pytest.approx(2**-0.25)
    assert view.zoom_bar.scale.text() == "84 %"
    hand.key(Qt.Key.Key_Plus)
    hand.key(Qt.Key.Key_Equal, CONTROL)
    assert view.zoom_bar.scale.text() == "119 %"
    QTest.mouseClick(view.zoom_bar.scale, Qt.MouseButton.LeftButton)
    assert view.camera.scale == 1.0


def test_everything_and_the_selection_are_shown(hand: Hand, view: CanvasView, session: Session) -> None:
    session.apply("far", edits.move(session.document, {"dense2": (5000.0, 3000.0)}))
    hand.key(Qt.Key.Key_F)
    area = view.viewport().rect()
    for item in view.canvas.nodes.values():
        assert area.contains(view.mapFromScene(item.sceneBoundingRect()).boundingRect())
    assert view.camera.scale < 0.3
    session.select({"dense2"})
    run(view, "Show the selection")
    assert view.camera.scale == 1.0
    middle = view.mapFromScene(QPointF(5086, 3032))
    assert (middle - area.center()).manhattanLength() <= 2


def test_a_layer_a_long_way_out_can_be_reached(hand: Hand, view: CanvasView, session: Session) -> None:
    session.apply("far", edits.move(session.document, {"dense2": (9e8, -9e8)}))
    session.select({"dense2"})
    run(view, "Show the selection")
    place = view.mapFromScene(view.canvas.nodes["dense2"].sceneBoundingRect()).boundingRect()
    assert view.viewport().rect().intersects(place)
    run(view, "Show everything")
    assert not view.grab().isNull()


def test_appending_shows_what_was_added(view: CanvasView, session: Session) -> None:
    session.select({"dense2"})
    for _ in range(12):
        view.append(Dropout())
    (last,) = session.selection
    assert len(session.document.graph.nodes) == 16
    assert (
        view.viewport()
        .rect()
        .contains(view.mapFromScene(view.canvas.nodes[last].sceneBoundingRect().center()))
    )
    assert len(ends(session.document)) == 15


def test_what_is_in_view_stays_in_view_while_layers_are_added(view: CanvasView, session: Session) -> None:
    def seen() -> bool:
        area = view.viewport().rect()
        return all(
            area.contains(view.mapFromScene(i.sceneBoundingRect().center()))
            for i in view.canvas.nodes.values()
        )

    session.select({"flatten1"})
    for _ in range(3):
        view.append(Dropout())
    assert seen()
    assert 0.6 <= view.camera.scale < 1.0
    view.zoom_fully()
    assert not seen()
    view.append(Dropout())
    assert view.camera.scale == 1.0  # where not all was seen before, the scale stays


def menu_at(view: CanvasView, point: QPointF) -> list[str]:
    """Open the context menu at a point of the scene and read it."""
    place = view.mapFromScene(point)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text().partition("\t")[0] for action in menu.actions() if not action.isSeparator()]
    menu.close()
    return texts


def test_the_context_menu_has_what_makes_sense_there(hand: Hand, view: CanvasView, session: Session) -> None:
    on_card = menu_at(view, hand.middle("dense1"))
    assert on_card[:4] == ["Replace…", "Rename", "Group", "Copy ×N…"]
    assert on_card[4:6] == ["Wire from here…", "Wire to here…"]
    assert on_card[6:8] == ["Take apart into neurons", "Look inside"]
    assert on_card[8:12] == ["Cut", "Copy", "Duplicate", "Delete"]
    assert on_card[12:] == ["Frame the selection", "Colour…", "Pin in place", "Colours"]
    assert session.selection == {"dense1"}
    assert menu_at(view, hand.output("flatten1") + QPointF(24, 0)) == ["Delete"]
    assert session.selection == {"wire2"}
    on_canvas = menu_at(view, QPointF(300, 300))
    assert on_canvas[:4] == ["Add a layer here…", "Add a comment here", "Add a frame here", "Select all"]
    assert "Tidy" in on_canvas
    session.select({"dense1", "dense2"})
    both = menu_at(view, hand.middle("dense1"))
    assert {"Wire the selected layers", "Align top"} <= set(both)
    assert session.selection == {"dense1", "dense2"}
    put_on_clipboard(msgspec.json.encode(copied(digits().graph, {"dense1"})).decode())
    assert "Paste here" in menu_at(view, QPointF(300, 300))


def test_a_canvas_of_its_own_document_ends_quietly(qtbot: QtBot, appearance: Appearance) -> None:
    session = Session(digits())
    view = CanvasView(session, appearance)
    view.show()
    qtbot.waitUntil(lambda: session.snapshot.state != "blocked")
    document = edits.connect(session.document, End("flatten1", "out"), End("dense2", "in"))
    session.apply("wire", document)
    assert len(view.canvas.wires) == 4
    session.close()
    view.close()
    view.deleteLater()
