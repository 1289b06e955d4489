"""Comments and frames on the canvas, with a real mouse's and keyboard's events; each act is one undo step."""

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.document import annotations, edits
from core.document.graph import Graph, Note
from core.layers.neuron import Neuron
from core.templates import TEMPLATES
from gui.canvas.geometry import bounds
from gui.canvas.inks import Inks
from gui.canvas.note_paint import TITLE, cut_short, height_for, lines, paint_note
from gui.canvas.tips import tip_at
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import DARK, LIGHT, Appearance, Theme
from tests.gui.canvas_hand import ALT, CONTROL, SHIFT, Hand, command, open_canvas, places, run, steps
from tests.gui.test_canvas_commands import menu_at

LONG = "Twice as many filters find finer strokes, but take twice as long to train. " * 4
SHEET = QRectF(100.0, 200.0, 220.0, 80.0)


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


@pytest.fixture
def comment(session: Session, view: CanvasView) -> str:
    """A comment below the row of cards; the view is at 100 % still."""
    document, name = annotations.add_note(session.document, (100.0, 200.0), "Try more units")
    session.apply("add a comment", document)
    session.undo_stack.clear()
    return name


@pytest.fixture
def frame(session: Session, view: CanvasView) -> str:
    """A frame around Flatten and the first Dense."""
    document, name = annotations.add_frame(session.document, ["flatten1", "dense1"])
    session.apply("add a frame", annotations.set_note(document, name, text="Hidden"))
    session.undo_stack.clear()
    return name


def notes(session: Session) -> list[Note]:
    return list(session.document.graph.notes.values())


def note(session: Session, name: str) -> Note:
    return session.document.graph.notes[name]


def title_of(view: CanvasView, name: str) -> QPointF:
    return view.canvas.notes.items[name].pos() + QPointF(20, -TITLE / 2)


# -- writing -----------------------------------------------------------------------------------------------------------
def test_a_comment_is_written_where_the_pointer_is_in_one_step(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    hand.hover(QPointF(203, 311))
    hand.key(Qt.Key.Key_N)
    editor = view.annotating.editor
    assert editor.hasFocus()
    assert notes(session) == []
    QTest.keyClicks(editor, "Two")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "lines")
    QTest.keyClick(editor, Qt.Key.Key_Return, CONTROL)
    (written,) = notes(session)
    assert (written.text, written.position, written.frame) == ("Two\nlines", (200.0, 320.0), False)
    assert session.selection == {written.id}
    assert not editor.isVisible()
    assert view.hasFocus()
    assert (steps(session), session.undo_stack.undoText()) == (1, "add a comment")
    session.undo_stack.undo()
    assert notes(session) == []
    assert view.canvas.notes.items == {}


@pytest.mark.parametrize("typed", ["", "never mind"])
def test_a_comment_that_is_given_up_or_empty_is_not_there(
    hand: Hand, view: CanvasView, session: Session, typed: str
) -> None:
    run(view, "Add a comment")
    QTest.keyClicks(view.annotating.editor, typed)
    if typed:
        QTest.keyClick(view.annotating.editor, Qt.Key.Key_Escape)
    else:
        hand.click(QPointF(500, 300))
    assert notes(session) == []
    assert steps(session) == 0
    assert not view.annotating.editor.isVisible()


def test_a_new_comment_has_room_for_its_text(view: CanvasView, session: Session) -> None:
    run(view, "Add a comment")
    view.annotating.editor.setPlainText(LONG)
    view.annotating.accept()
    (written,) = notes(session)
    assert written.size[1] > annotations.COMMENT[1]
    assert not cut_short(written)


def test_with_keys_alone_a_comment_goes_below_what_is_selected(view: CanvasView, session: Session) -> None:
    session.select({"dense1"})
    run(view, "Add a comment")
    view.annotating.editor.setPlainText("Why 16?")
    view.annotating.accept()
    (written,) = notes(session)
    assert written.position == (440.0, 100.0)


def test_a_text_is_edited_in_place(hand: Hand, view: CanvasView, session: Session, comment: str) -> None:
    before = session.document
    editor = view.annotating.editor
    for begin in (
        lambda: hand.double_click(SHEET.center()),
        lambda: (session.select({comment}), hand.key(Qt.Key.Key_F2)),
        lambda: (session.select({comment}), hand.key(Qt.Key.Key_Return)),
    ):
        begin()
        assert (editor.isVisible(), editor.toPlainText()) == (True, "Try more units")
        QTest.keyClicks(editor, "Other words")
        QTest.keyClick(editor, Qt.Key.Key_Return, CONTROL)
        assert note(session, comment).text == "Other words"
        assert (steps(session), session.undo_stack.undoText()) == (1, "edit a comment")
        session.undo_stack.undo()
        session.undo_stack.clear()
        assert session.document == before


