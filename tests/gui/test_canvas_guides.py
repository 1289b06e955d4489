"""What is dragged lines up with what stands around it."""

import time

import pytest
from PySide6.QtCore import QLineF, QPointF, QRectF
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.document import Document
from core.document.graph import Graph, Node
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.neuron import Neuron
from gui.canvas.gestures.base import Gesture
from gui.canvas.gestures.move_nodes import MoveNodes
from gui.canvas.guides import Guides
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.gui.canvas_hand import ALT, PLAIN, SHIFT, Hand, open_canvas, places


def cards(*at: tuple[float, float]) -> Document:
    nodes = [Node(id=f"n{i}", spec=Dense(), position=place) for i, place in enumerate(at)]
    return Document(graph=Graph(nodes={node.id: node for node in nodes}))


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def hold(hand: Hand, name: str, by: tuple[float, float]) -> None:
    """Drag a node without letting it go."""
    hand.press(hand.middle(name))
    hand.move(hand.middle(name) + QPointF(*by))


def guides(view: CanvasView) -> Guides:
    gesture: Gesture | None = view.hand.gesture
    assert isinstance(gesture, MoveNodes)
    return gesture.guides


def test_middles_pull_more_than_the_grid(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(cards((0.0, 0.0), (307.0, 133.0)))
    hold(hand, "n1", (-302.0, 100.0))  # the dots are nearer: 5 and 233
    assert guides(view).lines == [QLineF(86, -10, 86, 314)]  # the middles, and a little beyond both cards
    hand.release()
    assert places(session)["n1"][0] == 0.0
    assert places(session)["n1"][1] == 240.0  # nothing to line up with: the grid


@pytest.mark.parametrize(
    ("start", "by", "end"),
    [
        ((300.0, 300.0), (-297.0, 0.0), (0.0, 300.0)),  # left edges, middles and right edges
        ((300.0, 300.0), (3.0, -304.0), (300.0, 0.0)),  # tops
    ],
)
def test_edges_line_up(
    hand: Hand,
    session: Session,
    start: tuple[float, float],
    by: tuple[float, float],
    end: tuple[float, float],
) -> None:
    session.open(cards((0.0, 0.0), start))
    hold(hand, "n1", by)
    hand.release()
    assert places(session)["n1"] == end


def test_a_circle_lines_up_with_edges_and_middles_of_a_card(
    hand: Hand, view: CanvasView, session: Session
) -> None:
    document, neuron = edits.add_node(cards((0.0, 0.0)), Neuron(), (400.0, 300.0))
    session.open(document)
    start = view.canvas.nodes[neuron].frame.center()
    for target, line in (((64.0, 300.0), 86.0), ((0.0, 300.0), 0.0), ((128.0, 300.0), 172.0)):
        hand.press(start)
        hand.move(start + QPointF(target[0] - 400.0 + 4, 0))
        (shown,) = guides(view).lines
        assert shown.x1() == shown.x2() == line
        assert view.canvas.nodes[neuron].pos().x() == target[0]
        view.hand.cancel()


def test_equal_gaps_pull_and_are_shown(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(cards((0.0, 0.0), (250.0, 3.0), (900.0, 300.0)))
    hold(hand, "n2", (-404.0, -296.0))
    assert view.canvas.nodes["n2"].pos().x() == 500.0  # 78 behind the second, as that is behind the first
    assert sorted((g.x1(), g.x2()) for g in guides(view).gaps) == [(172.0, 250.0), (422.0, 500.0)]
    view.hand.cancel()
    session.open(cards((0.0, 0.0), (611.0, 2.0), (900.0, 300.0)))
    hold(hand, "n2", (-598.0, -280.0))
    assert view.canvas.nodes["n2"].pos().x() == 305.5  # in the middle between the two
    assert sorted((g.x1(), g.x2()) for g in guides(view).gaps) == [(172.0, 305.5), (477.5, 611.0)]
    view.hand.cancel()
    session.open(cards((611.0, 0.0), (861.0, 0.0), (100.0, 300.0)))
    hold(hand, "n2", (265.0, -290.0))
    assert view.canvas.nodes["n2"].pos().x() == 361.0  # before the first of two
    view.hand.cancel()
    session.open(cards((0.0, 0.0), (0.0, 100.0), (7.0, 500.0)))
    hold(hand, "n2", (0.0, -298.0))
    assert view.canvas.nodes["n2"].pos().y() == 200.0  # the same, from top to bottom
    assert sorted((g.y1(), g.y2()) for g in guides(view).gaps) == [(64.0, 100.0), (164.0, 200.0)]


def test_alt_turns_all_of_it_off(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(cards((0.0, 0.0), (300.0, 300.0)))
    hand.press(hand.middle("n1"))
    hand.move(hand.middle("n1") + QPointF(-297.0, 1.0), ALT)
    assert not guides(view).lines
    hand.release(ALT)
    assert places(session)["n1"] == (3.0, 301.0)


def test_without_the_grid_guides_still_pull(hand: Hand, view: CanvasView, session: Session) -> None:
    view.toggle_snapping()
    session.open(cards((0.0, 0.0), (300.0, 300.0)))
    hold(hand, "n1", (-297.0, 7.0))
    hand.release()
    assert places(session)["n1"] == (0.0, 307.0)


def test_shift_keeps_its_direction(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(cards((0.0, 0.0), (300.0, 4.0)))
    hand.press(hand.middle("n1"))
    hand.move(hand.middle("n1") + QPointF(61.0, 2.0), SHIFT)
    hand.release(SHIFT)
    assert places(session)["n1"] == (360.0, 4.0)


def test_several_move_as_one_box(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(cards((0.0, 0.0), (300.0, 300.0), (500.0, 330.0)))
    session.select({"n1", "n2"})
    hold(hand, "n2", (-304.0, 0.0))
    hand.release()
    assert places(session)["n1"] == (0.0, 300.0)
    assert places(session)["n2"] == (200.0, 330.0)


def test_what_is_far_away_does_not_pull(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(cards((0.0, 0.0), (300.0, 300.0), (403.0, 9000.0)))
    view.zoom_fully()
    view.camera.centre(QPointF(300, 300))
    hold(hand, "n1", (100.0, 0.0))
    hand.release()
    assert places(session)["n1"] == (400.0, 300.0)


def test_a_layer_from_the_palette_lines_up(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(cards((7.0, 0.0)))
    hand.drop(Dropout(), QPointF(7 + 86 + 5, 300))
    assert places(session)["dropout1"] == (7.0, 260.0)


def test_guides_are_painted_in_the_accent(hand: Hand, view: CanvasView, session: Session) -> None:
    session.open(cards((0.0, 0.0), (300.0, 300.0)))
    hold(hand, "n1", (-297.0, 0.0))
    place = view.mapFromScene(QPointF(86, 150))
    picture = view.viewport().grab().toImage()
    accent = view.appearance.theme.accent
    assert accent in {picture.pixelColor(place.x() + dx, place.y()).name() for dx in (-1, 0, 1)}


def test_a_move_among_a_thousand_nodes_takes_little_time(view: CanvasView, session: Session) -> None:
    session.open(cards(*((220.0 * (i % 40), 100.0 * (i // 40)) for i in range(1000))))
    view.fit()
    guides = Guides(view, {"n500"})
    box = QRectF(view.canvas.nodes["n500"].frame)
    guides.pull(box, box.topLeft(), PLAIN)  # looks where they are

    def seconds(step: int) -> float:
        moved = box.translated(step, step)
        start = time.process_time()
        guides.pull(moved, moved.topLeft(), PLAIN)
        return time.process_time() - start

    assert sorted(seconds(step) for step in range(50))[25] < 0.002
