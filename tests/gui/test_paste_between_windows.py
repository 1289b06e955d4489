"""Parts of a network on their way from one window to another, and through a text editor."""

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.checks import faults
from core.document.document import Document
from core.document.fragment import copied
from core.document.graph import Block, End, Note
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from gui.canvas.clipboard import to_mime
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.gui.canvas_hand import CONTROL, Hand, open_canvas, put_on_clipboard, steps


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


@pytest.fixture
def other(qtbot: QtBot, appearance: Appearance) -> Iterator[CanvasView]:
    """A second window, with an empty document."""
    session = Session()
    view = CanvasView(session, appearance)
    qtbot.addWidget(view)
    view.resize(900, 600)
    with qtbot.waitExposed(view):
        view.show()
    yield view
    session.close()


def hand_wired() -> Document:
    """Two values and two neurons in a block, with weights, a memory, a note and colours."""
    document = Document()
    for place, spec in enumerate((InputValue(), InputValue(column=2), Neuron(), Neuron())):
        document, _ = edits.add_node(document, spec, (160.0 * (place // 2), 80.0 * (place % 2)))
    for source, target in (("inputvalue1", "neuron1"), ("inputvalue2", "neuron1"), ("neuron1", "neuron1")):
        document = edits.connect(document, End(source, "out"), End(target, "in"))
    document = edits.connect(document, End("neuron1", "out"), End("neuron2", "in"))
    document = edits.set_wires(document, ["wire1"], weight=0.5, locked=True)
    document = edits.set_wires(document, ["wire2"], weight=-1.25)
    document = edits.rename(document, "neuron1", "Sum")
    block = Block(id="block1", title="Gate", members=("neuron1", "neuron2"), colour="teal")
    note = Note(id="note1", text="Remembers", position=(0.0, 200.0), frame=True)
    return edits.with_graph(document, blocks={"block1": block}, notes={"note1": note})


def weights(document: Document) -> list[tuple[float | None, bool, bool]]:
    return [(w.weight, w.locked, w.delayed) for w in document.graph.wires.values()]


def everything(document: Document) -> set[str]:
    return {*document.graph.nodes, *document.graph.notes}


@pytest.mark.parametrize("as_text", [False, True], ids=["from-window", "from-editor"])
def test_weights_blocks_and_notes_survive(other: CanvasView, as_text: bool) -> None:
    source = hand_wired()
    mime = to_mime(copied(source.graph, everything(source)))
    if as_text:
        put_on_clipboard(f"\n  {mime.text()}\n")
    else:
        QGuiApplication.clipboard().setMimeData(mime)
    other.paste()
    pasted = other.session.document.graph
    assert not list(faults(pasted))
    assert weights(other.session.document) == weights(source)
    assert [n.spec for n in pasted.nodes.values()] == [n.spec for n in source.graph.nodes.values()]
    assert [n.title for n in pasted.nodes.values()] == ["", "", "Sum", ""]
    (block,), (note,) = pasted.blocks.values(), pasted.notes.values()
    assert (block.title, block.colour, len(block.members)) == ("Gate", "teal", 2)
    assert (note.text, note.frame) == ("Remembers", True)
    assert steps(other.session) == 1
    other.session.undo_stack.undo()
    assert other.session.document == Document()


def test_what_is_copied_by_key_in_one_window_is_pasted_in_the_other(
    view: CanvasView, other: CanvasView, session: Session
) -> None:
    session.open(hand_wired())
    session.select(session.document.graph.nodes)
    Hand(view).key(Qt.Key.Key_C, CONTROL)
    Hand(other).key(Qt.Key.Key_V, CONTROL)
    assert weights(other.session.document) == weights(session.document)
    assert set(other.operations.nodes) == set(
        other.session.document.graph.nodes
    )  # through their block, some of them


def test_pasting_beside_what_is_there_gives_new_names(view: CanvasView, session: Session) -> None:
    session.open(hand_wired())
    before = session.document.graph
    QGuiApplication.clipboard().setMimeData(to_mime(copied(before, everything(session.document))))
    view.paste()
    after = session.document.graph
    assert len(after.nodes) == 2 * len(before.nodes)
    assert not list(faults(after))
    assert sorted(str(w.weight) for w in after.wires.values()) == sorted(
        2 * [str(w.weight) for w in before.wires.values()]
    )


def broken(change: dict[str, object]) -> str:
    """A fragment as text, with a wire that was tampered with."""
    fragment = msgspec.to_builtins(copied(hand_wired().graph, hand_wired().graph.nodes))
    fragment["wires"]["wire1"] |= change
    return msgspec.json.encode(fragment).decode()


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "{}",
        "[1, 2]",
        broken({"weight": "much"}),
        broken({"weight": 1e99}),
        broken({"target": ["nowhere", "in"]}),
        broken({"source": ["neuron1", "sideways"]}),
    ],
)
def test_what_cannot_be_pasted_is_told_in_words(other: CanvasView, qtbot: QtBot, text: str) -> None:
    put_on_clipboard(text)
    with qtbot.waitSignal(other.session.notice) as told:
        other.paste()
    assert "clipboard" in told.args[0]
    assert steps(other.session) == 0


def test_a_picture_on_the_clipboard_is_told(other: CanvasView, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setData("image/png", b"not for us")
    QGuiApplication.clipboard().setMimeData(mime)
    with qtbot.waitSignal(other.session.notice) as told:
        other.paste()
    assert told.args == ["There are no layers on the clipboard: copy some first."]
