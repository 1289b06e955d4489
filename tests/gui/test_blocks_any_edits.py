"""Whatever is done to blocks and within them: valid, shown, undone to the same, and kept by a file."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from core.document import blocks
from core.document.block_copies import append_fragment, multiplied
from core.document.checks import faults
from core.document.document import Document
from core.document.file import Saved, read, write
from core.document.fragment import copied
from core.document.tidy import tidied
from core.errors import DocumentError
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from gui.canvas.problems import shown
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.core.examples import in_a_row
from tests.gui.test_blocks import check
from tests.gui.test_canvas_scene import EDITS

Edit = Callable[[Document, random.Random], Document]


def some(document: Document, chance: random.Random) -> list[str]:
    nodes = list(document.graph.nodes)
    return chance.sample(nodes, min(len(nodes), chance.randrange(1, 5)))


def block(document: Document, chance: random.Random) -> str:
    return chance.choice(list(document.graph.blocks))


def _fragment(document: Document, chance: random.Random) -> Document:
    part = copied(document.graph, blocks.nodes_of(document.graph, {block(document, chance)}))
    after = chance.choice([None, *document.graph.nodes, *document.graph.blocks])
    return append_fragment(document, part, after)[0]


def _moved(document: Document, chance: random.Random) -> Document:
    cards = list(blocks.fold(document.graph).nodes)
    places = {
        c: (float(chance.randrange(900)), float(chance.randrange(500))) for c in chance.sample(cards, 1)
    }
    return blocks.moved(document, places)


BLOCK_EDITS: tuple[Edit, ...] = (
    lambda d, c: blocks.group(d, some(d, c), "Some")[0],
    lambda d, c: blocks.group(d, some(d, c), "Some")[0],
    lambda d, c: blocks.collapse(d, block(d, c)),
    lambda d, c: blocks.collapse(d, block(d, c)),
    lambda d, c: blocks.expand(d, block(d, c)),
    lambda d, c: blocks.ungroup(d, block(d, c)),
    lambda d, c: blocks.released(d, some(d, c)),
    lambda d, c: blocks.rename(d, block(d, c), c.choice(["", "mine"])),
    lambda d, c: multiplied(d, {block(d, c)}, 2, c.random() < 0.5)[0],
    lambda d, c: blocks.moved(d, tidied(blocks.fold(d.graph))),
    _fragment,
    _moved,
)


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    view = CanvasView(session, appearance)
    view.glider.enabled = False
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.show()
    return view


def look_over(view: CanvasView) -> None:
    """All of blocks, and what is around them."""
    check(view)
    scene, session = view.canvas, view.session
    graph = session.document.graph
    assert not list(faults(graph))
    seen = blocks.fold(graph)
    loose = ("not there", "does not have")  # that a card takes no weights is nothing to it
    assert not [fault for fault in faults(seen) if any(words in fault for words in loose)]
    for name in scene.standing:
        assert scene.wires_of[name] == {
            w.id for w in seen.wires.values() if name in (w.source.node, w.target.node)
        }
    problems = scene.blocks.on_cards(shown(session.inference.problems, graph))
    assert scene.bubbles.keys() == problems.keys()
    for name, bubble in scene.bubbles.items():
        card = scene.cards[name].frame
        assert bubble.problem.message == problems[name][0].message
        assert bubble.pos().x() == card.left()
        assert bubble.pos().y() > card.bottom()
    for name, item in {**scene.cards, **scene.blocks.frames}.items():
        selected = item.look.selected if name in scene.cards else item.selected
        assert selected == (name in session.selection) or name in scene.blocks.cards
    visible = [item for item in scene.items() if item.isVisible()]
    frames = len(scene.blocks.frames)
    standing = len(seen.nodes) + len(seen.wires) + len(seen.notes)
    panels = [panel for panel in scene.inside.panels.values() if panel.isVisible()]
    assert len(visible) == standing + frames + len(problems) + len(scene.captions) + len(panels)


@pytest.mark.parametrize("seed", range(8))
def test_any_edits_of_blocks_are_shown_and_undone(view: CanvasView, seed: int, tmp_path: Path) -> None:
    session, chance = view.session, random.Random(seed)
    session.open(in_a_row(Input(), Flatten(), Dense(), Dense()))
    before = [session.document]
    while len(before) < 40 and session.document.graph.nodes:
        try:
            edit = chance.choice(BLOCK_EDITS if chance.random() < 0.6 else EDITS)
            edited = edit(session.document, chance)
        except (DocumentError, IndexError):  # refused, or nothing there to edit
            continue
        if edited == session.document or len(edited.graph.nodes) > 60:
            continue
        session.apply("edit", edited)
        before.append(edited)
        look_over(view)
        parts = [*edited.graph.nodes, *edited.graph.wires, *edited.graph.blocks]
        session.select(chance.sample(parts, min(1, len(parts))))
    write(tmp_path / "a.neuro", Saved(session.document))
    assert read(tmp_path / "a.neuro").document == session.document
    for document in reversed(before[:-1]):
        session.undo_stack.undo()
        assert session.document == document
        look_over(view)
    for _ in before[1:]:
        session.undo_stack.redo()
        look_over(view)
    assert session.document == before[-1]


def test_a_glide_ends_where_the_document_says(view: CanvasView) -> None:
    session = view.session
    session.open(in_a_row(Input(), Flatten(), Dense(), Dense()))
    document, name = blocks.group(session.document, ["flatten1", "dense1"])
    session.apply("group", document)
    view.glider.enabled = True
    for edit in (blocks.collapse, blocks.expand):
        session.apply("edit", edit(session.document, name))
        shifted = blocks.shifted(session.document, {name}, (100.0, 40.0))
        session.apply("move", shifted)
        session.undo_stack.undo()
        session.undo_stack.redo()
        view.glider.finish()
        look_over(view)
    assert view.canvas.nodes["dense1"].pos() == QPointF(640.0, 80.0)