def test_a_click_elsewhere_keeps_what_was_typed(
    hand: Hand, view: CanvasView, session: Session, comment: str
) -> None:
    hand.double_click(SHEET.center())
    QTest.keyClicks(view.annotating.editor, LONG)
    hand.click(QPointF(600, 400))
    assert note(session, comment).text == LONG.rstrip()
    assert note(session, comment).size[1] > SHEET.height()
    assert steps(session) == 1


def test_a_comment_that_is_emptied_goes(view: CanvasView, session: Session, comment: str) -> None:
    session.select({comment})
    run(view, "Edit the text")
    QTest.keyClick(view.annotating.editor, Qt.Key.Key_Delete)
    QTest.keyClick(view.annotating.editor, Qt.Key.Key_Return, CONTROL)
    assert notes(session) == []
    assert session.undo_stack.undoText() == "delete a comment"


def test_the_editor_grows_with_what_is_typed(view: CanvasView, session: Session, comment: str) -> None:
    view.annotating.write(comment)
    editor = view.annotating.editor
    low = editor.height()
    editor.setPlainText("\n" * 12)
    assert editor.height() > low
    editor.setPlainText("\n" * 200)
    assert editor.geometry().bottom() < view.height()
    editor.give_up()


def test_an_edit_meanwhile_ends_the_writing(view: CanvasView, session: Session, comment: str) -> None:
    view.annotating.write(comment)
    session.apply("elsewhere", edits.rename(session.document, "dense1", "Other"))
    assert not view.annotating.editor.isVisible()
    assert note(session, comment).text == "Try more units"


# -- comments under the mouse ------------------------------------------------------------------------------------------
def test_a_comment_is_moved_along_the_grid(hand: Hand, session: Session, comment: str) -> None:
    before = session.document
    hand.drag(SHEET.center(), SHEET.center() + QPointF(43, 58))
    assert note(session, comment).position == (140.0, 260.0)
    assert session.selection == {comment}
    assert (steps(session), session.undo_stack.undoText()) == (1, "move a comment")
    session.undo_stack.undo()
    assert session.document == before


def test_comments_and_cards_move_together(hand: Hand, session: Session, comment: str) -> None:
    session.select({comment, "dense1"})
    hand.drag(hand.middle("dense1"), hand.middle("dense1") + QPointF(0, 100))
    assert note(session, comment).position == (100.0, 300.0)
    assert places(session)["dense1"] == (440.0, 100.0)
    assert session.undo_stack.undoText() == "move Dense and a comment"


def test_escape_puts_a_dragged_comment_back(
    hand: Hand, view: CanvasView, session: Session, comment: str
) -> None:
    hand.press(SHEET.center())
    hand.move(SHEET.center() + QPointF(100, 100))
    hand.key(Qt.Key.Key_Escape)
    assert view.canvas.notes.items[comment].pos() == SHEET.topLeft()
    assert steps(session) == 0


def test_the_lower_right_corner_resizes(hand: Hand, view: CanvasView, session: Session, comment: str) -> None:
    corner = SHEET.bottomRight() - QPointF(4, 4)
    hand.hover(corner)
    assert view.viewport().cursor().shape() == Qt.CursorShape.SizeFDiagCursor
    hand.drag(corner, corner + QPointF(38, 63))
    assert note(session, comment).size == (260.0, 140.0)
    assert note(session, comment).position == (100.0, 200.0)
    assert (steps(session), session.undo_stack.undoText()) == (1, "resize a comment")
    hand.drag(QPointF(356, 336), QPointF(0, 0), ALT)
    assert note(session, comment).size == annotations.LEAST


def test_a_resize_that_is_broken_off_changes_nothing(
    hand: Hand, view: CanvasView, session: Session, comment: str
) -> None:
    hand.press(SHEET.bottomRight() - QPointF(4, 4))
    hand.move(SHEET.bottomRight() + QPointF(100, 100))
    assert view.canvas.notes.items[comment].frame.width() > 300
    hand.key(Qt.Key.Key_Escape)
    assert view.canvas.notes.items[comment].frame == SHEET
    assert steps(session) == 0


