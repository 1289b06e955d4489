"""Blocks on the canvas: as outlines and as cards, with mouse and keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.document import blocks, edits
from core.document.document import Document
from core.document.file import Saved, read, write
from core.document.graph import Block, End
from core.layers.add import Add
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.templates.gan_ring import RingGAN
from gui.canvas.block_items import BlockCard, BlockFrame
from gui.canvas.menu import context_menu
from gui.canvas.view import CanvasView
from gui.drawing.canvas import CanvasContent
from gui.drawing.picture import COLOURS, Options
from gui.session import Session
from gui.theme import DARK, LIGHT, Appearance
from tests.core.examples import in_a_row
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
    steps,
    with_layer,
)


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def group(hand: Hand, *ids: str) -> str:
    """Select nodes and press the keys."""
    hand.view.session.select(ids)
    hand.key(Qt.Key.Key_G, CONTROL)
    (name,) = hand.view.session.selection
    return name


def collapsed(hand: Hand, *ids: str) -> str:
    name = group(hand, *ids)
    hand.key(Qt.Key.Key_Return)
    return name


def block(view: CanvasView, name: str) -> Block:
    return view.session.document.graph.blocks[name]


def card(view: CanvasView, name: str) -> BlockCard:
    return view.canvas.blocks.cards[name]


def frame(view: CanvasView, name: str) -> BlockFrame:
    return view.canvas.blocks.frames[name]


def bar(view: CanvasView, name: str) -> QPointF:
    """A place on the bar of an expanded block where nothing but its name is."""
    return frame(view, name).bar.center()


def check(view: CanvasView) -> None:
    """Compare what is seen of blocks with the document."""
    scene, graph = view.canvas, view.session.document.graph
    unseen = blocks.hidden(graph)
    assert scene.blocks.cards.keys() == {b.id for b in graph.blocks.values() if b.collapsed}
    assert scene.blocks.frames.keys() == {b.id for b in graph.blocks.values() if not b.collapsed}
    assert scene.standing.keys() == blocks.fold(graph).nodes.keys()
    for name, item in scene.nodes.items():
        assert item.isVisible() == (name not in unseen)
        assert item.pos() == QPointF(*graph.nodes[name].position)
    for item in scene.wires.values():
        source, target = (unseen.get(n) for n in item.nodes)
        assert item.isVisible() == (source is None or source != target)
        if item.isVisible():
            assert item.curve.start == scene.port_position(item.wire.source, True)
            assert item.curve.end == scene.port_position(item.wire.target, False)
    for name, shown in scene.blocks.cards.items():
        value = graph.blocks[name]
        found = blocks.ports(graph, value.members)
        assert shown.pos() == QPointF(*value.position)
        assert [end for end, _ in shown.ports(False)] == list(found.inputs)
        assert [end for end, _ in shown.ports(True)] == list(found.outputs)
        assert shown.title == blocks.name_of(value)
    for name, outline in scene.blocks.frames.items():
        left, top, right, bottom = blocks.outline(graph, graph.blocks[name])
        assert outline.frame == QRectF(QPointF(left, top), QPointF(right, bottom))


def unfit() -> Document:
    """A row in which a dense layer is given an image."""
    data = DataRecipe(source=Digits(), preprocessing=Pixels(white=16))
    return in_a_row(Input(), Conv2D(), Dense(units=10), Output(), data=data)


# -- grouping ----------------------------------------------------------------------------------------------------------
def test_what_is_selected_becomes_a_block(hand: Hand, view: CanvasView, session: Session) -> None:
    name = group(hand, "flatten1", "dense1")
    assert block(view, name).members == ("flatten1", "dense1")
    assert block(view, name).title == "Block 1"
    assert session.undo_stack.undoText() == "group 2 layers"
    assert not command(view, "Group").enabled()
    check(view)
    second = group(hand, "dense2")
    assert block(view, second).title == "Block 2"
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.document.graph.blocks == {}
    check(view)


def test_ungrouping_leaves_the_members_selected(hand: Hand, view: CanvasView, session: Session) -> None:
    name = collapsed(hand, "flatten1", "dense1")
    hand.key(Qt.Key.Key_U, CONTROL)
    assert session.selection == {"flatten1", "dense1"}
    assert name not in session.document.graph.blocks
    check(view)
    session.undo_stack.undo()
    check(view)


def test_a_layer_can_be_taken_out_of_its_block(hand: Hand, view: CanvasView, session: Session) -> None:
    name = group(hand, "flatten1", "dense1", "dense2")
    session.select({"dense2"})
    run(view, "Ungroup")
    assert block(view, name).members == ("flatten1", "dense1")
    assert session.undo_stack.undoText() == "take Dense out of the block"
    check(view)
    session.select({"input1"})
    assert not command(view, "Ungroup").enabled()


# -- collapsing --------------------------------------------------------------------------------------------------------
def test_enter_collapses_and_expands(hand: Hand, view: CanvasView, session: Session) -> None:
    name = group(hand, "flatten1", "dense1")
    before = places(session)
    assert command(view, "Collapse or expand").live_text() == "Collapse Block 1"
    hand.key(Qt.Key.Key_Return)
    assert block(view, name).collapsed
    assert session.selection == {name}
    assert card(view, name).look.selected
    check(view)
    hand.key(Qt.Key.Key_Return)
    assert not block(view, name).collapsed
    assert frame(view, name).selected
    assert places(session) == before
    check(view)
    assert steps(session) == 3
    session.undo_stack.undo()
    assert block(view, name).collapsed
    check(view)


def test_a_click_on_the_chevron_collapses(hand: Hand, view: CanvasView) -> None:
    name = group(hand, "flatten1", "dense1")
    hand.click(frame(view, name).bar.topLeft() + QPointF(18, 18))
    assert block(view, name).collapsed
    check(view)


def test_a_double_click_on_the_chevron_does_it_once(hand: Hand, view: CanvasView) -> None:
    name = group(hand, "flatten1", "dense1")
    hand.double_click(frame(view, name).bar.topLeft() + QPointF(18, 18))
    assert block(view, name).collapsed
    assert not view.adding.popup.isVisible()


def test_a_double_click_on_a_card_expands(hand: Hand, view: CanvasView) -> None:
    name = collapsed(hand, "flatten1", "dense1")
    hand.double_click(card(view, name).frame.center() + QPointF(0, -20))
    assert not block(view, name).collapsed
    check(view)


def test_members_appear_around_a_card_that_was_moved(hand: Hand, view: CanvasView, session: Session) -> None:
    name = collapsed(hand, "flatten1", "dense1")
    before = places(session)
    hand.drag(card(view, name).frame.center(), card(view, name).frame.center() + QPointF(40, 200))
    assert session.undo_stack.undoText() == "move Block 1"
    check(view)
    hand.key(Qt.Key.Key_Return)
    for node in ("flatten1", "dense1"):
        assert places(session)[node] == (before[node][0] + 40, before[node][1] + 200)
    check(view)


def test_cards_glide_out_of_a_card(qtbot: QtBot, hand: Hand, view: CanvasView) -> None:
    name = collapsed(hand, "flatten1", "dense1")
    middle = card(view, name).frame.center()
    view.glider.enabled = True
    hand.key(Qt.Key.Key_Return)
    assert view.canvas.nodes["flatten1"].frame.center() == middle
    view.glider.finish()
    check(view)


# -- what a block hides ------------------------------------------------------------------------------------------------
def test_hidden_members_are_not_found(hand: Hand, view: CanvasView, session: Session) -> None:
    name = collapsed(hand, "flatten1", "dense1", "dense2")
    find = view.canvas.find
    for member in ("flatten1", "dense2"):
        assert find.node(view.canvas.nodes[member].frame.center()) is None
        assert find.port(view.canvas.nodes[member].port_position("out", True)) is None
    assert find.wire(QPointF(636, 32)) is None
    assert find.nodes(QRectF(-100, -100, 2000, 400)) == {"input1", name}
    session.select(())
    hand.drag(QPointF(-60, -60), QPointF(1000, 200))
    assert session.selection == {"input1", name}


def test_the_arrows_go_from_card_to_card(hand: Hand, view: CanvasView, session: Session) -> None:
    name = collapsed(hand, "flatten1", "dense1")
    session.select({"input1"})
    hand.key(Qt.Key.Key_Right, ALT)
    assert session.selection == {name}
    hand.key(Qt.Key.Key_Right, ALT)
    assert session.selection == {"dense2"}
    hand.key(Qt.Key.Key_Left, ALT)
    assert session.selection == {name}


def test_a_problem_within_stands_under_the_card(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(unfit())
    assert "dense1" in view.canvas.bubbles
    name = collapsed(hand, "conv2d1", "dense1")
    bubble = view.canvas.bubbles[name]
    assert "dense1" not in view.canvas.bubbles
    assert bubble.pos().x() == card(view, name).frame.left()
    assert bubble.pos().y() > card(view, name).frame.bottom()
    assert card(view, name).look.faulty
    hand.click(bubble.sceneBoundingRect().topLeft() + QPointF(4, 4))
    assert session.selection == {name}
    hand.key(Qt.Key.Key_Return)
    assert name not in view.canvas.bubbles
    assert "dense1" in view.canvas.bubbles
    check(view)


def test_a_fix_within_adds_to_the_block(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(unfit())
    name = collapsed(hand, "conv2d1", "dense1")
    before = set(session.document.graph.nodes)
    run(view, "Fix the problem")
    (new,) = set(session.document.graph.nodes) - before
    assert new in block(view, name).members
    assert name not in view.canvas.bubbles
    check(view)


# -- a block as one thing ----------------------------------------------------------------------------------------------
def test_a_bar_moves_all_members(hand: Hand, view: CanvasView, session: Session) -> None:
    name = group(hand, "flatten1", "dense1")
    session.select(())
    before = places(session)
    hand.drag(bar(view, name), bar(view, name) + QPointF(60, 120))
    assert session.selection == {name}
    for node in ("flatten1", "dense1"):
        assert places(session)[node] == (before[node][0] + 60, before[node][1] + 120)
    assert places(session)["input1"] == before["input1"]
    assert steps(session) == 2
    check(view)


def test_between_its_members_a_block_is_canvas(hand: Hand, view: CanvasView, session: Session) -> None:
    group(hand, "flatten1", "dense1")
    hand.click(QPointF(416, 70))
    assert session.selection == frozenset()


def test_a_broken_off_drag_leaves_the_card_where_it_was(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    name = collapsed(hand, "flatten1", "dense1")
    before = session.document
    hand.press(card(view, name).frame.center())
    hand.move(card(view, name).frame.center() + QPointF(80, 80))
    hand.key(Qt.Key.Key_Escape)
    assert session.document == before
    check(view)


def test_arrow_keys_move_a_card(hand: Hand, view: CanvasView, session: Session) -> None:
    name = collapsed(hand, "flatten1", "dense1")
    before = places(session)
    hand.key(Qt.Key.Key_Down)
    hand.key(Qt.Key.Key_Down)
    assert places(session)["dense1"] == (before["dense1"][0], before["dense1"][1] + 40)
    check(view)
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert places(session) == before
    assert block(view, name).collapsed
    check(view)


def test_deleting_a_card_deletes_its_members(hand: Hand, view: CanvasView, session: Session) -> None:
    collapsed(hand, "flatten1", "dense1")
    hand.key(Qt.Key.Key_Delete)
    assert set(session.document.graph.nodes) == {"input1", "dense2"}
    assert ends(session.document) == {("input1", "dense2")}
    assert session.undo_stack.undoText() == "delete Block 1"
    check(view)
    session.undo_stack.undo()
    check(view)


@pytest.mark.parametrize("make", [group, collapsed])
def test_a_duplicate_is_a_block_too(
    hand: Hand, view: CanvasView, session: Session, make: Callable[..., str]
) -> None:
    name = make(hand, "flatten1", "dense1")
    hand.key(Qt.Key.Key_D, CONTROL)
    (new,) = session.selection
    assert new != name
    assert block(view, new).collapsed == block(view, name).collapsed
    assert block(view, new).title == block(view, name).title
    assert session.undo_stack.undoText() == "duplicate Block 1"
    check(view)


def test_a_block_goes_to_another_window_as_text(
    qtbot: QtBot, hand: Hand, view: CanvasView, appearance: Appearance
) -> None:
    collapsed(hand, "flatten1", "dense1")
    hand.key(Qt.Key.Key_C, CONTROL)
    text = QGuiApplication.clipboard().text()
    other = Session()
    second = CanvasView(other, appearance)
    qtbot.addWidget(second)
    put_on_clipboard(text)
    second.paste()
    (new,) = other.selection
    assert other.document.graph.blocks[new].title == "Block 1"
    assert other.document.graph.blocks[new].collapsed
    check(second)
    other.close()


def test_selecting_all_takes_cards_for_what_is_in_them(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    name = collapsed(hand, "flatten1", "dense1")
    hand.key(Qt.Key.Key_A, CONTROL)
    assert session.selection == {"input1", name, "dense2"}
    run(view, "Align top")
    check(view)


def test_tidying_takes_a_card_for_one_thing(hand: Hand, view: CanvasView, session: Session) -> None:
    name = collapsed(hand, "flatten1", "dense1")
    session.select(())
    run(view, "Tidy")
    check(view)
    seen = blocks.fold(session.document.graph)
    assert [seen.nodes[n].position[0] for n in ("input1", name, "dense2")] == [0.0, 220.0, 440.0]


def test_a_block_is_renamed_where_its_name_stands(hand: Hand, view: CanvasView) -> None:
    for make, other in ((group, "Expanded"), (collapsed, "Collapsed")):
        name = make(hand, "flatten1", "dense1")
        hand.key(Qt.Key.Key_F2)
        assert view.editor.isVisible()
        view.editor.setText(f" {other} ")
        QTest.keyClick(view.editor, Qt.Key.Key_Return)
        assert block(view, name).title == other
        check(view)
        run(view, "Ungroup")


def test_a_double_click_on_the_bar_renames(hand: Hand, view: CanvasView) -> None:
    name = group(hand, "flatten1", "dense1")
    hand.double_click(bar(view, name))
    assert view.editor.isVisible()
    assert view.editor.text() == block(view, name).title


# -- wires -------------------------------------------------------------------------------------------------------------
def test_a_wire_is_drawn_to_a_port_of_a_card(hand: Hand, view: CanvasView, session: Session) -> None:
    add = with_layer(session, Add(), (660.0, 200.0))
    name = collapsed(hand, add, "dense2")
    (port,) = [at for end, at in card(view, name).ports(False) if end == End(add, "in2")]
    hand.drag(hand.output("flatten1"), port)
    assert ("flatten1", add) in ends(session.document)
    check(view)


def test_a_wire_that_is_let_go_on_a_card_takes_the_first_free_port(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    add = with_layer(session, Add(), (660.0, 200.0))
    name = collapsed(hand, add, "dense2")
    hand.drag(hand.output("flatten1"), card(view, name).frame.center())
    assert any(w.target == End(add, "in1") for w in session.document.graph.wires.values())
    hand.drag(hand.output("flatten1"), card(view, name).frame.center() + QPointF(0, 10))
    assert any(w.target == End(add, "in2") for w in session.document.graph.wires.values())
    check(view)


def test_a_wire_is_drawn_from_a_card(hand: Hand, view: CanvasView, session: Session) -> None:
    flat = with_layer(session, Dense(), (880.0, 300.0))
    name = collapsed(hand, "flatten1", "dense1")
    (_, at), *_ = card(view, name).ports(True)
    hand.drag(at, hand.input(flat))
    assert ("dense1", flat) in ends(session.document)
    check(view)


def test_a_card_cannot_feed_itself(hand: Hand, view: CanvasView, session: Session) -> None:
    name = collapsed(hand, "flatten1", "dense1")
    before = session.document
    (_, at), *_ = card(view, name).ports(True)
    hand.drag(at, card(view, name).frame.center())
    assert session.document == before


def test_cards_are_wired_by_a_key(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(Document())
    flat = with_layer(session, Flatten(), (0.0, 0.0))
    one = with_layer(session, Dense(), (0.0, 100.0))
    two = with_layer(session, Dense(), (400.0, 0.0))
    name = collapsed(hand, flat, one)
    session.select({name, two})
    hand.key(Qt.Key.Key_L, CONTROL)
    assert ends(session.document) == {(flat, two)}
    check(view)


def test_a_wire_is_drawn_to_a_card_by_keys(hand: Hand, view: CanvasView, session: Session) -> None:
    add = with_layer(session, Add(), (660.0, 200.0))
    name = collapsed(hand, add, "dense2")
    session.select({"flatten1"})
    hand.key(Qt.Key.Key_W)
    for _ in range(4):
        if view.wiring.target != add:
            hand.key(Qt.Key.Key_Down, ALT)
    assert view.wiring.target == add
    assert card(view, name).look.aimed
    hand.key(Qt.Key.Key_Return)
    assert ("flatten1", add) in ends(session.document)
    check(view)


def test_a_wire_is_begun_at_a_card_by_keys(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(in_a_row(Input(), Flatten(), Dense()))
    far = with_layer(session, Dense(), (900.0, 0.0))
    name = collapsed(hand, "flatten1", "dense1")
    session.select({name})
    hand.key(Qt.Key.Key_W)
    assert view.wiring.target == far
    hand.key(Qt.Key.Key_Return)
    assert ("dense1", far) in ends(session.document)
    check(view)


# -- adding ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("make", [group, collapsed])
def test_a_layer_is_added_behind_a_block(
    hand: Hand, view: CanvasView, session: Session, make: Callable[..., str]
) -> None:
    name = make(hand, "flatten1", "dense1")
    hand.key(Qt.Key.Key_Tab)
    QTest.keyClicks(view.adding.popup.search, "dropout")
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Return)
    (new,) = session.selection
    assert {("dense1", new), (new, "dense2")} <= ends(session.document)
    assert new not in block(view, name).members
    check(view)


def test_copies_are_asked_for_in_place(hand: Hand, view: CanvasView, session: Session) -> None:
    name = collapsed(hand, "dense1")
    hand.key(Qt.Key.Key_D, CONTROL | SHIFT)
    prompt = view.blocks.prompt
    assert prompt.isVisible()
    assert prompt.chained.isChecked()
    prompt.number.setValue(3)
    QTest.keyClick(prompt.number, Qt.Key.Key_Return)
    assert not prompt.isVisible()
    assert len(session.document.graph.blocks) == 4
    assert len(session.selection) == 3
    assert name not in session.selection
    assert session.undo_stack.undoText() == "copy Block 1 ×3"
    check(view)
    session.undo_stack.undo()
    assert len(session.document.graph.blocks) == 1


def test_the_question_for_copies_can_be_left(hand: Hand, view: CanvasView, session: Session) -> None:
    session.select({"input1"})
    for leave in (
        lambda: QTest.keyClick(view.blocks.prompt, Qt.Key.Key_Escape),
        lambda: hand.click(QPointF(500, 300)),
    ):
        session.select({"input1"})
        run(view, "Copy ×N…")
        assert view.blocks.prompt.isVisible()
        assert not view.blocks.prompt.chained.isEnabled()
        leave()
        assert not view.blocks.prompt.isVisible()
    assert steps(session) == 0


# -- how it looks ------------------------------------------------------------------------------------------------------
def test_a_card_tells_what_is_in_it(hand: Hand, view: CanvasView) -> None:
    name = collapsed(hand, "dense1", "dense2")
    face = card(view, name).look.face
    assert face.summary.startswith("2 layers · ")
    assert face.summary.endswith(" weights")
    assert face.category == Dense.category


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_blocks_are_painted_in_both_themes(hand: Hand, view: CanvasView, theme: object) -> None:
    name = group(hand, "flatten1", "dense1")
    view.session.select(())
    view.appearance.set_theme(theme)
    image = view.grab().toImage()
    place = view.mapFromScene(frame(view, name).frame.bottomRight() - QPointF(30, 6))
    outside = view.mapFromScene(frame(view, name).frame.bottomRight() + QPointF(9, 9))
    assert image.pixelColor(place) != image.pixelColor(outside)
    hand.key(Qt.Key.Key_Return)
    view.grab()


def test_from_afar_blocks_are_plates(hand: Hand, view: CanvasView) -> None:
    collapsed(hand, "flatten1", "dense1")
    group(hand, "dense2")
    view.camera.zoom_to(0.1)
    assert view.from_afar
    assert not view.grab().isNull()


def test_the_card_of_a_player_has_its_tint(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(RingGAN().document())
    assert session.players is not None
    members = [n for n in session.document.graph.nodes if session.players.of(n) == "generator"]
    own = [n for n in members if not session.document.graph.nodes[n].spec.fed]
    name = collapsed(hand, *own)
    assert card(view, name).look.side == "generator"
    assert view.canvas.captions["generator"].pos() == card(view, name).pos()
    check(view)


def test_a_file_keeps_blocks(hand: Hand, view: CanvasView, session: Session, tmp_path: Path) -> None:
    collapsed(hand, "flatten1", "dense1")
    group(hand, "dense2")
    write(tmp_path / "a.neuro", Saved(session.document))
    assert read(tmp_path / "a.neuro").document == session.document
    session.open(Document())
    check(view)
    session.open(read(tmp_path / "a.neuro").document)
    check(view)


def test_a_menu_on_a_bar_is_about_the_block(qtbot: QtBot, hand: Hand, view: CanvasView) -> None:
    name = group(hand, "flatten1", "dense1")
    view.session.select(())
    menu = context_menu(view, bar(view, name))
    texts = [a.text().partition("\t")[0] for a in menu.actions()]
    assert view.session.selection == {name}
    assert {"Rename", "Ungroup", "Collapse Block 1", "Copy ×N…"} <= set(texts)
    assert QApplication.activePopupWidget() is None


# -- with what else there is on the canvas -----------------------------------------------------------------------------
def test_a_block_with_a_pinned_member_stays(hand: Hand, view: CanvasView, session: Session) -> None:
    session.select({"flatten1"})
    run(view, "Pin in place")
    name = collapsed(hand, "flatten1", "dense1")
    before = places(session)
    assert card(view, name).look.pinned
    hand.drag(card(view, name).frame.center(), card(view, name).frame.center() + QPointF(0, 100))
    hand.key(Qt.Key.Key_Down)
    assert places(session) == before
    check(view)


def test_a_frame_takes_a_card_along(hand: Hand, view: CanvasView, session: Session) -> None:
    name = collapsed(hand, "flatten1", "dense1")
    before = places(session)
    view.annotating.add_frame()
    view.annotating.title_editor.accept()
    (note,) = session.document.graph.notes
    session.select({note})
    hand.key(Qt.Key.Key_Down)
    assert places(session)["dense1"] == (before["dense1"][0], before["dense1"][1] + 20)
    assert places(session)["input1"] == before["input1"]
    assert block(view, name).position[1] == 20
    check(view)


def test_a_block_has_a_colour(hand: Hand, view: CanvasView, session: Session) -> None:
    name = group(hand, "flatten1", "dense1")
    view.annotating.marking.colour("teal")
    assert block(view, name).colour == "teal"
    assert session.undo_stack.undoText() == "colour Block 1 teal"
    hand.key(Qt.Key.Key_Return)
    assert card(view, name).look.colour == "teal"
    view.grab()


def test_wires_are_led_around_a_card(hand: Hand, view: CanvasView, session: Session) -> None:
    low = with_layer(session, Dense(), (660.0, 200.0))
    session.apply("wire", edits.connect(session.document, End("flatten1", "out"), End(low, "in")))
    name = collapsed(hand, "dense1", low)
    for wire in session.document.graph.wires.values():
        if wire.target.node == "dense2":
            middle = view.canvas.wires[wire.id]
            assert not middle.curve.crosses(card(view, name).frame.adjusted(6, 6, -6, -6))
    check(view)


def test_the_map_and_the_guides_know_cards(qtbot: QtBot, hand: Hand, view: CanvasView) -> None:
    collapsed(hand, "flatten1", "dense1")
    qtbot.waitUntil(lambda: not view.minimap.picture.isNull())
    hand.press(hand.middle("dense2"))
    hand.move(hand.middle("dense2") + QPointF(3, 3))
    hand.release()
    check(view)


def test_a_picture_of_a_block_has_its_outline(hand: Hand, view: CanvasView) -> None:
    for make in (group, collapsed):
        name = make(hand, "flatten1", "dense1")
        part = CanvasContent(view.canvas, Options(colours=COLOURS[0], only=frozenset({"flatten1", "dense1"})))
        item = view.canvas.blocks.frames.get(name) or view.canvas.cards[name]
        assert part.bounds.contains(item.frame)
        assert not part.bounds.intersects(view.canvas.nodes["input1"].frame)
        run(view, "Ungroup")
