"""The next token guessed by counting: what a network that writes has to beat."""

import numpy as np
from numpy.typing import NDArray

Tokens = NDArray[np.integer]
Floats = NDArray[np.float64]
ORDER = 2  # tokens looked back at


def trigram_bits(train: tuple[Tokens, Tokens], judged: tuple[Tokens, Tokens], tokens: int) -> float:
    """Bits a token, the mean of -log2 p over the judged steps, of a trigram model that counts in the training part.

    Counts are mixed with those after one token, after none, and equal chances (Witten and Bell 1991: method C).

    Args:
        train: samples (count, steps) and the answers (count, steps), -1 where nothing is judged.
        judged: the same of what is judged.
        tokens: how many different ones there are.
    """
    contexts, answers = _judged_steps(*train, tokens)
    asked, right = _judged_steps(*judged, tokens)
    p: Floats = np.full(len(right), 1 / tokens)
    for order in range(ORDER + 1):
        p = _mixed(_keys(contexts, order, tokens), answers, _keys(asked, order, tokens), right, tokens, p)
    return float(-np.log2(p).mean()) if len(p) else 0.0


def _judged_steps(samples: Tokens, answers: Tokens, tokens: int) -> tuple[Tokens, Tokens]:
    """The last tokens at each judged step, (steps, ORDER), and the answers; ``tokens`` stands before the first."""
    samples = samples.astype(np.int64)
    before = np.concatenate([np.full((len(samples), ORDER - 1), tokens), samples], axis=1)
    contexts = np.lib.stride_tricks.sliding_window_view(before, ORDER, axis=1)
    return contexts[answers >= 0], answers[answers >= 0]


def _keys(contexts: Tokens, order: int, tokens: int) -> Tokens:
    """One number for the last ``order`` tokens."""
    keys = np.zeros(len(contexts), np.int64)
    for column in range(ORDER - order, ORDER):
        keys = keys * (tokens + 1) + contexts[:, column]
    return keys


def _mixed(
    seen: Tokens, answers: Tokens, asked: Tokens, right: Tokens, tokens: int, shorter: Floats
) -> Floats:
    """(n(context, token) + kinds(context) · shorter) / (n(context) + kinds(context))."""
    pairs, counts = np.unique(seen * tokens + answers, return_counts=True)
    known, total = np.unique(seen, return_counts=True)
    kinds = np.bincount(np.searchsorted(known, pairs // tokens), minlength=len(known))
    n = _found(known, total, asked)
    k = _found(known, kinds, asked)
    mixed: Floats = (_found(pairs, counts, asked * tokens + right) + k * shorter) / np.maximum(n + k, 1)
    return np.where(n > 0, mixed, shorter)


def _found(keys: Tokens, values: Tokens, wanted: Tokens) -> Tokens:
    """The values of wanted keys; 0 for those that are not there."""
    if not len(keys):
        return np.zeros(len(wanted), np.int64)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], 0)
