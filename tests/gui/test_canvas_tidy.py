"""Tidying on the canvas: what it does to the view, to large networks and to pinned nodes."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.document import Document
from core.document.graph import End, Graph, Node, Wire
from core.layers.neuron import Neuron
from gui.canvas.geometry import bounds
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.core.examples import digits
from tests.gui.canvas_hand import CONTROL, SHIFT, Hand, open_canvas, places, run


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


def neurons(columns: int, rows: int) -> Document:
    """A net with two wires from each neuron to the next column, scattered along a line."""
    names = [[f"n{c}x{r}" for r in range(rows)] for c in range(columns)]
    nodes = {
        name: Node(id=name, spec=Neuron(), position=(37.0 * (i * 7 % (columns * rows)), 91.0 * (i % 13)))
        for i, name in enumerate(n for column in names for n in column)
    }
    pairs = [
        (names[c][r], names[c + 1][(r + step) % rows])
        for c in range(columns - 1)
        for r in range(rows)
        for step in (0, 1)
    ]
    wires = {
        f"w{i}": Wire(id=f"w{i}", source=End(a, "out"), target=End(b, "in")) for i, (a, b) in enumerate(pairs)
    }
    return Document(graph=Graph(nodes=nodes, wires=wires))


def test_five_hundred_nodes_glide_in_one_step(view: CanvasView, session: Session, qtbot: QtBot) -> None:
    session.open(neurons(25, 20))
    before = session.document
    view.glider.enabled = True
    run(view, "Tidy")
    assert session.undo_stack.count() == 1
    assert session.undo_stack.undoText() == "tidy"
    moved = [n for n in view.canvas.nodes if places(session)[n] != before.graph.nodes[n].position]
    assert any(view.canvas.nodes[n].pos() != QPointF(*places(session)[n]) for n in moved)  # on its way
    qtbot.waitUntil(
        lambda: all(i.pos() == QPointF(*places(session)[n]) for n, i in view.canvas.nodes.items())
    )
    session.undo_stack.undo()
    view.glider.finish()
    assert session.document == before


class Painted(QObject):
    """Notes where a node is whenever the canvas is painted."""

    def __init__(self, view: CanvasView, node: str) -> None:
        super().__init__(view)
        self._item = view.canvas.nodes[node]
        self.place = QPointF()
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.place = self._item.pos()
        return False


def test_from_afar_a_glide_is_seen_to_its_end(session: Session, appearance: Appearance, qtbot: QtBot) -> None:
    session.open(neurons(25, 20))
    view = CanvasView(session, appearance)  # which has never painted an item
    qtbot.addWidget(view)
    view.resize(900, 600)
    with qtbot.waitExposed(view):
        view.show()
    assert view.from_afar
    view.glider.enabled = True
    painted = Painted(view, "n3x3")
    view.glider.glide({name: QPointF(50, 60) for name in view.canvas.nodes})
    qtbot.waitUntil(lambda: painted.place == QPointF(50, 60))


def test_what_was_seen_whole_is_seen_whole_again(view: CanvasView, session: Session) -> None:
    session.open(neurons(12, 3))
    view.fit()
    run(view, "Tidy")
    assert view.camera.sees(bounds(session.document.graph))
    view.camera.zoom_to(2.0)
    place = view.camera.point(QPointF(0, 0))
    run(view, "Tidy from top to bottom")
    assert view.camera.scale == 2.0
    assert view.camera.point(QPointF(0, 0)) == place


def test_downwards_by_key(view: CanvasView, session: Session) -> None:
    session.open(digits())
    Hand(view).key(Qt.Key.Key_B, CONTROL | SHIFT)
    assert [places(session)[n] for n in ("input1", "flatten1", "dense1", "dense2", "output1")] == [
        (0.0, 120.0 * i) for i in range(5)
    ]


def test_a_pinned_node_stays(view: CanvasView, session: Session) -> None:
    document = edits.move(digits(), {"dense1": (300.0, 500.0)})
    pinned = replace(document.graph.nodes["dense1"], pinned=True)
    session.open(edits.with_graph(document, nodes={**document.graph.nodes, "dense1": pinned}))
    run(view, "Tidy")
    assert places(session)["dense1"] == (300.0, 500.0)
    assert {y for _, y in places(session).values()} == {500.0}
    session.select(session.document.graph.nodes)
    run(view, "Align top")
    run(view, "Space evenly across")
    assert places(session)["dense1"] == (300.0, 500.0)


def test_what_is_undone_on_its_way_is_where_it_was(view: CanvasView, session: Session) -> None:
    view.glider.enabled = True
    before = places(session)
    session.apply("move", edits.move(session.document, {"dense1": (600.0, 400.0), "dense2": (0.0, 400.0)}))
    session.undo_stack.undo()
    view.glider.finish()
    assert view.canvas.nodes["dense1"].pos() == QPointF(*before["dense1"])


def test_what_has_come_back_does_not_go_where_it_was_to_go_before(view: CanvasView, session: Session) -> None:
    view.glider.enabled = True
    before = places(session)
    session.apply("move", edits.move(session.document, {"dense1": (600.0, 400.0)}))
    session.undo_stack.undo()
    session.apply("remove", edits.remove(session.document, {"dense1"}))
    session.undo_stack.undo()
    view.glider.finish()
    assert view.canvas.nodes["dense1"].pos() == QPointF(*before["dense1"])
