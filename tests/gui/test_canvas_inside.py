"""Looking inside layers on the canvas, with a real training behind it."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from core.document import blocks, edits
from core.document.document import Document
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.max_pooling2d import MaxPooling2D
from core.layers.neuron import Neuron
from core.layers.output import Output
from core.probes.inside import Inside
from gui.canvas.inside import InsidePanel
from gui.canvas.inside_paint import CLOSE, Shown
from gui.canvas.inside_words import NOT_READY, NOT_WIRED
from gui.canvas.menu import context_menu
from gui.canvas.view import CanvasView
from gui.drawing.canvas import CanvasContent
from gui.drawing.picture import Options
from gui.session import Session
from gui.theme import DARK, LIGHT, Appearance
from tests.core.examples import digits, gate, in_a_row
from tests.core.imitations import clouds
from tests.core.sequences import names
from tests.gui.canvas_hand import Hand, command, open_canvas, run, steps

AWAY = QPointF(-200, 500)


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    view = open_canvas(qtbot, session, appearance)
    session.open(gate())
    return view


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def look(qtbot: QtBot, view: CanvasView, node: str) -> InsidePanel:
    """The panel of a node, opened by the command, with something in it."""
    view.session.select({node})
    run(view, "Look inside")
    panel = view.canvas.inside.panels[node]
    qtbot.waitUntil(lambda: panel.shown.inside is not None, timeout=10_000)
    return panel


def unit(panel: InsidePanel, number: int) -> QPointF:
    return panel.pos() + panel.shown.plan.units[number].center()


def wanted(session: Session) -> set[str]:
    """The nodes that are being looked into."""
    return {probe.node for probe in session.snapshot.results if isinstance(probe, Inside)}


def painted(view: CanvasView, panel: InsidePanel) -> QImage:
    """The panel as the canvas paints it."""
    return view.grab(view.mapFromScene(panel.frame).boundingRect()).toImage()


def test_the_key_opens_it_and_closes_it(hand: Hand, view: CanvasView, session: Session, qtbot: QtBot) -> None:
    session.select({"dense1"})
    hand.key(Qt.Key.Key_I)
    panel = view.canvas.inside.panels["dense1"]
    assert command(view, "Look inside").checked()
    qtbot.waitUntil(lambda: panel.shown.inside is not None)
    assert panel.shown.caption == ("Dense: 4 neurons", "all their wires")
    assert panel.shown.foot == "Sample 1 of 4"
    assert len(panel.shown.plan.units) == 4
    assert len(panel.shown.plan.inputs) == 2
    assert panel.frame.top() > panel.card.frame.bottom()
    assert "Inside Dense: 4 neurons; all their wires" in view.accessibleDescription()
    assert steps(session) == 0
    hand.key(Qt.Key.Key_I)
    assert not view.canvas.inside.panels
    assert panel.scene() is None
    assert "Inside" not in view.accessibleDescription()


def test_it_is_live(view: CanvasView, session: Session, qtbot: QtBot) -> None:
    panel = look(qtbot, view, "dense1")
    before, image = panel.shown.inside, painted(view, panel)
    session.run_epoch()
    qtbot.waitUntil(lambda: not np.array_equal(panel.shown.inside.wires.weights, before.wires.weights))
    assert painted(view, panel) != image
    qtbot.waitUntil(lambda: session.snapshot.state == "paused")
    trained = panel.shown.inside
    session.look_at(2)
    qtbot.waitUntil(lambda: panel.shown.foot == "Sample 3 of 4")
    assert not np.array_equal(panel.shown.inside.values, trained.values)


def test_nothing_is_measured_unless_it_is_open_and_seen(
    view: CanvasView, session: Session, qtbot: QtBot
) -> None:
    look(qtbot, view, "dense1")
    look(qtbot, view, "dense2")
    qtbot.waitUntil(lambda: wanted(session) == {"dense1", "dense2"})
    run(view, "Look inside")
    session.feed.refresh()
    qtbot.waitUntil(lambda: wanted(session) == {"dense1"})
    view.hide()
    session.feed.refresh()
    qtbot.waitUntil(lambda: wanted(session) == set())
    view.show()
    qtbot.waitUntil(lambda: wanted(session) == {"dense1"})


def test_it_goes_with_its_card(hand: Hand, view: CanvasView, session: Session, qtbot: QtBot) -> None:
    panel = look(qtbot, view, "dense1")
    shift = panel.frame.center() - panel.card.frame.center()
    hand.press(hand.middle("dense1"))
    hand.move(hand.middle("dense1") + QPointF(80, 160))
    assert panel.frame.center() - panel.card.frame.center() == shift
    hand.release()
    session.undo_stack.undo()
    assert panel.frame.center() - panel.card.frame.center() == shift
    hand.drag(panel.frame.center(), panel.frame.center() + QPointF(0, 80))  # the panel is taken for its card
    assert session.undo_stack.undoText() == "move Dense"
    assert panel.frame.center() - panel.card.frame.center() == shift


def test_it_goes_and_comes_back_with_its_node(view: CanvasView, session: Session, qtbot: QtBot) -> None:
    look(qtbot, view, "dense1")
    session.apply("remove", edits.remove(session.document, {"dense1"}, heal=True))
    assert not view.canvas.inside.panels
    session.undo_stack.undo()
    panel = view.canvas.inside.panels["dense1"]
    qtbot.waitUntil(lambda: panel.shown.inside is not None)
    session.undo_stack.redo()
    document, new = edits.append(session.document, Dense(), "input1")
    session.apply("add", document)
    assert new == "dense1"  # the same id, and yet another node
    assert not view.canvas.inside.panels


def test_it_stays_through_other_edits(view: CanvasView, session: Session, qtbot: QtBot) -> None:
    panel = look(qtbot, view, "dense1")
    session.apply("more", edits.set_field(session.document, "dense1", "units", 7))
    qtbot.waitUntil(lambda: panel.shown.caption.title == "Dense: 7 neurons")
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: panel.shown.caption.title == "Dense: 4 neurons")
    session.apply("rename", edits.rename(session.document, "dense1", "Thinkers"))
    qtbot.waitUntil(lambda: panel.shown.caption.title == "Thinkers: 4 neurons")
    assert view.canvas.inside.panels == {"dense1": panel}
    session.open(digits())
    assert not view.canvas.inside.panels


def test_a_block_hides_it(view: CanvasView, session: Session, qtbot: QtBot) -> None:
    panel = look(qtbot, view, "dense1")
    document, block = blocks.group(session.document, {"dense1", "dense2"})
    session.apply("group", blocks.collapse(document, block))
    assert not panel.isVisible()
    assert "Inside" not in view.accessibleDescription()
    session.feed.refresh()
    qtbot.waitUntil(lambda: wanted(session) == set())
    session.undo_stack.undo()
    assert panel.isVisible()
    qtbot.waitUntil(lambda: wanted(session) == {"dense1"})


def test_its_cross_and_escape_close_it(hand: Hand, view: CanvasView, session: Session, qtbot: QtBot) -> None:
    panel = look(qtbot, view, "dense1")
    cross = panel.pos() + CLOSE.center()
    hand.hover(cross)
    assert view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    hand.drag(cross, AWAY)
    assert view.canvas.inside.panels
    hand.click(cross)
    assert not view.canvas.inside.panels
    look(qtbot, view, "dense1")
    hand.key(Qt.Key.Key_Escape)
    assert not view.canvas.inside.panels
    assert session.selection == {"dense1"}
    hand.key(Qt.Key.Key_Escape)
    assert not session.selection
    assert steps(session) == 0


def test_the_pointer_is_told_what_it_is_on(hand: Hand, view: CanvasView, qtbot: QtBot) -> None:
    panel = look(qtbot, view, "dense1")
    inside, plan = panel.shown.inside, panel.shown.plan
    hand.hover(unit(panel, 2))
    assert panel.shown.pointed.words.startswith("unit 3: ")
    assert float(panel.shown.pointed.words[8:].replace("−", "-")) == pytest.approx(inside.values[2], abs=1e-3)
    lit = painted(view, panel)
    hand.hover(panel.pos() + plan.inputs[1].center())
    assert panel.shown.pointed.words.startswith("input 2: ")
    assert painted(view, panel) != lit
    source, target = inside.wires.ends[0].tolist()
    near_the_end = (plan.start(source) + plan.end(target) * 4) / 5
    reach = [near_the_end + QPointF(0, step) for step in range(-12, 13)]
    told = []
    for point in reach:
        hand.hover(panel.pos() + point)
        told.append(panel.shown.pointed.words if panel.shown.pointed else "")
    assert any(words.startswith(f"input {source + 1} → unit {target + 1}: ") for words in told)
    hand.hover(AWAY)
    assert panel.shown.pointed is None


def test_it_takes_nothing_but_what_lies_under_it(
    hand: Hand, view: CanvasView, session: Session, qtbot: QtBot
) -> None:
    panel = look(qtbot, view, "dense1")
    document, below = edits.add_node(
        session.document, Dense(), (panel.frame.left() + 20, panel.frame.center().y())
    )
    session.apply("add", document)
    card = view.canvas.nodes[below]
    assert view.canvas.find.node(card.frame.center()) is panel.card
    assert view.canvas.find.port(hand.input(below)) is None
    assert view.canvas.find.port(hand.output("dense1")) is not None
    assert view.canvas.find.wire((hand.output("dense1") + hand.input("dense2")) / 2) is not None
    hand.double_click(panel.frame.center())
    assert session.selection == {"dense1"}
    texts = [action.text() for action in context_menu(view, panel.frame.center()).actions()]
    assert any(text.startswith("Look inside") for text in texts)
    run(view, "Look inside")
    assert view.canvas.find.node(card.frame.center()) is card


def test_from_far_away_there_is_nothing_to_touch(view: CanvasView, qtbot: QtBot) -> None:
    panel = look(qtbot, view, "dense1")
    view.camera.zoom_to(0.1)
    assert view.from_afar
    assert view.canvas.find.node(panel.frame.center()) is None
    assert view.canvas.inside.point(panel.pos() + CLOSE.center()) is None


def test_several_are_open_at_once_and_do_not_touch(view: CanvasView, session: Session, qtbot: QtBot) -> None:
    session.select({"dense1", "dense2"})
    run(view, "Look inside")
    one, other = view.canvas.inside.panels.values()
    qtbot.waitUntil(lambda: one.shown.inside is not None and other.shown.inside is not None)
    assert not one.frame.intersects(other.frame)
    run(view, "Look inside")
    assert not view.canvas.inside.panels


def test_without_a_layer_there_is_nothing_to_look_into(view: CanvasView, session: Session) -> None:
    look_inside = command(view, "Look inside")
    session.select(())
    assert not look_inside.enabled()
    document, node = edits.add_node(session.document, Neuron(), (0.0, 300.0))
    session.apply("add", document)
    session.select({node})
    assert not look_inside.enabled()


def test_a_half_built_network_is_told_so(view: CanvasView, session: Session, qtbot: QtBot) -> None:
    panel = look(qtbot, view, "dense1")
    session.apply("remove", edits.remove(session.document, {"output1"}))
    qtbot.waitUntil(lambda: panel.shown.note == NOT_READY)
    assert panel.shown.inside is None
    assert NOT_READY in panel.description
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: panel.shown.inside is not None)
    document, loose = edits.add_node(session.document, Dense(), (0.0, 300.0))
    session.apply("add", document)
    session.select({loose})
    run(view, "Look inside")
    other = view.canvas.inside.panels[loose]
    qtbot.waitUntil(lambda: other.shown.note == NOT_WIRED)
    assert other.frame.top() > view.canvas.bubbles[loose].sceneBoundingRect().bottom()


def document_of(kind: str) -> Document:
    match kind:
        case "images":
            layers = (Input(), Conv2D(filters=5), MaxPooling2D(), Flatten(), Dropout(), Dense(units=60))
            return in_a_row(*layers, Dense(units=10), Output(), data=digits().data)
        case "text":
            return names()
        case "pair":
            return clouds()
    return digits()


@pytest.mark.parametrize("kind", ["images", "text", "pair", "digits"])
def test_every_layer_can_be_looked_into(
    view: CanvasView, session: Session, appearance: Appearance, qtbot: QtBot, kind: str
) -> None:
    session.open(document_of(kind))
    view.canvas.inside.toggle(list(session.document.graph.nodes))
    panels = view.canvas.inside.panels
    qtbot.waitUntil(lambda: all(p.shown.inside is not None for p in panels.values()), timeout=20_000)
    for name, panel in panels.items():
        shown: Shown = panel.shown
        room = QRectF(0, 0, shown.box.width(), shown.plan.bottom)
        places = [*shown.plan.units.values(), *shown.plan.inputs.values(), *shown.plan.kernels.values()]
        assert all(room.contains(box) for box in places), name
        assert len(shown.plan.units) == len(shown.inside.units)
        view.camera.reveal(panel.frame)
        dark = painted(view, panel)
        for box in [*places, shown.plan.picture]:
            panel.point(panel.pos() + box.center())
            assert box.isNull() or panel.shown.pointed is not None, name
        panel.point(None)
        appearance.set_theme(LIGHT)
        assert painted(view, panel) != dark
        appearance.set_theme(DARK)


def test_a_drawing_has_it_while_it_is_open(view: CanvasView, qtbot: QtBot) -> None:
    without = CanvasContent(view.canvas, Options()).bounds
    panel = look(qtbot, view, "dense1")
    content = CanvasContent(view.canvas, Options())
    assert content.bounds.contains(panel.frame)
    assert not without.contains(panel.frame)
    image = QImage(content.bounds.size().toSize(), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.translate(-content.bounds.topLeft())
    content.paint(painter)
    painter.end()
    corner = (panel.pos() - content.bounds.topLeft()).toPoint()
    colours = {image.pixel(corner.x() + 100, corner.y() + y) for y in range(int(panel.frame.height()))}
    assert len(colours) > 8
    only = CanvasContent(view.canvas, Options(only=frozenset({"dense1"})))
    assert only.bounds.contains(panel.frame)
    assert not CanvasContent(view.canvas, Options(only=frozenset({"dense2"}))).bounds.contains(panel.frame)
