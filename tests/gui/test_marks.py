"""Colours and pins: on the canvas, by command and in the inspector; readable in both themes."""

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.document import annotations
from core.document.extent import CIRCLE
from core.layers.neuron import Neuron
from gui.canvas.card import Look, paint_card
from gui.canvas.faces import Face
from gui.canvas.inks import Inks
from gui.canvas.marks import STRIP
from gui.canvas.view import CanvasView
from gui.colour import READABLE, contrast
from gui.inspector import Inspector
from gui.session import Session
from gui.swatches import Swatches
from gui.theme import DARK, LIGHT, Appearance, Theme
from tests.gui.canvas_hand import CONTROL, SHIFT, Hand, command, open_canvas, places, run, steps, with_layer

themes = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
colours = pytest.mark.parametrize("colour", annotations.COLOURS)

# What those see who lack the cones for red, or for green (Machado, Oliveira and Fernandes 2009, severity 1)
NO_RED = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
NO_GREEN = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
TO_CONES = [[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.63]]
TO_OKLAB = [[0.2105, 0.7936, -0.0041], [1.978, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]
TOLD_APART = 0.04  # a distance in Oklab (Ottosson 2020) that is seen at a glance


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


@pytest.fixture
def told(session: Session) -> list[str]:
    """The notices that were given."""
    texts: list[str] = []
    session.notice.connect(texts.append)
    return texts


def pin(session: Session, *nodes: str) -> None:
    session.apply("pin", annotations.set_pinned(session.document, nodes, True))
    session.undo_stack.clear()


def colour_of(session: Session, node: str) -> str:
    return session.document.graph.nodes[node].colour


# -- the colours -------------------------------------------------------------------------------------------------------
@themes
@colours
def test_text_is_readable_on_marked_grounds(theme: Theme, colour: str) -> None:
    assert contrast(theme.text, theme.papers[colour]) >= READABLE
    assert contrast(theme.text, theme.marked_cards[colour]) >= READABLE
    assert contrast(theme.muted, theme.marked_cards[colour]) >= READABLE
    assert contrast(theme.mark_texts[colour], theme.canvas) >= READABLE


@themes
@colours
def test_marks_stand_out(theme: Theme, colour: str) -> None:
    """WCAG 2.2, success criterion 1.4.11."""
    assert contrast(theme.marks[colour], theme.canvas) >= 3
    assert contrast(theme.marks[colour], theme.raised) >= 3


@themes
def test_a_theme_has_each_colour(theme: Theme) -> None:
    assert tuple(theme.marks) == annotations.COLOURS
    assert contrast(theme.text, theme.papers[""]) >= READABLE


def oklab(colour: str, seen: NDArray[np.float64]) -> NDArray[np.float64]:
    values = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return TO_OKLAB @ np.cbrt(TO_CONES @ np.clip(seen @ linear, 0, 1))


@themes
@pytest.mark.parametrize(
    "seen", [np.eye(3), np.array(NO_RED), np.array(NO_GREEN)], ids=["all", "red", "green"]
)
def test_marks_are_told_apart(theme: Theme, seen: NDArray[np.float64]) -> None:
    places = {name: oklab(mark, seen) for name, mark in theme.marks.items()}
    near = {
        (a, b): float(np.linalg.norm(places[a] - places[b]))
        for a, b in combinations(places, 2)
        if np.linalg.norm(places[a] - places[b]) < TOLD_APART
    }
    assert near == {}


# -- colouring ---------------------------------------------------------------------------------------------------------
def test_what_is_selected_is_coloured_with_keys_alone(hand: Hand, view: CanvasView, session: Session) -> None:
    before = session.document
    document, comment = annotations.add_note(session.document, (100.0, 200.0), "Look")
    session.apply("add", document)
    session.undo_stack.clear()
    session.select({"dense1", comment, "wire1"})
    run(view, "Colour…")
    popup = view.annotating.colours
    assert popup.isVisible()
    assert popup.row.buttons[""].hasFocus()
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert QApplication.focusWidget().accessibleName() == "Orange"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert colour_of(session, "dense1") == session.document.graph.notes[comment].colour == "orange"
    assert (steps(session), session.undo_stack.undoText()) == (1, "colour Dense and a comment orange")
    assert view.canvas.nodes["dense1"].look.colour == "orange"
    run(view, "Colour…")
    assert popup.row.buttons["orange"].hasFocus()
    QTest.mouseClick(popup.row.buttons[""], Qt.MouseButton.LeftButton)
    assert session.undo_stack.undoText() == "take the colour off Dense and a comment"
    assert session.document.graph.nodes == before.graph.nodes


def test_the_row_of_colours_goes_without_a_choice(view: CanvasView, session: Session) -> None:
    session.select({"dense1"})
    run(view, "Colour…")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not view.annotating.colours.isVisible()
    assert steps(session) == 0


def test_a_swatch_has_a_name_and_shows_what_is_held(qtbot: QtBot, appearance: Appearance) -> None:
    row = Swatches(appearance)
    qtbot.addWidget(row)
    assert row.buttons[""].accessibleName() == "No colour"
    assert row.buttons["teal"].accessibleName() == "Teal"
    row.show_colours({"teal"})
    assert [c for c, b in row.buttons.items() if b.isChecked()] == ["teal"]
    row.show_colours({"teal", ""})
    assert [c for c, b in row.buttons.items() if b.isChecked()] == []
    with qtbot.waitSignal(row.chosen) as chosen:
        QTest.mouseClick(row.buttons["red"], Qt.MouseButton.LeftButton)
    assert chosen.args == ["red"]
    assert row.buttons["red"].isChecked()


def painted(look: Look, theme: Theme) -> QImage:
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.canvas))
    painter = QPainter(image)
    painter.translate(10, 10)
    paint_card(painter, look, Inks(theme))
    painter.end()
    return image


