"""Where nothing but the layout differs, shapes and problems need not be inferred again."""

import random

import pytest

from core.document import edits
from core.document.diff import same_inference
from core.document.shapes import Inference, infer
from core.layers.dense import Dense
from tests.core.examples import digits
from tests.core.random_edits import edited


def told(inference: Inference) -> tuple[object, ...]:
    problems = [(p.node, p.port, p.severity, p.message) for p in inference.problems]
    return inference.order, inference.facts, inference.feeds, problems


@pytest.mark.parametrize("seed", range(20))
def test_what_is_taken_for_the_same_is_the_same(seed: int) -> None:
    chance, document = random.Random(seed), digits()
    for _ in range(40):
        before, document = document, edited(document, chance)
        recipes = before.data == document.data and before.training == document.training
        if recipes and same_inference(before.graph, document.graph):
            assert told(infer(before)) == told(infer(document))


def test_a_move_changes_nothing_and_a_name_does() -> None:
    document = digits()
    assert same_inference(document.graph, edits.move(document, {"dense1": (1.0, 2.0)}).graph)
    assert not same_inference(document.graph, edits.rename(document, "dense1", "First").graph)
    assert not same_inference(document.graph, edits.set_field(document, "dense1", "units", 3).graph)


def test_an_id_is_free_and_follows_one_that_is_taken() -> None:
    document = digits()
    for number in range(3, 40):
        document, name = edits.add_node(document, Dense(), (0.0, 0.0))
        assert name == f"dense{number}"
    document = edits.remove(document, {"dense7", "dense21", "dense39"})
    _, name = edits.add_node(document, Dense(), (0.0, 0.0))
    assert name not in document.graph.nodes
