"""What does not fit the machine or the batch is told before training starts."""

import tracemalloc

import pytest
from msgspec.structs import replace

from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.document import limits
from core.document.document import Document
from core.document.limits import memory_needed
from core.document.recipe import TrainingRecipe
from core.document.shapes import infer
from core.engine.build import Mode
from core.engine.compile import compile_document
from core.layers.base import Layer
from core.layers.batch_norm import BatchNorm
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from tests.core.examples import digits, in_a_row


def of_layers(*layers: Layer, batch: int = 256) -> Document:
    recipe = TrainingRecipe(batch_size=batch, metrics=())
    return in_a_row(
        Input(), *layers, Dense(units=10), Output(), data=DataRecipe(source=Digits()), training=recipe
    )


LARGE = of_layers(Flatten(), Dense(units=4_000), Dense(units=8_000))


def test_a_network_too_large_for_the_free_memory_is_told_with_the_layer_to_blame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "free_memory", lambda: 300_000_000)
    problem = next(p for p in infer(LARGE).problems if p.severity == "error")
    assert problem.node == "dense2"
    assert "300 MB are free" in problem.message
    monkeypatch.setattr(limits, "free_memory", lambda: 100_000_000_000)
    assert infer(LARGE).ready


def test_smaller_batches_are_offered_and_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "free_memory", lambda: 300_000_000)
    document = of_layers(Conv2D(filters=32), Flatten(), batch=20_000)
    problem = next(p for p in infer(document).problems if p.severity == "error")
    for _ in range(4):
        problems = [p for p in infer(document).problems if p.severity == "error"]
        if problems:
            document = problems[0].fixes[0].edit(document)
    assert "memory" in problem.message
    assert infer(document).ready


def test_the_free_memory_is_that_of_this_machine() -> None:
    assert 10_000_000 < limits.free_memory() < 10**14


@pytest.mark.parametrize(
    "layers",
    [
        (Flatten(), Dense(units=500), Dense(units=500)),
        (Conv2D(filters=16), Conv2D(filters=16), Flatten()),
        (Conv2D(filters=16), BatchNorm(), Flatten()),
    ],
    ids=["dense", "convolutions", "norm"],
)
def test_the_estimate_is_near_what_a_training_takes(layers: tuple[Layer, ...]) -> None:
    document = of_layers(*layers)
    tracemalloc.start()
    try:
        network = compile_document(document)
        network.workspace(256, Mode.TRAINING)
        network.workspace(limits.EVALUATED, Mode.EVALUATION)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    slots = 2 * network.parameters.nbytes
    needed = sum(memory_needed(document, infer(document).facts).values())
    assert 0.6 < needed / (taken + slots) < 1.7


def test_a_batch_of_one_cannot_be_normalised() -> None:
    document = of_layers(Flatten(), BatchNorm(), batch=1)
    problem = next(p for p in infer(document).problems if p.severity == "error")
    assert problem.node == "batchnorm1"
    for fix in problem.fixes:
        assert infer(fix.edit(document)).ready
    assert infer(replace(document, training=replace(document.training, batch_size=2))).ready


def test_usual_networks_have_no_such_problem() -> None:
    assert infer(digits()).problems == ()