def test_a_rubber_band_takes_comments_and_cards(hand: Hand, session: Session, comment: str) -> None:
    hand.drag(QPointF(-40, 40), QPointF(150, 260))
    assert session.selection == {"input1", comment}
    hand.click(QPointF(700, 400))
    hand.click(SHEET.center())
    hand.click(hand.middle("dense1"), SHIFT)
    assert session.selection == {comment, "dense1"}
    hand.click(SHEET.center(), CONTROL)
    assert session.selection == {"dense1"}


def test_a_comment_that_does_not_fit_is_told_whole(view: CanvasView, session: Session, comment: str) -> None:
    assert tip_at(view, SHEET.center()) == ""
    session.apply("write", annotations.set_note(session.document, comment, text=LONG))
    assert tip_at(view, SHEET.center()) == LONG


# -- frames ------------------------------------------------------------------------------------------------------------
def test_the_selection_is_framed_and_entitled_in_one_step(view: CanvasView, session: Session) -> None:
    before = session.document
    session.select({"flatten1", "dense1"})
    framing = command(view, "Add a frame")
    assert framing.live_text() == "Frame the selection"
    run(view, "Add a frame")
    editor = view.annotating.title_editor
    assert editor.hasFocus()
    QTest.keyClicks(editor, "Hidden")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    (drawn,) = notes(session)
    assert (drawn.text, drawn.frame, drawn.position) == ("Hidden", True, (200.0, -20.0))
    assert session.selection == {drawn.id}
    assert (steps(session), session.undo_stack.undoText()) == (1, "frame 2 layers")
    session.undo_stack.undo()
    assert session.document == before


def test_a_title_that_is_given_up_leaves_the_frame(view: CanvasView, session: Session) -> None:
    run(view, "Add a frame")
    QTest.keyClick(view.annotating.title_editor, Qt.Key.Key_Escape)
    (drawn,) = notes(session)
    assert (drawn.text, drawn.size) == ("", annotations.FRAME)


def test_a_frame_moves_what_lies_in_it(hand: Hand, view: CanvasView, session: Session, frame: str) -> None:
    before = session.document
    hand.drag(title_of(view, frame), title_of(view, frame) + QPointF(0, 200))
    assert note(session, frame).position == (200.0, 180.0)
    assert places(session) == {
        "input1": (0.0, 0.0),
        "flatten1": (220.0, 200.0),
        "dense1": (440.0, 200.0),
        "dense2": (660.0, 0.0),
    }
    assert (steps(session), session.undo_stack.undoText()) == (1, "move a frame")
    session.undo_stack.undo()
    assert session.document == before
    border = QPointF(300, -20)
    hand.drag(border, border + QPointF(0, -40))
    assert places(session)["dense1"] == (440.0, -40.0)


def test_only_title_and_border_of_a_frame_take_the_mouse(
    hand: Hand, view: CanvasView, session: Session, frame: str
) -> None:
    session.apply("larger", annotations.set_note(session.document, frame, size=(600.0, 300.0)))
    inside = QPointF(400, 200)
    hand.click(inside)
    assert session.selection == set()
    hand.drag(inside, hand.middle("dense1"))
    assert session.selection == {"dense1"}
    hand.click(hand.middle("flatten1"))
    assert session.selection == {"flatten1"}
    hand.click(title_of(view, frame))
    assert session.selection == {frame}
    hand.drag(QPointF(150, -60), QPointF(860, 340))
    assert frame in session.selection  # all of it is in the rubber band


def test_corners_and_edges_of_a_frame_resize_it(
    hand: Hand, view: CanvasView, session: Session, frame: str
) -> None:
    box = view.canvas.notes.items[frame].frame
    session.select({frame})
    hand.hover(box.topLeft())
    assert view.viewport().cursor().shape() == Qt.CursorShape.SizeFDiagCursor
    hand.drag(box.topLeft(), box.topLeft() - QPointF(40, 60))
    assert note(session, frame).position == (160.0, -80.0)
    bottom = QPointF(view.canvas.notes.items[frame].frame.center().x(), box.bottom())
    hand.hover(bottom)
    assert view.viewport().cursor().shape() == Qt.CursorShape.SizeVerCursor
    hand.drag(bottom, bottom + QPointF(77, 120))
    resized = view.canvas.notes.items[frame].frame
    assert resized.bottom() == pytest.approx(box.bottom() + 120, abs=10)
    assert (resized.left(), resized.right()) == (160.0, box.right())
    assert places(session)["dense1"] == (440.0, 0.0)
    assert session.undo_stack.undoText() == "resize a frame"


