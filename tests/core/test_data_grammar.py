"""The grammar accepts its own sentences and little else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.grammar import MOST_WORDS, WORDS, accepts, broken, is_grammatical, sentence

SEEDS = st.integers(0, 1_000_000)


@given(SEEDS)
def test_accepts_its_own(seed: int) -> None:
    words = sentence(np.random.default_rng(seed))
    assert accepts(words)
    assert set(words) <= set(WORDS)
    assert 3 <= len(words) <= MOST_WORDS


@given(SEEDS)
def test_refuses_broken_ones(seed: int) -> None:
    words = broken(np.random.default_rng(seed))
    assert not accepts(words)
    assert set(words) <= set(WORDS)


def test_refuses_most_shuffled_ones() -> None:
    random = np.random.default_rng(1)
    shuffled = [random.permutation(sentence(random)).tolist() for _ in range(500)]
    accepted = sum(accepts(words) for words in shuffled)
    assert accepted < 100  # a few swaps of alike words remain right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("the cat sleeps", True),
        ("the cat sleeps.", True),
        ("the cats that chase the dog sleep", True),
        ("every big robot that sees two birds that sing laughs", True),
        ("the cat sleep", False),
        ("the cats that chase the dog sleeps", False),
        ("every cats sleep", False),
        ("two cat sleeps", False),
        ("the cat sleeps the dog", False),
        ("the cat chases", False),
        ("cat sleeps", False),
        ("the cat that sleeps", False),
        ("the cat sleeps runs", False),
        ("The cat sleeps", False),
        ("", False),
        (".", False),
        ("the", False),
        ("the cat sleeps..", False),
        ("the cat that chases " * 2_000 + "the dog sleeps", False),
    ],
)
def test_by_hand(text: str, right: bool) -> None:
    assert is_grammatical(text) == right


def test_a_long_chain_is_judged_soon() -> None:
    words = ["the", "cat", *["that", "chases", "the", "cat"] * 45, "sleeps"]
    assert accepts(words)
    assert not accepts([*words, "sleeps"])