FACE = Face("", "", "", "core")


@themes
@colours
def test_a_mark_is_a_strip_and_a_tint(qapp: QApplication, theme: Theme, colour: str) -> None:
    look = Look(FACE, 1, 1, colour=colour)
    for state in (
        look,
        look._replace(selected=True),
        look._replace(faulty=True),
        look._replace(hovered=True),
    ):
        image = painted(state, theme)
        assert image.pixelColor(96, 10 + round(STRIP) - 1) == QColor(theme.marks[colour])
        assert image.pixelColor(120, 60) == QColor(theme.marked_cards[colour])
    player = painted(look._replace(side="generator"), theme)
    assert player.pixelColor(96, 10 + round(STRIP) - 1) == QColor(theme.marks[colour])
    assert player.pixelColor(120, 60) == QColor(theme.generator_ground)


def test_the_mark_of_a_circle_is_a_ring(qapp: QApplication) -> None:
    image = painted(Look(FACE, 1, 1, size=CIRCLE, colour="green"), LIGHT)
    row = [image.pixelColor(10 + 22, y) for y in range(10, 20)]
    assert QColor(LIGHT.marks["green"]) in row


@pytest.mark.parametrize("size", [None, CIRCLE])
def test_a_pin_is_painted(qapp: QApplication, size: tuple[float, float] | None) -> None:
    look = Look(FACE, 1, 1) if size is None else Look(FACE, 1, 1, size=size)
    assert painted(look, DARK) != painted(look._replace(pinned=True), DARK)


# -- pins --------------------------------------------------------------------------------------------------------------
def test_pinning_is_one_step_and_can_be_taken_back(hand: Hand, view: CanvasView, session: Session) -> None:
    before = session.document
    session.select({"dense1", "dense2"})
    pinning = command(view, "Pin in place")
    hand.key(Qt.Key.Key_P)
    assert session.document.graph.nodes["dense1"].pinned
    assert view.canvas.nodes["dense1"].look.pinned
    assert (steps(session), session.undo_stack.undoText()) == (1, "pin 2 layers")
    assert pinning.live_text() == "Unpin"
    hand.key(Qt.Key.Key_P)
    assert session.document == before
    assert session.undo_stack.undoText() == "unpin 2 layers"


def test_a_drag_leaves_pinned_cards_alone(hand: Hand, view: CanvasView, session: Session) -> None:
    pin(session, "dense1")
    hand.press(hand.middle("dense1"))
    hand.move(hand.middle("dense1") + QPointF(0, 100))
    assert (view.hint.text, view.hint.warning) == ("Dense is pinned; unpin it first.", True)
    hand.release()
    assert places(session)["dense1"] == (440.0, 0.0)
    assert steps(session) == 0
    session.select({"dense1", "dense2"})
    for grabbed in ("dense1", "dense2"):
        hand.drag(hand.middle(grabbed), hand.middle(grabbed) + QPointF(0, 100))
    assert places(session)["dense1"] == (440.0, 0.0)
    assert places(session)["dense2"] == (660.0, 200.0)
    assert session.undo_stack.undoText() == "move Dense"


def test_keys_leave_pinned_cards_alone_and_say_so(hand: Hand, session: Session, told: list[str]) -> None:
    pin(session, "dense1")
    session.select({"dense1"})
    hand.key(Qt.Key.Key_Down)
    hand.key(Qt.Key.Key_Delete)
    hand.key(Qt.Key.Key_X, CONTROL)
    assert steps(session) == 0
    assert told == ["Dense is pinned; unpin it first."] * 3
    session.select({"dense1", "dense2"})
    hand.key(Qt.Key.Key_Down, SHIFT)
    assert places(session)["dense1"] == (440.0, 0.0)
    assert places(session)["dense2"] == (660.0, 100.0)
    hand.key(Qt.Key.Key_Delete)
    assert "dense1" in places(session)
    assert "dense2" not in places(session)
    assert session.undo_stack.undoText() == "delete Dense"