def test_a_title_is_edited_by_a_double_click(
    hand: Hand, view: CanvasView, session: Session, frame: str
) -> None:
    hand.double_click(title_of(view, frame))
    editor = view.annotating.title_editor
    assert editor.text() == "Hidden"
    QTest.keyClicks(editor, "Deep")
    hand.click(QPointF(500, 400))
    assert note(session, frame).text == "Deep"
    assert session.undo_stack.undoText() == "rename a frame"


def test_a_frame_does_not_take_along_what_is_pinned(
    hand: Hand, view: CanvasView, session: Session, frame: str
) -> None:
    session.apply("pin", annotations.set_pinned(session.document, {"dense1"}, True))
    hand.press(title_of(view, frame))
    hand.move(title_of(view, frame) + QPointF(0, 100))
    assert view.hint.text == "Dense is pinned; unpin it first."
    hand.release()
    assert places(session)["flatten1"] == (220.0, 100.0)
    assert places(session)["dense1"] == (440.0, 0.0)


def test_what_lies_in_a_frame_is_selected_by_a_command(
    view: CanvasView, session: Session, frame: str
) -> None:
    session.select({frame})
    run(view, "Select what lies in the frame")
    assert session.selection == {"flatten1", "dense1"}


# -- like everything else ----------------------------------------------------------------------------------------------
def test_notes_are_copied_pasted_duplicated_cut_and_deleted(
    view: CanvasView, session: Session, comment: str, frame: str
) -> None:
    session.select({comment, "dense1"})
    run(view, "Copy")
    run(view, "Paste")
    assert len(notes(session)) == 3
    assert session.undo_stack.undoText() == "paste Dense and a comment"
    session.select({comment})
    run(view, "Duplicate")
    assert session.undo_stack.undoText() == "duplicate a comment"
    run(view, "Cut")
    assert session.undo_stack.undoText() == "cut a comment"
    run(view, "Paste")
    assert len(notes(session)) == 4
    run(view, "Select all")
    assert len(session.selection) == 5 + 4
    run(view, "Delete")
    assert session.document.graph == Graph()
    assert session.undo_stack.undoText() == "delete 5 layers, 3 comments and a frame"
    while session.undo_stack.canUndo():
        session.undo_stack.undo()
    assert {n.id for n in notes(session)} == {comment, frame} == set(view.canvas.notes.items)


def test_arrows_move_notes_and_alt_goes_from_thing_to_thing(
    hand: Hand, view: CanvasView, session: Session, comment: str, frame: str
) -> None:
    session.select({comment})
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Right, SHIFT)
    assert note(session, comment).position == (220.0, 200.0)
    assert session.undo_stack.undoText() == "move a comment"
    session.select({frame})
    hand.key(Qt.Key.Key_Down)
    assert places(session)["flatten1"] == (220.0, 20.0)
    assert note(session, frame).position == (200.0, 0.0)
    session.select({"input1"})
    seen = set()
    for _ in range(4):
        hand.key(Qt.Key.Key_Right, ALT)
        seen |= session.selection
    assert {frame, "flatten1", "dense1"} & seen
    session.select({"flatten1"})
    hand.key(Qt.Key.Key_Down, ALT)
    assert session.selection == {comment}
    hand.key(Qt.Key.Key_Up, ALT)
    assert session.selection == {"flatten1"}


def test_everything_and_the_description_include_notes(
    view: CanvasView, session: Session, comment: str, frame: str
) -> None:
    assert view.accessibleDescription() == "4 layers, 3 wires, 1 comment, 1 frame."
    session.select({comment, frame})
    assert view.accessibleDescription().endswith("Selected: a comment and a frame.")
    far = annotations.set_note(session.document, comment, position=(0.0, 3000.0))
    session.apply("move", far)
    assert bounds(session.document.graph).bottom() == 3080.0
    view.fit()
    assert view.camera.sees(view.canvas.notes.items[comment].frame)
    assert view.selected_bounds.bottom() == 3080.0


def test_the_context_menu_of_a_note(hand: Hand, view: CanvasView, session: Session, comment: str) -> None:
    texts = menu_at(view, SHEET.center())
    assert texts == ["Edit the text", "Cut", "Copy", "Duplicate", "Delete", "Colour…", "Colours"]
    assert session.selection == {comment}
    document, _ = annotations.add_frame(session.document, [comment])
    session.apply("frame", document)
    texts = menu_at(view, QPointF(200, 180))
    assert "Select what lies in the frame" in texts


