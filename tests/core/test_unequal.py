"""Sequences of unequal length: what stands behind the end of one counts for nothing, or it is told that it does."""

from pathlib import Path

import numpy as np
import pytest

from core.activations.linear import Linear
from core.data.base import DataInfo
from core.data.recipe import DataRecipe
from core.document.document import Document
from core.document.shapes import infer
from core.engine.build import Mode
from core.errors import ShapeError
from core.export import exporter_for
from core.layers import LAYERS
from core.layers.average_pooling1d import AveragePooling1D
from core.layers.base import Layer, Shape
from core.layers.batch_norm import BatchNorm
from core.layers.conv1d import Conv1D
from core.layers.dense import Dense
from core.layers.embedding import Embedding
from core.layers.flatten import Flatten
from core.layers.global_average_pooling import GlobalAveragePooling
from core.layers.group_norm import GroupNorm
from core.layers.input import Input
from core.layers.lstm import LSTM
from core.layers.max_pooling1d import MaxPooling1D
from core.layers.output import Output
from tests.core.examples import in_a_row
from tests.core.small_networks import OUTPUTS, Made, compiled

SEQUENCE, LENGTHS = (6, 4), [6, 2, 4]


class Unequal(Made, frozen=True, kw_only=True, tag="unequal-sequences"):
    """Sequences, or lists of tokens, of which not all steps count."""

    def info(self) -> DataInfo:
        return DataInfo(sample_shape=self.sample_shape, count=9, value_names=("a", "b", "c"), unequal=True)


def unequal(*layers: Layer, shape: Shape = SEQUENCE) -> Document:
    end = (Dense(units=OUTPUTS, activation=Linear()), Output())
    return in_a_row(Input(), *layers, *end, data=DataRecipe(source=Unequal(sample_shape=shape)))


def takes_a_sequence(layer: Layer) -> bool:
    if len(layer.inputs) != 1 or len(layer.outputs) != 1 or layer.fed:
        return False
    try:
        return len(layer.output_shapes((SEQUENCE,))[0]) == 2
    except ShapeError:
        return False


STEPWISE = [cls() for cls in LAYERS if takes_a_sequence(cls()) and not cls().counts_padding]
STEPWISE += [Conv1D(kernel=3, padding="same", dilation=2), Conv1D(kernel=3, padding="valid", stride=2)]


def counts(document: Document) -> bool:
    """Whether the answers or the gradients hang on what stands behind the ends."""
    network = compiled(document)
    random, found = np.random.default_rng(4), []
    network.set_preprocessing(np.zeros(SEQUENCE), np.ones(SEQUENCE))
    samples = random.normal(size=(3, *SEQUENCE))
    for _ in range(2):
        network.initialize(3)  # and with it the generators
        found.append([])
        for mode in (Mode.EVALUATION, Mode.TRAINING):
            workspace = network.workspace(3, mode)
            workspace.feeds["lengths"][...] = LENGTHS
            workspace.targets.fill(0.5)
            workspace.samples[...] = samples
            workspace.forward()
            if mode is Mode.EVALUATION:
                found[-1].append(workspace.answer().copy())
        workspace.backward()
        found[-1].append(network.gradients.copy())
        for sample, length in zip(samples, LENGTHS, strict=True):
            sample[length:] = random.normal(size=sample[length:].shape)
    return any(not np.allclose(one, other, rtol=1e-9, atol=1e-12) for one, other in zip(*found, strict=True))


def warned(document: Document) -> bool:
    return any("padding counts as data" in p.message for p in infer(document).problems)


@pytest.mark.parametrize("layer", STEPWISE, ids=lambda layer: f"{type(layer).__name__} {layer.summary}")
def test_what_stands_behind_the_end_counts_for_nothing(layer: Layer) -> None:
    learned = Dense(units=4, activation=Linear())
    document = unequal(learned, layer, GlobalAveragePooling())
    assert not warned(document)
    assert not counts(document)


def test_where_it_counts_it_is_told() -> None:
    mean = GlobalAveragePooling()
    for layers in (
        (Flatten(),),
        (MaxPooling1D(), Flatten()),
        (Dense(units=4), Flatten()),
        (MaxPooling1D(kernel=3, padding="same"), mean),
        (AveragePooling1D(kernel=3, padding="same"), mean),
        (Dense(units=4), BatchNorm(), mean),
        (GroupNorm(groups=1), mean),
    ):
        document = unequal(*layers)
        assert warned(document)
        assert counts(document)


def test_tokens_that_are_taken_for_numbers_are_told_of() -> None:
    assert warned(unequal(shape=(6,)))
    assert not warned(unequal(Embedding(tokens=8, size=4), GlobalAveragePooling(), shape=(6,)))


def test_a_prediction_takes_all_steps_whatever_was_looked_at_before() -> None:
    network = compiled(unequal(LSTM(units=3)))
    samples = np.random.default_rng(5).normal(size=(3, *SEQUENCE))
    answers = network.predict(samples)
    network.workspace(3, Mode.INFERENCE).feeds["lengths"][...] = LENGTHS
    np.testing.assert_array_equal(network.predict(samples), answers)


def test_the_report_of_an_export_says_what_becomes_of_padding(tmp_path: Path) -> None:
    document = unequal(LSTM(units=3))
    samples = np.random.default_rng(5).normal(size=(3, *SEQUENCE)).astype(np.float32)
    network = compiled(document, np.float32)
    report = exporter_for(tmp_path / "net.onnx").export(network, document, tmp_path / "net.onnx", samples)
    assert "all of which count" in report.text
