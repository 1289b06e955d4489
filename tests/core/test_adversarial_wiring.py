"""What may lead to the two sides of an adversarial network, and what looking at it leaves alone."""

import itertools

import numpy as np
import pytest

from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.document.shapes import infer
from core.layers.add import Add
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.noise import Noise
from core.layers.real_or_fake import RealOrFake
from core.training.trainer import Trainer
from tests.core.adversaries import adversaries
from tests.core.examples import gate


@pytest.mark.parametrize("port", ["generated", "real"])
def test_the_other_side_is_wired_by_a_click(port: str) -> None:
    document = adversaries()
    wire = next(w for w in document.graph.into("realorfake1") if w.target.port == port)
    document = edits.remove(document, {wire.id})
    problem = next(p for p in infer(document).problems if p.port == port)
    assert infer(problem.fixes[0].edit(document)).problems == ()


def real_through(layer: Layer) -> Document:
    return edits.insert_before(adversaries(), "realorfake1", "real", layer)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (real_through(Dense(units=2)), "Dense changes the real samples"),
        (edits.set_field(adversaries(), "input1", "columns", (2, 1)), "Only a part of each real sample"),
    ],
)
def test_what_is_imitated_are_the_samples_of_the_data(document: Document, message: str) -> None:
    errors = [p for p in infer(document).problems if p.severity == "error"]
    assert [message in p.message for p in errors] == [True]
    for problem in errors:
        assert infer(problem.fixes[0].edit(document)).ready


def test_noise_as_the_real_side_is_refused() -> None:
    document = edits.set_field(adversaries(), "noise1", "size", 2)
    document = edits.connect(document, End("noise1", "out"), End("realorfake1", "real"))
    problem = next(p for p in infer(document).problems if p.severity == "error")
    assert "No Data leads here" in problem.message
    assert infer(problem.fixes[0].edit(document)).problems == ()


def test_a_generator_that_reads_the_data_itself_is_trained() -> None:
    """Data leads to both sides, as where a generator is to clean images."""
    document = edits.remove(adversaries(), {"noise1"})
    document = edits.connect(document, End("input1", "out"), End("dense1", "in"))
    trainer = Trainer(document)
    before = trainer.network.parameters.copy()
    for _ in itertools.islice(trainer.run(), 6):
        pass
    changed = before != trainer.network.parameters
    assert changed[trainer.network.span("generator")].any()
    assert changed[trainer.network.span("discriminator")].any()


def test_looking_at_what_is_generated_changes_nothing_with_two_noises_either() -> None:
    document, more = edits.add_node(adversaries(), Noise(size=5), (0.0, 600.0))
    document, both = edits.add_node(document, Add(), (400.0, 0.0))
    document = edits.remove(document, {w.id for w in document.graph.into("dense2")})
    for source, target in (
        ("dense1", End(both, "in1")),
        (more, End(both, "in2")),
        (both, End("dense2", "in")),
    ):
        document = edits.connect(document, End(source, "out"), target)
    looked, other = Trainer(document), Trainer(document)
    for trainer in (looked, other):
        for _ in itertools.islice(trainer.run(), 6):
            if trainer is looked:
                made = [looked.method.generated(looked, 3) for _ in range(2)]
                assert np.array_equal(*made)
    assert np.array_equal(looked.network.parameters, other.network.parameters)


def test_a_real_or_fake_beside_an_output_asks_for_a_verdict() -> None:
    document = edits.add_node(gate(), RealOrFake(), (0.0, 0.0))[0]
    for port in RealOrFake.inputs:
        document = edits.connect(document, End("input1", "out"), End("realorfake1", port))
    assert [p.message for p in infer(document).problems if p.severity == "error"] == [
        "Add Verdict: without it the network cannot be trained."
    ]
