"""From a recipe to batches."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data.prepare import Part, prepare
from core.data.preprocessing.pixels import Pixels
from core.data.preprocessing.standardise import Standardise
from core.data.recipe import DataRecipe, Encoding
from core.data.sources import SOURCES
from core.data.sources.circle import Circle
from core.data.sources.csv_file import CSVFile
from core.data.sources.iris import Iris
from core.data.sources.logic_gate import LogicGate
from core.data.sources.mnist import MNIST
from core.data.sources.slope import Slope
from core.document.document import Document
from core.document.shapes import infer
from core.errors import DataError


def filled(part: Part, indices: list[int], outputs: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """One batch, samples first."""
    count = len(indices)
    shape = (len(part.samples), count) if part.flat else (count, *part.samples.shape[1:])
    samples, targets = np.empty(shape, part.samples.dtype), np.full((outputs, count), np.nan, np.float32)
    part.fill(np.array(indices, np.intp), samples, targets)
    return (samples.T if part.flat else samples), targets


@pytest.mark.parametrize("source", [cls() for cls in SOURCES if cls is not CSVFile], ids=lambda s: s.title)
def test_batches_hold_the_samples_of_the_source(source: Any) -> None:
    data, raw = prepare(DataRecipe(source=source, train_share=0.7), 3), source.load(3)
    for part in (data.train, data.validation):
        if part.count == 0:
            continue
        chosen = [part.count - 1, 0, part.count // 2]
        samples, targets = filled(part, chosen, data.target_shape[0])
        where = part.indices[chosen]
        np.testing.assert_array_equal(samples, raw.samples[where])
        assert samples.dtype == raw.samples.dtype
        if raw.labels is None:
            np.testing.assert_array_equal(targets.T, raw.values[where])
        else:
            np.testing.assert_array_equal(targets.argmax(axis=0), raw.labels[where])
            np.testing.assert_array_equal(np.sort(targets, axis=0)[-2:].T, [[0, 1]] * 3)
            assert part.labels is not None
            np.testing.assert_array_equal(part.labels[chosen], raw.labels[where])


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("one-hot", [[1, 1, 1, 0], [0, 0, 0, 1]]),
        ("0/1", [[0, 0, 0, 1]]),
        ("-1/+1", [[-1, -1, -1, 1]]),
    ],
)
def test_encodings(encoding: Encoding, expected: list[list[float]]) -> None:
    data = prepare(DataRecipe(source=LogicGate(gate="AND"), encoding=encoding), 1)
    assert data.target_shape == (len(expected),)
    np.testing.assert_array_equal(filled(data.train, [0, 1, 2, 3], len(expected))[1], expected)


@pytest.mark.parametrize("encoding", ["one-hot", "0/1", "-1/+1"])
def test_values_have_no_encoding(encoding: Encoding) -> None:
    assert DataRecipe(source=Slope(), encoding=encoding).target_shape() == (1,)


@pytest.mark.parametrize("encoding", ["0/1", "-1/+1"])
def test_one_output_tells_two_classes_apart_only(encoding: Encoding) -> None:
    recipe = DataRecipe(source=Iris(), encoding=encoding)
    with pytest.raises(DataError, match="Iris flowers has 3 classes, and a single output can tell only two"):
        prepare(recipe, 1)
    problems = [problem.message for problem in infer(Document(data=recipe)).problems]
    assert any("3 classes" in message for message in problems)


def test_a_truth_table_is_learned_whole() -> None:
    data = prepare(DataRecipe(source=LogicGate(), train_share=0.8), 1)
    assert (data.train.count, data.validation.count) == (4, 0)


def test_no_validation() -> None:
    data = prepare(DataRecipe(source=Circle(points=100), train_share=1.0, preprocessing=Standardise()), 1)
    assert (data.train.count, data.validation.count) == (100, 0)
    samples, targets = filled(data.validation, [], 2)
    assert (samples.shape, targets.shape) == ((0, 2), (2, 0))


def test_same_seed_same_parts() -> None:
    recipe = DataRecipe(source=Circle(), train_share=0.5)
    one, same, other = (prepare(recipe, seed).train.samples for seed in (4, 4, 5))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_mnist_stays_bytes_and_is_there_once() -> None:
    data = prepare(DataRecipe(source=MNIST(), train_share=1.0, preprocessing=Pixels()), 1)
    assert (data.train.count, data.validation.count) == (60_000, 10_000)
    assert data.train.samples.dtype == np.uint8
    base = data.train.samples.base
    assert base is not None
    assert np.shares_memory(base, data.validation.samples)
    assert base.nbytes == 70_000 * 784