def test_a_note_follows_undo_of_its_size_and_colour(view: CanvasView, session: Session, comment: str) -> None:
    changed = annotations.set_note(session.document, comment, size=(300.0, 200.0), colour="red")
    session.apply("change", changed)
    item = view.canvas.notes.items[comment]
    assert item.frame.size().toTuple() == (300.0, 200.0)
    session.undo_stack.undo()
    assert (item.frame, item.note.colour) == (SHEET, "")


def test_a_moved_frame_glides_with_what_is_in_it(
    qtbot: QtBot, hand: Hand, view: CanvasView, session: Session, frame: str
) -> None:
    hand.drag(title_of(view, frame), title_of(view, frame) + QPointF(0, 200))
    view.glider.enabled = True
    session.undo_stack.undo()
    item = view.canvas.notes.items[frame]
    qtbot.waitUntil(lambda: item.pos() == QPointF(200, -20))
    assert view.canvas.nodes["dense1"].pos() == QPointF(440, 0)


def test_small_frames_lie_over_large_ones(hand: Hand, view: CanvasView, session: Session, frame: str) -> None:
    document, outer = annotations.add_frame(session.document, ["input1", "dense2", frame])
    session.apply("frame", document)
    items = view.canvas.notes.items
    assert items[outer].zValue() < items[frame].zValue() < 0


# -- the picture -------------------------------------------------------------------------------------------------------
def painted(note: Note, theme: Theme, scale: float = 1.0) -> QImage:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.canvas))
    painter = QPainter(image)
    painter.translate(50, 80)
    painter.scale(scale, scale)
    paint_note(painter, note, Inks(theme))
    painter.end()
    return image


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("colour", ["", *annotations.COLOURS])
def test_a_comment_stands_on_paper_of_its_colour(qapp: QApplication, theme: Theme, colour: str) -> None:
    image = painted(Note(id="note1", text="", colour=colour), theme)
    assert image.pixelColor(100, 120) == QColor(theme.papers[colour])


def test_a_frame_tints_what_lies_in_it_faintly(qapp: QApplication) -> None:
    plain = QColor(DARK.canvas)
    image = painted(Note(id="note1", frame=True, colour="red"), DARK)
    inside, outside = image.pixelColor(150, 120), image.pixelColor(350, 250)
    assert outside == plain
    assert inside != plain
    assert abs(inside.lightness() - plain.lightness()) < 20


def test_titles_shrink_more_slowly_than_frames(qapp: QApplication) -> None:
    named = Note(id="note1", frame=True, text="Title", size=(600.0, 200.0))
    bare = Note(id="note1", frame=True, text=" ", size=(600.0, 200.0))
    heights = []
    for scale in (1.0, 0.5):
        one, other = painted(named, DARK, scale), painted(bare, DARK, scale)
        rows = [y for y in range(300) if any(one.pixel(x, y) != other.pixel(x, y) for x in range(50, 150))]
        heights.append(len(rows))
    assert heights[1] >= heights[0] - 1


def test_a_text_is_wrapped_and_cut(qapp: QApplication) -> None:
    assert lines("one\n\ntwo", 200.0) == ("one", "", "two")
    assert "".join(lines(LONG, 150.0)) == LONG
    assert len(lines("x" * 200, 100.0)) > 1
    small = Note(id="note1", text=LONG, size=(200.0, 60.0))
    assert cut_short(small)
    assert not cut_short(Note(id="note1", text=LONG, size=(200.0, height_for(LONG, 200.0))))


def test_frames_are_seen_from_afar(view: CanvasView, session: Session, frame: str) -> None:
    document = session.document
    for number in range(10):
        document, _ = edits.add_node(document, Neuron(), (4000.0 * number, 9000.0))
    session.apply("far", document)
    view.fit()
    assert view.from_afar
    box = view.mapFromScene(view.canvas.notes.items[frame].frame).boundingRect()
    with_frame = view.grab().toImage()
    session.apply("without", edits.remove(session.document, {frame}))
    without = view.grab().toImage()
    assert any(
        with_frame.pixel(x, y) != without.pixel(x, y)
        for x in range(box.left(), box.right())
        for y in range(box.top(), box.bottom())
    )


def test_no_comment_of_an_example_is_cut_short(view: CanvasView) -> None:
    notes = [note for cls in TEMPLATES for note in cls().document().graph.notes.values()]
    assert notes
    assert [note.text for note in notes if cut_short(note)] == []
