"""The adding problem and the copying task, by their definitions."""

import math

import numpy as np
import pytest

from core.data.sources.adding_problem import GUESS_ERROR, AddingProblem
from core.data.sources.copy_memory import BLANK, RECALL, SYMBOLS, CopyMemory


@pytest.mark.parametrize("length", [2, 3, 100])
def test_the_sum_of_the_two_that_are_marked(length: int) -> None:
    data = AddingProblem(length=length, sequences=500).load(1)
    assert data.values is not None
    for sample, answer in zip(data.samples, data.values, strict=True):
        first, second = np.flatnonzero(sample[:, 1])
        assert first < length // 2 <= second
        assert answer[0] == pytest.approx(sample[first, 0] + sample[second, 0], rel=1e-6)
    numbers, markers = data.samples[..., 0], data.samples[..., 1]
    np.testing.assert_array_equal(markers.sum(axis=1), 2)
    assert set(np.unique(markers)) <= {0, 1}
    assert 0 <= numbers.min() < numbers.max() < 1


def test_guessing_gives_what_is_said() -> None:
    data = AddingProblem(sequences=20_000, length=4).load(1)
    assert data.values is not None
    assert np.mean(np.square(data.values - 1)) == pytest.approx(GUESS_ERROR, rel=0.03)


@pytest.mark.parametrize(("symbols", "pause"), [(1, 1), (10, 50), (3, 7)])
def test_symbols_come_back_after_the_pause(symbols: int, pause: int) -> None:
    source = CopyMemory(symbols=symbols, pause=pause, sequences=50)
    data, info = source.load(1), source.info()
    assert data.labels is not None
    assert info.sample_shape == (pause + 2 * symbols,)
    for sample, labels in zip(data.samples, data.labels, strict=True):
        seen = [info.vocabulary[token] for token in sample]
        asked = [info.class_names[label] for label in labels]
        assert set(seen[:symbols]) <= set(SYMBOLS)
        assert seen[symbols:] == [BLANK] * (pause - 1) + [RECALL] + [BLANK] * symbols
        assert asked == [BLANK] * (pause + symbols) + seen[:symbols]


def test_loss_without_memory() -> None:
    assert CopyMemory(symbols=10, pause=80).memoryless_loss == pytest.approx(10 * math.log(8) / 100)


def test_every_symbol_has_the_same_chance() -> None:
    samples = CopyMemory(sequences=2_000, symbols=10).load(1).samples[:, :10]
    np.testing.assert_allclose(np.bincount(samples.reshape(-1)) / samples.size, 1 / 8, atol=0.012)