def test_aligning_leaves_pinned_cards_alone(view: CanvasView, session: Session, told: list[str]) -> None:
    below = with_layer(session, Neuron(), (300.0, 300.0))
    pin(session, "dense1", "dense2")
    session.select({"dense1", "dense2", below})
    run(view, "Align bottom")
    assert places(session)["dense1"] == (440.0, 0.0)
    assert places(session)[below] == (300.0, 20.0)  # the line is theirs
    assert not told


# -- the inspector -----------------------------------------------------------------------------------------------------
@pytest.fixture
def inspector(qtbot: QtBot, view: CanvasView, session: Session, appearance: Appearance) -> Inspector:
    inspector = Inspector(session, appearance)
    inspector.resize(320, 900)
    qtbot.addWidget(inspector)
    inspector.show()
    return inspector


def test_nodes_are_marked_in_the_inspector(inspector: Inspector, session: Session) -> None:
    session.select({"dense1", "dense2"})
    marks = inspector.nodes.marks
    QTest.mouseClick(marks.swatches.buttons["blue"], Qt.MouseButton.LeftButton)
    assert {colour_of(session, n) for n in ("dense1", "dense2")} == {"blue"}
    assert marks.swatches.buttons["blue"].isChecked()
    assert not marks.pin.isChecked()
    QTest.mouseClick(marks.pin, Qt.MouseButton.LeftButton)
    assert session.document.graph.nodes["dense2"].pinned
    assert marks.pin.isChecked()
    session.undo_stack.undo()
    assert not marks.pin.isChecked()
    session.select({"dense1", "flatten1"})
    assert not any(b.isChecked() for b in marks.swatches.buttons.values())


def test_a_comment_has_a_page(qtbot: QtBot, inspector: Inspector, session: Session) -> None:
    document, name = annotations.add_note(session.document, (100.0, 200.0), "Look")
    session.apply("add", document)
    session.select({name})
    page = inspector.notes
    assert inspector.page is page
    assert (page.title.text(), page.text.toPlainText()) == ("Comment", "Look")
    assert not page.line.isVisibleTo(page)
    assert not page.marks.pin.isVisibleTo(page)
    page.text.setFocus()
    page.text.selectAll()
    qtbot.keyClicks(page.text, "Words " * 60)
    qtbot.waitUntil(lambda: session.document.graph.notes[name].text.startswith("Words"))
    assert session.undo_stack.undoText() == "edit a comment"
    assert session.document.graph.notes[name].size[1] > annotations.COMMENT[1]
    QTest.mouseClick(page.marks.swatches.buttons["red"], Qt.MouseButton.LeftButton)
    assert session.document.graph.notes[name].colour == "red"
    QTest.mouseClick(page.delete, Qt.MouseButton.LeftButton)
    assert session.document.graph.notes == {}
    assert session.undo_stack.undoText() == "delete a comment"
    session.undo_stack.undo()
    session.select({name})
    assert page.text.toPlainText() == session.document.graph.notes[name].text


def test_a_frame_has_a_page(qtbot: QtBot, inspector: Inspector, session: Session) -> None:
    document, name = annotations.add_frame(session.document, ["dense1"])
    session.apply("add", document)
    session.select({name})
    page = inspector.notes
    assert (page.title.text(), page.line.text()) == ("Frame", "")
    assert not page.text.isVisibleTo(page)
    qtbot.keyClicks(page.line, "Hidden")
    qtbot.keyClick(page.line, Qt.Key.Key_Return)
    assert session.document.graph.notes[name].text == "Hidden"
    assert session.undo_stack.undoText() == "rename a frame"


def test_things_of_several_kinds_have_a_page(inspector: Inspector, session: Session) -> None:
    document, comment = annotations.add_note(session.document, (100.0, 200.0), "Look")
    document, frame = annotations.add_frame(document, ["dense1"])
    session.apply("add", document)
    session.select({comment, frame})
    page = inspector.notes
    assert (inspector.page, page.title.text()) == (page, "A comment and a frame")
    assert page.delete.text() == "Delete a comment and a frame"
    session.select({comment, frame, "dense1", "wire1"})
    assert inspector.page is inspector.nodes
    QTest.mouseClick(inspector.nodes.marks.swatches.buttons["grey"], Qt.MouseButton.LeftButton)
    assert colour_of(session, "dense1") == "grey"
    assert {n.colour for n in session.document.graph.notes.values()} == {"grey"}
    session.select({comment, "wire1"})
    assert inspector.page is page
