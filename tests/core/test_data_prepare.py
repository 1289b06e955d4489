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
from core.data.sources.iris import Iris
from core.data.sources.logic_gate import LogicGate
from core.data.sources.mnist import MNIST
from core.data.sources.slope import Slope
from core.document.document import Document
from core.document.shapes import infer
from core.errors import DataError


def filled(part: Part, indices: list[int], outputs: int, steps: int = 0) -> dict[str, NDArray[Any]]:
    """One batch of all that a part has, samples first."""
    count = len(indices)
    shape = (len(part.samples), count) if part.flat else (count, *part.samples.shape[1:])
    feeds = {
        "sample": np.empty(shape, part.samples.dtype),
        "target": np.full((count, steps, outputs) if steps else (outputs, count), np.nan, np.float32),
        "lengths": np.full(count, -9, np.intp),
    }
    if steps:
        feeds["judged"] = np.full((1, count * steps), np.nan, np.float32)
    if part.values is not None:
        feeds["values"] = np.full((len(part.values), count), np.nan, np.float32)
    part.fill(np.array(indices, np.intp), feeds)
    for name in ("sample", "target", "values"):
        if name in feeds and feeds[name].ndim == 2:
            feeds[name] = feeds[name].T
    return feeds


@pytest.mark.parametrize("source", [cls() for cls in SOURCES if not cls.external], ids=lambda s: s.title)
def test_batches_hold_the_samples_of_the_source(source: Any) -> None:
    data, raw = prepare(DataRecipe(source=source, train_share=0.7), 3), source.load(3)
    steps = raw.info.steps
    for part in (data.train, data.validation):
        if part.count == 0:
            continue
        chosen = [part.count - 1, 0, part.count // 2]
        feeds = filled(part, chosen, data.target_shape[-1] if data.target_shape else 0, steps)
        where = part.indices[chosen]
        np.testing.assert_array_equal(feeds["sample"], raw.samples[where])
        assert feeds["sample"].dtype == raw.samples.dtype
        if raw.labels is not None:
            labels = raw.labels[where]
            np.testing.assert_array_equal(feeds["target"].sum(axis=-1), labels >= 0)
            np.testing.assert_array_equal(feeds["target"].argmax(axis=-1), np.maximum(labels, 0))
            assert part.labels is not None
            np.testing.assert_array_equal(part.labels[chosen], labels)
            if steps:
                np.testing.assert_array_equal(feeds["judged"].reshape(3, steps), labels >= 0)
            if raw.values is not None:
                np.testing.assert_array_equal(feeds["values"], raw.values[where])
        elif raw.values is not None:
            np.testing.assert_array_equal(feeds["target"], raw.values[where])
        if raw.lengths is not None:
            np.testing.assert_array_equal(feeds["lengths"], raw.lengths[where])


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
    np.testing.assert_array_equal(filled(data.train, [0, 1, 2, 3], len(expected))["target"].T, expected)


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
    feeds = filled(data.validation, [], 2)
    assert (feeds["sample"].shape, feeds["target"].shape) == ((0, 2), (0, 2))


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
