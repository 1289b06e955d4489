"""The counting model that texts are measured against."""

import numpy as np
import pytest

from core.data.trigram import trigram_bits


def test_bits_by_hand() -> None:
    """0 1 0 1 0: Witten-Bell gives 5/6 after one token, from it 11/12 and 17/18 after two."""
    pair = np.array([[0, 1, 0, 1]]), np.array([[1, 0, 1, 0]])
    expected = -np.log2([11 / 12, 17 / 18, 11 / 12, 17 / 18]).mean()
    assert trigram_bits(pair, pair, 2) == pytest.approx(expected, rel=1e-12)


def test_probabilities_of_all_tokens_add_up_to_one() -> None:
    random = np.random.default_rng(1)
    train = random.integers(5, size=(20, 8))
    steps, answers = train[:, :-1], train[:, 1:]
    for context in ([0, 1, 2], [4, 4, 4]):
        judged = [(np.array([context]), np.array([[-1, -1, token]])) for token in range(5)]
        assert sum(2 ** -trigram_bits((steps, answers), pair, 5) for pair in judged) == pytest.approx(
            1, rel=1e-12
        )


def test_what_was_never_seen_counts_as_any_token() -> None:
    seen = np.array([[0, 0]]), np.array([[-1, -1]])
    assert trigram_bits(seen, (np.array([[1, 2]]), np.array([[2, 3]])), 4) == 2.0


def test_steps_that_are_not_judged_are_left_out() -> None:
    train = np.array([[0, 1, 0, 1]]), np.array([[1, 0, 1, -1]])
    whole = np.array([[0, 1, 9]]), np.array([[1, 0, -1]])
    short = np.array([[0, 1]]), np.array([[1, 0]])
    assert trigram_bits(train, whole, 10) == trigram_bits(train, short, 10)
