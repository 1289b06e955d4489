"""A canvas with many things on it: what is painted in parts is what would be painted as a whole."""

import random

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.graph import Block
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import DARK, LIGHT, Appearance
from tests.bench.graphs import mixed
from tests.core.random_edits import edited
from tests.gui.canvas_hand import Hand

CARD, NEURON = "dense22", "single40"
RGB32 = QImage.Format.Format_RGB32
ROUNDING = 8  # of 255


def show(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    view = CanvasView(session, appearance)
    qtbot.addWidget(view)
    view.glider.enabled = False
    view.resize(1200, 800)
    view.show()
    qtbot.waitUntil(view.isVisible)
    return view


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    """500 nodes and 1,500 wires; one answer does not fit, so nothing trains."""
    session.open(mixed(500, 1500, 15))
    return show(qtbot, session, appearance)


def picture(view: CanvasView) -> QImage:
    QApplication.processEvents()
    view.hint.hide()
    return view.viewport().grab().toImage()


def painted_anew(qtbot: QtBot, view: CanvasView) -> QImage:
    """The same part of the same network, in a view that has never shown another."""
    fresh = show(qtbot, view.session, view.appearance)
    fresh.camera.zoom_to(view.camera.scale)
    fresh.camera.centre(view.camera.point(QPointF(view.viewport().rect().center())))
    for mine, other in (
        (fresh.horizontalScrollBar(), view.horizontalScrollBar()),
        (fresh.verticalScrollBar(), view.verticalScrollBar()),
    ):
        mine.setValue(other.value())
    return picture(fresh)


def painted_whole(view: CanvasView) -> QImage:
    """The scene as Qt paints it, card by card and wire by wire."""
    image = QImage(view.viewport().size(), RGB32)
    painter = QPainter(image)
    painter.setRenderHints(view.renderHints())
    view.render(painter)
    painter.end()
    return image


def differ(one: QImage, other: QImage) -> int:
    """How many pixels are clearly another in two pictures; a line that is cut off is rounded elsewhere."""
    assert one.size() == other.size()
    values = [np.frombuffer(image.convertToFormat(RGB32).constBits(), np.uint8) for image in (one, other)]
    apart = np.abs(np.subtract(*values, dtype=np.int16)).reshape(-1, 4).max(axis=1)
    return int((apart > ROUNDING).sum())


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_from_afar_edits_are_painted_where_they_are(
    qtbot: QtBot, session: Session, view: CanvasView, theme: object
) -> None:
    view.appearance.set_theme(theme)
    view.fit()
    assert view.from_afar
    chance = random.Random(3)
    for _ in range(12):
        session.apply("edit", edited(session.document, chance, daily=True))
        picture(view)
    session.select([CARD, NEURON])
    assert differ(picture(view), painted_anew(qtbot, view)) == 0
    session.undo_stack.undo()
    session.select([])
    assert differ(picture(view), painted_anew(qtbot, view)) == 0


def test_from_afar_a_node_is_dragged_with_its_wires(qtbot: QtBot, session: Session, view: CanvasView) -> None:
    view.fit()
    hand, middle = Hand(view), view.canvas.nodes[NEURON].frame.center()
    before = picture(view)
    hand.press(middle)
    hand.move(middle + QPointF(400, 200))
    assert differ(picture(view), before) > 0
    hand.release()
    assert differ(picture(view), painted_anew(qtbot, view)) == 0
    session.undo_stack.undo()
    session.select([])
    assert differ(picture(view), before) == 0


@pytest.mark.parametrize(("node", "most"), [(CARD, 200), (NEURON, 8000)])
def test_near_by_what_is_dragged_is_painted_over_what_stands_still(
    view: CanvasView, node: str, most: int
) -> None:
    """Its wires lie above the others, where they cross."""
    view.zoom_fully()
    middle = view.canvas.nodes[node].frame.center()
    view.camera.centre(middle)
    hand = Hand(view)
    hand.press(middle + QPointF(0, 8))
    for step in (QPointF(10, 4), QPointF(20, 8), QPointF(24, 14)):
        hand.move(middle + step)
        assert view.still.serves()
        assert differ(picture(view), painted_whole(view)) < most
    view.hand.cancel()
    assert not view.still.serves()


def test_while_a_wire_is_drawn_the_card_aimed_at_has_a_ring_and_loses_it(view: CanvasView) -> None:
    view.zoom_fully()
    view.camera.centre(view.canvas.nodes[CARD].frame.center())
    hand, goal = Hand(view), view.canvas.nodes["dense53"]
    hand.press(hand.output(CARD))
    away = hand.output(CARD) + QPointF(20, 30)
    hand.move(away)
    before = picture(view)
    hand.move(hand.input("dense53"))
    assert goal.look.aimed
    assert differ(picture(view), painted_whole(view)) < 50  # the shadow around the card
    hand.move(away)
    assert not goal.look.aimed
    assert differ(picture(view), before) == 0
    view.hand.cancel()


@pytest.mark.parametrize("collapsed", [False, True])
def test_a_block_goes_along_with_what_is_dragged(
    qtbot: QtBot, session: Session, view: CanvasView, collapsed: bool
) -> None:
    members = ("dense22", "dense37", "dense38")
    block = Block(id="block1", members=members, collapsed=collapsed, position=(500.0, 900.0))
    session.apply("group", edits.with_graph(session.document, blocks={"block1": block}))
    name = "block1" if collapsed else "dense22"
    view.zoom_fully()
    hand, middle = Hand(view), view.canvas.card(name).frame.center()
    view.camera.centre(middle)
    hand.press(middle + QPointF(0, 8))
    hand.move(middle + QPointF(30, -20))
    assert differ(picture(view), painted_whole(view)) < 2000  # its wires lie above
    hand.release()
    view.fit()
    hand.drag(
        view.canvas.card(name).frame.center(), view.canvas.card(name).frame.center() + QPointF(300, 100)
    )
    assert differ(picture(view), painted_anew(qtbot, view)) == 0


def test_few_things_are_painted_by_qt(qtbot: QtBot, session: Session, appearance: Appearance) -> None:
    session.open(mixed(60, 100, 6))
    view = show(qtbot, session, appearance)
    view.zoom_fully()
    hand, middle = Hand(view), view.canvas.nodes["dense3"].frame.center()
    hand.press(middle + QPointF(0, 8))
    hand.move(middle + QPointF(40, 40))
    assert not view.still.serves()
