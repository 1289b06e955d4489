"""Whatever is done to a document, in whatever order: it stays valid, or says what is wrong, and a file keeps it."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from core.document import edits
from core.document.apart import taken_apart, why_not_apart
from core.document.checks import faults
from core.document.document import Document
from core.document.file import Saved, read, write
from core.document.players import players
from core.document.shapes import Inference, infer
from core.document.together import put_together
from core.engine.build import Mode
from core.engine.network import Network
from core.errors import DocumentError, ShapeError
from core.losses.half_squared import HalfSquared
from core.randomness import generator
from core.training.trainer import Trainer
from tests.core.any_documents import NothingThereError, Picks, starts
from tests.core.any_edits import EDITS, Step, sequences, side_by_side, small
from tests.core.test_neurons import BATCH, compiled

MOST_MENDS = 8
QUICK = set(Phase) - {Phase.explain}  # which would take longer than a test may
MOST_WEIGHTS, MOST_WORK = 20_000, 2_000_000  # of what is trained, so that it takes no time
STARTS = st.sampled_from(sorted(starts()))


def look_over(document: Document) -> Inference:
    """A document after an edit is valid, a file can hold it, and its problems are known."""
    assert not list(faults(document.graph))
    encoded = msgspec.json.encode(document)
    assert msgspec.json.decode(encoded, type=Document) == document
    inference = infer(document)
    nodes = document.graph.nodes
    for problem in inference.problems:
        assert problem.message
        assert not problem.node or problem.node in nodes
    assert inference.facts.keys() <= nodes.keys()
    assert set(inference.order) <= nodes.keys()
    return inference


def edited(document: Document, steps: list[Step]) -> Document:
    """The document after some edits, looked over after each; what is refused leaves it as it was."""
    look_over(document)
    for name, choices in steps:
        before = msgspec.json.encode(document)
        try:
            after = EDITS[name](document, Picks(choices))
        except (DocumentError, ShapeError):
            after = document
        except NothingThereError:
            continue
        assert msgspec.json.encode(document) == before, "an edit has changed a value in place"
        look_over(after)
        document = after if small(after.graph) else document
    return document


def light(inference: Inference) -> bool:
    """Whether a network can be trained in no time."""
    work = sum(f.multiply_adds for f in inference.facts.values())
    memory = sum(f.memory for f in inference.facts.values())
    return inference.ready and inference.parameters < MOST_WEIGHTS and max(work, memory) < MOST_WORK


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sequences")


@settings(max_examples=2_000, deadline=None, phases=QUICK)
@given(start=STARTS, steps=sequences(EDITS))
def test_any_edits_leave_a_document_that_a_file_holds(folder: Path, start: str, steps: list[Step]) -> None:
    document = edited(starts()[start], steps)
    write(folder / "a.neuro", Saved(document))
    again = read(folder / "a.neuro").document
    assert again == document
    for before, after in zip(_dicts(document), _dicts(again), strict=True):
        assert list(before) == list(after)


def _dicts(document: Document) -> list[dict[str, object]]:
    graph = document.graph
    return [graph.nodes, graph.wires, graph.blocks, graph.notes]


@settings(max_examples=400, deadline=None, phases=QUICK)
@given(start=STARTS, steps=sequences(EDITS))
def test_what_has_no_problems_left_learns(start: str, steps: list[Step]) -> None:
    document = mended(edited(starts()[start], steps))
    if light(infer(document)):
        assert np.isfinite(next(Trainer(document).run()))


def mended(document: Document) -> Document:
    """The document with one click after the other on what is offered first."""
    for _ in range(MOST_MENDS):
        fixes = [fix for problem in infer(document).problems for fix in problem.fixes]
        if not fixes:
            break
        document = fixes[0].edit(document)
        look_over(document)
    return document


@settings(max_examples=400, deadline=None, phases=QUICK)
@given(start=STARTS, steps=sequences(EDITS))
def test_neurons_and_layers_in_each_others_place_answer_the_same(start: str, steps: list[Step]) -> None:
    document = with_half_squared(mended(edited(starts()[start], steps)))
    inference = infer(document)
    if not light(inference) or "target" not in inference.feeds or players(document.graph) is not None:
        return
    whole = compiled(document)
    random = generator(7, "weights")
    learned = {key: random.normal(size=v.shape).astype(np.float32) for key, v in whole.views().items()}
    loss = loss_of(whole, learned)
    for node in document.graph.nodes:
        if not why_not_apart(document, inference, node):
            arrays = {k.partition("/")[2]: v for k, v in learned.items() if k.startswith(f"{node}/")}
            apart, _ = taken_apart(document, inference, node, arrays)
            np.testing.assert_allclose(loss_of(compiled(apart), learned), loss, rtol=1e-6)
    numbers = {key: float(v) for key, v in learned.items() if v.shape == ()}
    for neurons in side_by_side(document.graph):
        try:
            together, _, arrays = put_together(document, inference, neurons, numbers)
        except DocumentError:
            continue
        np.testing.assert_allclose(loss_of(compiled(together), learned | arrays), loss, rtol=1e-6)


def with_half_squared(document: Document) -> Document:
    """With a loss that takes over no activation: what is computed in another way is rounded in another way."""
    nodes = document.graph.nodes.values()
    measured = {n.id: n.spec.measured_by(HalfSquared()) for n in nodes if n.spec.objective is not None}
    return edits.with_specs(document, {name: spec for name, spec in measured.items() if spec is not None})


def loss_of(network: Network, learned: Mapping[str, np.ndarray]) -> float:
    """The loss of a batch with weights that were learned, of which the network may have but some."""
    for key, view in network.views().items():
        view[...] = learned.get(key, view)
    random = generator(8, "batch")
    workspace = network.workspace(BATCH, Mode.EVALUATION)
    for array in workspace.feeds.values():
        array[...] = random.integers(2, size=array.shape)
    workspace.forward()
    return float(workspace.total)
