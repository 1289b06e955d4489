"""Which samples are learned from."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.data.base import DataInfo, Dataset
from core.data.splits import counts, split, take

LABELS = st.lists(st.integers(0, 4), min_size=1, max_size=80)
SHARES = st.floats(0.05, 1.0)


def dataset(labels: list[int], held_out: int = 0, whole: bool = False) -> Dataset:
    info = DataInfo(sample_shape=(1,), class_names=tuple("abcde"), held_out=held_out, whole=whole)
    return Dataset(info, np.zeros((len(labels), 1), np.float32), labels=np.array(labels))


def random(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@given(LABELS, SHARES, st.integers(0, 99))
def test_every_sample_is_in_exactly_one_part(labels: list[int], share: float, seed: int) -> None:
    train, validation = split(dataset(labels), share, random(seed))
    assert sorted([*train, *validation]) == list(range(len(labels)))
    assert len(train) == max(1, round(len(labels) * share))


@given(LABELS, SHARES, st.integers(0, 99))
def test_every_class_keeps_its_share(labels: list[int], share: float, seed: int) -> None:
    train, _ = split(dataset(labels), share, random(seed))
    for label in set(labels):
        found = sum(labels[index] == label for index in train)
        assert abs(found - share * labels.count(label)) < 1 + 1e-9


@given(LABELS, SHARES)
def test_same_seed_same_split(labels: list[int], share: float) -> None:
    for a, b in zip(
        split(dataset(labels), share, random()), split(dataset(labels), share, random()), strict=True
    ):
        np.testing.assert_array_equal(a, b)


def test_another_seed_splits_otherwise() -> None:
    one, other = (split(dataset([0, 1] * 50), 0.5, random(seed))[0] for seed in (1, 2))
    assert set(one) != set(other)


def test_each_sample_has_the_same_chance() -> None:
    counts = np.zeros(10)
    generator = random()
    for _ in range(4_000):
        counts[split(dataset([0] * 6 + [1] * 4), 0.5, generator)[0]] += 1
    np.testing.assert_allclose(counts / 4_000, 0.5, atol=0.04)  # 5 deviations of 1/sqrt(16,000)


def test_drawn_parts_are_mixed() -> None:
    """So that the first so many of a part stand for all of it, even where the data is sorted by class."""
    labels = [0] * 500 + [1] * 500
    for part in split(dataset(labels), 0.5, random()):
        first = [labels[index] for index in part[:100]]
        assert 25 < sum(first) < 75


def test_values_are_split_too() -> None:
    data = Dataset(
        DataInfo(sample_shape=(1,), value_names=("y",)),
        np.zeros((10, 1), np.float32),
        values=np.zeros((10, 1), np.float32),
    )
    train, validation = split(data, 0.7, random())
    assert (len(train), len(validation)) == (7, 3)
    assert sorted([*train, *validation]) == list(range(10))


def test_nothing_is_held_back_at_a_share_of_one() -> None:
    train, validation = split(dataset([0, 1, 1, 0]), 1.0, random())
    assert train.tolist() == [0, 1, 2, 3]
    assert len(validation) == 0


def test_nothing_is_held_back_of_a_whole() -> None:
    train, validation = split(dataset([0, 1, 1, 0], whole=True), 0.5, random())
    assert train.tolist() == [0, 1, 2, 3]
    assert len(validation) == 0


def test_official_test_set_is_the_validation_part() -> None:
    train, validation = split(dataset([0, 1] * 50, held_out=20), 1.0, random())
    assert train.tolist() == list(range(80))
    assert validation.tolist() == list(range(80, 100))


def test_share_of_what_is_not_held_out() -> None:
    train, validation = split(dataset([0, 1] * 50, held_out=20), 0.5, random())
    assert len(set(train)) == 40
    assert max(train) < 80
    assert sum(index % 2 for index in train) == 20
    assert validation.tolist() == list(range(80, 100))


def test_a_run_is_not_copied() -> None:
    array = np.arange(10)
    assert np.shares_memory(take(array, np.arange(2, 7)), array)
    assert take(array, np.array([3, 2])).tolist() == [3, 2]
    assert take(array, np.array([2, 4])).tolist() == [2, 4]
    assert take(array, np.arange(0)).tolist() == []


@given(st.integers(2, 80), SHARES, st.integers(0, 1))
def test_what_follows_in_time_is_never_mixed(count: int, share: float, held_out: int) -> None:
    info = DataInfo(sample_shape=(1,), class_names=("a", "b"), ordered=True, held_out=held_out, count=count)
    data = Dataset(info, np.zeros((count, 1), np.float32), labels=np.arange(count) % 2)
    train, validation = split(data, share, random())
    assert (len(train), len(validation)) == counts(info, share)
    assert train.tolist() == list(range(len(train)))
    assert validation.tolist() == list(range(count - len(validation), count))


def test_answers_at_each_step_are_dealt_out_too() -> None:
    info = DataInfo(sample_shape=(3,), class_names=tuple("abc"), steps=3)
    data = Dataset(info, np.zeros((10, 3), np.uint8), labels=np.arange(30).reshape(10, 3) % 3)
    train, validation = split(data, 0.7, random())
    assert sorted([*train, *validation]) == list(range(10))
    assert len(train) == 7
