"""Undo: every document comes back, and keeping them takes little."""

import random

import pytest

from core.document import edits
from gui.session import Session
from tests.bench.graphs import mixed
from tests.bench.memory import undo_memory
from tests.core.random_edits import edited
from tests.core.test_delta import same

EDITS = 100

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("seed", range(5))
def test_any_edits_are_undone_and_done_again(session: Session, seed: int) -> None:
    chance, documents = random.Random(seed), [session.document]
    for _ in range(40):
        document = edited(session.document, chance)
        if document != session.document:
            session.apply("edit", document)
            documents.append(document)
    for document in reversed(documents[:-1]):
        session.undo_stack.undo()
        assert same(session.document, document)
    for document in documents[1:]:
        session.undo_stack.redo()
        assert same(session.document, document)


def test_the_moves_of_a_drag_are_one_step(session: Session) -> None:
    session.open(mixed(60, 100, 6))
    before = session.document
    session.apply("rename it", edits.rename(before, "dense1", "First"))
    for x in range(5):
        session.apply("move it", edits.move(session.document, {"dense1": (float(x), 9.0)}), "drag")
        session.apply("move it", edits.move(session.document, {"single9": (float(x), 1.0)}), "drag")
    after = session.document
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    assert session.document == edits.rename(before, "dense1", "First")
    session.undo_stack.undo()
    assert same(session.document, before)
    session.undo_stack.redo()
    session.undo_stack.redo()
    assert same(session.document, after)


def test_what_an_undo_leaves_alone_stays_the_same_object(session: Session) -> None:
    session.open(mixed(60, 100, 6))
    before = session.document.graph
    session.apply("rename it", edits.rename(session.document, "dense1", "First"))
    session.undo_stack.undo()
    after = session.document.graph
    assert after.wires is before.wires
    assert after.nodes["dense2"] is before.nodes["dense2"]


def test_edits_of_500_nodes_take_a_kilobyte_each_at_most(session: Session) -> None:
    session.open(mixed(500, 1000, 10))
    assert undo_memory(session, EDITS) <= 1000 * EDITS
