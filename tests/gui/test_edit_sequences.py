"""Whatever is done on the canvas, in whatever order: it shows the document, and all of it is undone and redone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.document import annotations
from core.document.checks import faults
from core.document.document import Document
from core.document.edits import add_node
from core.document.file import Saved, read, write
from core.errors import DocumentError, ShapeError
from core.layers.output import Output
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.core.any_documents import NothingThereError, Picks, starts
from tests.core.any_edits import EDITS, Step, parts, sequences, side_by_side, small
from tests.gui.test_blocks_any_edits import look_over

Act = Callable[[CanvasView, Picks], None]
IDLE = "idle"  # the node that keeps a document from being trained
NOT_BY_ITSELF = ("Save block to the palette",)  # what writes elsewhere, or asks in a window of its own


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    view = CanvasView(session, appearance)
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.show()
    return view


# -- what is done on the canvas ----------------------------------------------------------------------------------------
def _select(view: CanvasView, picks: Picks) -> None:
    view.session.select(picks.some(parts(view.operations.graph)))


def _select_neurons(view: CanvasView, picks: Picks) -> None:
    view.session.select(picks.one(side_by_side(view.operations.graph)))


def _command(view: CanvasView, picks: Picks) -> None:
    """Any command of the canvas that is not grey, by what a menu or its keys run."""
    ready = [c for c in view.commands() if c.enabled is None or c.enabled()]
    picks.one([c for c in ready if c.text not in NOT_BY_ITSELF]).run()


def _run(*texts: str) -> Act:
    def act(view: CanvasView, picks: Picks) -> None:
        text = picks.one(texts)
        found = next(c for c in view.commands() if c.text == text)
        if found.enabled is None or found.enabled():
            found.run()

    return act


def _undo(view: CanvasView, picks: Picks) -> None:
    for _ in range(1 + picks.number(3)):
        view.session.undo_stack.undo()


def _redo(view: CanvasView, picks: Picks) -> None:
    for _ in range(1 + picks.number(3)):
        view.session.undo_stack.redo()


def _nudge(view: CanvasView, picks: Picks) -> None:
    view.operations.nudge(picks.one([20.0, -1.0]), picks.one([0.0, 20.0]))


def _colour(view: CanvasView, picks: Picks) -> None:
    if view.annotating.marking.things:
        view.annotating.marking.colour(picks.one(["", *annotations.COLOURS]))


def _paste_at(view: CanvasView, picks: Picks) -> None:
    if view.operations.can_paste:
        view.paste(QPointF(*picks.place()))


def _rename(view: CanvasView, picks: Picks) -> None:
    view.operations.rename(picks.one(view.operations.graph.nodes), picks.one(["mine", "", " "]))


def _end_merge(view: CanvasView, picks: Picks) -> None:
    view.session.end_merge()


def _pass_by(view: CanvasView, picks: Picks) -> None:
    """Let what was put off happen: glides, wires that wait for their turn, paint."""
    QApplication.processEvents()


ACTS: dict[str, Act] = {
    "select": _select,
    "select more": _select,
    "select neurons": _select_neurons,
    "command": _command,
    "command again": _command,
    "copy": _run("Copy", "Cut"),
    "put in": _run("Paste", "Duplicate"),
    "delete": _run("Delete"),
    "tidy up": _run("Tidy", "Tidy from top to bottom"),
    "draw a wire": _run("Wire the selected layers"),
    "dissolve": _run("Take apart into neurons", "Put together into a layer"),
    "block": _run("Group", "Ungroup", "Collapse or expand", "Group"),
    "mark": _run("Pin in place"),
    "colour it": _colour,
    "undo": _undo,
    "undo more": _undo,
    "redo": _redo,
    "nudge": _nudge,
    "paste at": _paste_at,
    "name": _rename,
    "settle": _end_merge,
    "pass by": _pass_by,
}


def act(view: CanvasView, step: Step) -> None:
    """One step: something on the canvas, or any edit as a part of the window makes it; what is refused is told."""
    picks, session = Picks(step.choices), view.session
    try:
        if step.edit in ACTS:
            ACTS[step.edit](view, picks)
            return
        edited = EDITS[step.edit](session.document, picks)
    except (NothingThereError, DocumentError, ShapeError):
        return
    if small(edited.graph):
        session.apply(step.edit, edited, picks.one([None, "several"]))


def idle(document: Document) -> Document:
    """With an end that nothing leads to: a sequence of edits is quick if nothing is trained in between."""
    return add_node(document, Output(), (-400.0, -400.0), IDLE)[0]


def check(view: CanvasView) -> None:
    """What is to be seen is the document, whole and nothing else, when all has come to rest."""
    view.glider.finish()
    graph, scene = view.session.document.graph, view.canvas
    assert not list(faults(graph))
    assert scene.nodes.keys() == graph.nodes.keys()
    assert scene.wires.keys() == graph.wires.keys()
    assert scene.notes.items.keys() == graph.notes.keys()
    for name, note in graph.notes.items():
        assert scene.notes.items[name].note == note
        assert scene.notes.items[name].pos() == QPointF(*note.position)
    for name, node in graph.nodes.items():
        assert scene.nodes[name].node == node
        assert (scene.nodes[name].look.colour, scene.nodes[name].look.pinned) == (node.colour, node.pinned)
    for name, wire in graph.wires.items():
        assert scene.wires[name].wire == wire
    assert scene.inside.panels.keys() <= graph.nodes.keys()
    for name, panel in scene.inside.panels.items():
        assert panel.isVisible() == scene.nodes[name].isVisible()
    assert view.session.selection <= set(parts(graph))
    look_over(view)


def order(document: Document) -> list[list[str]]:
    graph = document.graph
    return [list(group) for group in (graph.nodes, graph.wires, graph.blocks, graph.notes)]


# The fixtures are the same for all sequences: each begins with a document of its own, as a user's next file does.
@settings(
    max_examples=400,
    deadline=None,
    phases=set(Phase) - {Phase.explain},  # which would take longer than a test may
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(start=st.sampled_from(sorted(starts())), steps=sequences([*EDITS, *ACTS, *ACTS], longest=20))
def test_any_steps_are_shown_undone_and_redone(
    view: CanvasView, tmp_path: Path, start: str, steps: list[Step]
) -> None:
    session, stack = view.session, view.session.undo_stack
    first = idle(starts()[start])
    session.open(first)
    QGuiApplication.clipboard().clear()
    for step in steps:
        act(view, step)
        check(view)
    stack.setIndex(stack.count())
    last = session.document
    check(view)
    while stack.canUndo():
        stack.undo()
    check(view)
    assert session.document == first
    assert order(session.document) == order(first)
    while stack.canRedo():
        stack.redo()
    check(view)
    assert session.document == last
    assert order(session.document) == order(last)
    write(tmp_path / "a.neuro", Saved(last))
    assert read(tmp_path / "a.neuro").document == last
