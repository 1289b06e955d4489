"""The tasks that take a memory, by their definitions."""

import math

import numpy as np
import pytest

from core.data.sources.adding_problem import GUESS_ERROR, AddingProblem
from core.data.sources.copy_memory import BLANK, RECALL, SYMBOLS, CopyMemory
from core.data.sources.count_ones import CountOnes
from core.data.sources.latch import Latch


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


def test_ones_are_counted() -> None:
    source = CountOnes(length=12, sequences=5_000)
    data = source.load(1)
    assert data.values is not None
    for sample, answer in zip(data.samples[:, :, 0].tolist(), data.values[:, 0], strict=True):
        assert answer == sample.count(1) == len(sample) - sample.count(0)
    counts = np.bincount(data.values[:, 0].astype(int))
    np.testing.assert_allclose(counts / len(data.values), 1 / 13, atol=0.015)
    assert np.mean(np.square(data.values - 6)) == pytest.approx(source.guess_error, rel=0.03)


@pytest.mark.parametrize("pulses", [0.01, 0.2, 1.0])
def test_a_bit_stays_until_the_next_pulse(pulses: float) -> None:
    source = Latch(length=30, pulses=pulses, sequences=500)
    data = source.load(1)
    assert data.labels is not None
    for sample, labels in zip(data.samples, data.labels, strict=True):
        state = 0
        for (on, off), label in zip(sample.tolist(), labels, strict=True):
            assert not (on and off)
            state = 1 if on else 0 if off else state
            assert label == state
    assert data.samples.sum(axis=2).mean() == pytest.approx(pulses, abs=0.02)
