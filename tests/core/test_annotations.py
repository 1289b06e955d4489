"""Comments, frames, colours and pins: pure edits of the document."""

import pytest

from core.document import annotations, edits
from core.document.checks import faults
from core.document.diff import difference, same_computation
from core.document.document import Document
from core.document.extent import CARD, CIRCLE
from core.document.fragment import copied, pasted
from core.document.graph import Block, Note
from core.errors import DocumentError
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.neuron import Neuron
from tests.core.examples import in_a_row


@pytest.fixture
def row() -> Document:
    """Data, Flatten and Dense, at 0, 220 and 440."""
    return in_a_row(Input(), Flatten(), Dense())


def frame_of(document: Document, *ids: str) -> tuple[Document, Note]:
    document, name = annotations.add_frame(document, ids)
    return document, document.graph.notes[name]


def test_a_comment_is_part_of_the_document_and_changes_nothing_that_is_computed(row: Document) -> None:
    changed, name = annotations.add_note(row, (10.0, 20.0), "Twice as many?")
    assert changed.graph.notes[name] == Note(id=name, text="Twice as many?", position=(10.0, 20.0))
    assert same_computation(row.graph, changed.graph)
    assert difference(row.graph, changed.graph).notes == (name,)
    assert list(faults(changed.graph)) == []
    assert edits.remove(changed, {name}) == row


def test_a_frame_stands_around_what_it_is_drawn_around(row: Document) -> None:
    document, frame = frame_of(row, "input1", "flatten1")
    around = annotations.AROUND
    assert frame.frame
    assert frame.position == (-around, -around)
    assert frame.size == (220.0 + CARD[0] + 2 * around, CARD[1] + 2 * around)
    assert annotations.inside(document.graph, frame) == ["input1", "flatten1"]


def test_a_frame_can_stand_around_neurons_and_comments(row: Document) -> None:
    document, neuron = edits.add_node(row, Neuron(), (0.0, 500.0))
    document, comment = annotations.add_note(document, (300.0, 480.0), size=(100.0, 60.0))
    document, frame = frame_of(document, neuron, comment)
    assert frame.position == (-20.0, 460.0)
    assert frame.size == (440.0, max(20.0 + CIRCLE[1], 60.0) + 40.0)
    assert annotations.inside(document.graph, frame) == [neuron, comment]


def test_there_has_to_be_something_to_frame(row: Document) -> None:
    with pytest.raises(DocumentError, match="nothing"):
        annotations.add_frame(row, ["wire1"])


def test_what_has_its_middle_in_a_frame_lies_in_it(row: Document) -> None:
    document, name = annotations.add_note(row, (0.0, 0.0), size=(440.0 + CARD[0] / 2, 100.0), frame=True)
    assert annotations.inside(document.graph, document.graph.notes[name]) == ["input1", "flatten1", "dense1"]
    document = annotations.set_note(document, name, size=(440.0 + CARD[0] / 2 - 1, 100.0))
    assert annotations.inside(document.graph, document.graph.notes[name]) == ["input1", "flatten1"]


def test_a_collapsed_block_takes_its_members_along(row: Document) -> None:
    block = Block(id="block1", members=("dense1",), collapsed=True, position=(0.0, 300.0))
    document = edits.with_graph(row, blocks={"block1": block})
    document, frame = frame_of(document, "block1")
    assert annotations.with_contents(document.graph, [frame.id]) == [frame.id, "block1", "dense1"]
    opened = edits.with_graph(
        document, blocks={"block1": Block(id="block1", members=("dense1",), position=(0.0, 300.0))}
    )
    assert annotations.inside(opened.graph, frame) == []


def test_moving_moves_nodes_blocks_and_notes(row: Document) -> None:
    document, frame = frame_of(row, "dense1")
    block = Block(id="block1", members=("dense1",))
    document = edits.with_graph(document, blocks={"block1": block})
    places = dict.fromkeys(("dense1", "block1", frame.id), (1.0, 2.0))
    moved = edits.move(document, places)
    assert annotations.positions(moved.graph, places) == places
    assert edits.move(row, {"dense1": (1.0, 2.0)}).graph.notes is row.graph.notes


def test_a_note_is_never_too_small_to_be_grabbed(row: Document) -> None:
    document, name = annotations.add_note(row, (0.0, 0.0))
    changed = annotations.set_note(document, name, size=(-5.0, 3.0), colour="green", text="a\nb")
    note = changed.graph.notes[name]
    assert (note.size, note.colour, note.text) == (annotations.LEAST, "green", "a\nb")


@pytest.mark.parametrize("changes", [{"text": "x" * 10_001}, {"colour": "pink"}, {"size": ("wide", 3.0)}])
def test_what_a_note_cannot_be_is_refused_in_words(row: Document, changes: dict[str, object]) -> None:
    document, name = annotations.add_note(row, (0.0, 0.0))
    with pytest.raises(DocumentError, match=next(iter(changes)).capitalize()):
        annotations.set_note(document, name, **changes)


def test_the_number_of_notes_is_limited(row: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotations, "MAX_NOTES", 1)
    document, _ = annotations.add_note(row, (0.0, 0.0))
    with pytest.raises(DocumentError, match="at most 1 "):
        annotations.add_note(document, (0.0, 0.0))


def test_a_colour_goes_to_nodes_blocks_and_notes_and_to_nothing_else(row: Document) -> None:
    document = edits.with_graph(row, blocks={"block1": Block(id="block1", members=("dense1",))})
    document, comment = annotations.add_note(document, (0.0, 0.0))
    changed = annotations.set_colour(document, {"input1", "block1", comment, "wire1"}, "teal")
    graph = changed.graph
    assert {n.id for n in graph.nodes.values() if n.colour == "teal"} == {"input1"}
    assert graph.blocks["block1"].colour == graph.notes[comment].colour == "teal"
    assert graph.wires is document.graph.wires
    assert same_computation(document.graph, graph)
    assert annotations.set_colour(changed, {"input1", "block1", comment}, "") == document


def test_pins_hold_nodes_and_the_blocks_they_are_in(row: Document) -> None:
    document = edits.with_graph(row, blocks={"block1": Block(id="block1", members=("flatten1", "dense1"))})
    pinned = annotations.set_pinned(document, {"dense1", "wire1"}, True)
    everything = ["input1", "flatten1", "dense1", "block1", "wire1"]
    assert annotations.held(pinned.graph, everything) == {"dense1", "block1"}
    assert annotations.set_pinned(pinned, {"dense1"}, False) == document
    assert edits.move(pinned, {"dense1": (9.0, 9.0)}).graph.nodes["dense1"].position == (9.0, 9.0)


def test_marks_and_notes_come_along_when_pasted(row: Document) -> None:
    document, frame = frame_of(annotations.set_colour(row, {"dense1"}, "red"), "dense1")
    document, new = pasted(document, copied(document.graph, {"dense1", frame.id}), (0.0, 300.0))
    node, note = document.graph.nodes[new[0]], document.graph.notes[new[1]]
    assert node.colour == "red"
    assert annotations.inside(document.graph, note) == [node.id]
