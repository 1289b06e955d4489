"""Copy, cut, paste and duplicate; and what else may be found on a clipboard."""

import json

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.document import Document
from core.document.graph import Graph, Node
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from gui.canvas.clipboard import NODES
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.core.examples import in_a_row
from tests.gui.canvas_hand import CONTROL, Hand, ends, open_canvas, put_on_clipboard, run


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


def test_copies_have_their_own_ids_and_wires(hand: Hand, view: CanvasView, session: Session) -> None:
    session.select({"flatten1", "dense1", "wire2"})
    hand.key(Qt.Key.Key_C, CONTROL)
    hand.key(Qt.Key.Key_V, CONTROL)
    assert len(session.selection) == 2
    assert session.selection.isdisjoint({"flatten1", "dense1"})
    assert len(ends(session.document)) == 4
    copies = [session.document.graph.nodes[n] for n in session.document.graph.nodes if n in session.selection]
    assert [n.position for n in copies] == [(260.0, 40.0), (480.0, 40.0)]
    hand.key(Qt.Key.Key_V, CONTROL)
    again = [session.document.graph.nodes[n] for n in session.document.graph.nodes if n in session.selection]
    assert [n.position for n in again] == [(300.0, 80.0), (520.0, 80.0)]
    assert session.undo_stack.count() == 2
    assert session.undo_stack.undoText() == "paste 2 layers"


def test_what_is_cut_is_pasted_where_it_was(hand: Hand, session: Session) -> None:
    session.select({"dense2"})
    hand.key(Qt.Key.Key_X, CONTROL)
    assert "dense2" not in session.document.graph.nodes
    hand.key(Qt.Key.Key_V, CONTROL)
    (new,) = session.selection
    assert session.document.graph.nodes[new].position == (660.0, 0.0)


def test_layers_go_to_another_document_as_text(hand: Hand, session: Session) -> None:
    session.select({"dense1", "dense2"})
    hand.key(Qt.Key.Key_C, CONTROL)
    text = QGuiApplication.clipboard().text()
    assert set(json.loads(text)["nodes"]) == {"dense1", "dense2"}
    assert QGuiApplication.clipboard().mimeData().hasFormat(NODES)
    session.open(Document())
    put_on_clipboard(text)
    hand.key(Qt.Key.Key_V, CONTROL)
    assert ends(session.document) == {("dense1", "dense2")}


def test_a_duplicate_leaves_the_clipboard_alone(hand: Hand, session: Session) -> None:
    put_on_clipboard("mine")
    session.select({"dense1"})
    hand.key(Qt.Key.Key_D, CONTROL)
    assert QGuiApplication.clipboard().text() == "mine"
    (new,) = session.selection
    assert session.document.graph.nodes[new].spec == Dense()
    assert session.undo_stack.undoText() == "duplicate Dense"


def hostile() -> dict[str, str]:
    """What may be found on a clipboard."""
    good = in_a_row(Flatten(), Dense())
    text = msgspec.json.encode(good.graph).decode()
    far = edits.move(good, {"dense1": (1e12, 0.0)})
    return {
        "prose": "To be, or not to be",
        "empty": "",
        "json": "[1, 2, 3]",
        "no nodes": '{"nodes": {}, "wires": {}}',
        "deep": '{"nodes": ' + "[" * 100_000,
        "cut off": text[: len(text) // 2],
        "unknown layer": text.replace('"dense"', '"virus"'),
        "a billion units": text.replace('"units":32', '"units":1000000000'),
        "no such node": text.replace('["flatten1","out"]', '["gone","out"]'),
        "no such port": text.replace('["dense1","in"]', '["dense1","side"]'),
        "another id": text.replace('"id":"dense1"', '"id":"dense9"'),
        "a path": text.replace("dense1", "../dense1"),
        "far out": msgspec.json.encode(far.graph).decode(),
        "infinite": text.replace("220.0", "1e999"),
        "not a number": text.replace("220.0", "NaN"),
        "zero bytes": "\0\0\0",
        "half a sign": '{"nodes": "\ud800"}',
    }


@pytest.mark.parametrize("kind", list(hostile()))
def test_a_hostile_clipboard_gets_a_notice(hand: Hand, session: Session, qtbot: QtBot, kind: str) -> None:
    before = session.document
    put_on_clipboard(hostile()[kind])
    with qtbot.waitSignal(session.notice) as notice:
        hand.view.paste()
    assert "clipboard" in notice.args[0]
    assert session.document == before
    assert session.undo_stack.count() == 0


def test_damaged_data_of_our_own_type_gets_a_notice(hand: Hand, session: Session, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setData(NODES, b"\xff\xfe\x00{")
    QGuiApplication.clipboard().setMimeData(mime)
    with qtbot.waitSignal(session.notice):
        hand.key(Qt.Key.Key_V, CONTROL)
    assert session.undo_stack.count() == 0


def test_a_paste_that_is_too_large_gets_a_notice(view: CanvasView, session: Session, qtbot: QtBot) -> None:
    nodes = {f"n{i}": Node(id=f"n{i}", spec=Dropout()) for i in range(edits.MAX_NODES)}
    put_on_clipboard(msgspec.json.encode(Graph(nodes=nodes)).decode())
    with qtbot.waitSignal(session.notice) as notice:
        view.paste()
    assert "at most" in notice.args[0]
    assert len(session.document.graph.nodes) == 4


def test_pasting_at_a_point_brings_the_middle_there(view: CanvasView, session: Session) -> None:
    session.select({"dense1"})
    run(view, "Copy")
    view.paste(QPointF(86, 332))
    (new,) = session.selection
    assert session.document.graph.nodes[new].position == (0.0, 300.0)
