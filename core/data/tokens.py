"""Texts as lists of token numbers, and texts cut into windows: what the sets of text have in common."""

import sys
from collections.abc import Iterable
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from core.data.base import DataInfo, Dataset
from core.errors import DataError
from core.spec import meta

PADDING, START, END, OTHER = "<padding>", "<start>", "<end>", "<other>"
"""Tokens that are no text: behind the end, before the first, behind the last, and for what is too rare."""

MOST_TOKENS = 256  # so that a token is a byte
Steps = Annotated[
    int,
    meta("Window", "How many characters in a row are one sample.", ge=2, le=1_000, log=True, reach=200),
]


def vocabulary_of(text: str) -> tuple[str, ...]:
    """The characters of a text in alphabetical order; the rarest become one token where they are too many."""
    counts = np.bincount(_codes(text))
    (codes,) = np.nonzero(counts)
    if len(codes) <= MOST_TOKENS:
        return tuple(map(chr, codes.tolist()))
    often = codes[np.argsort(-counts[codes], kind="stable")[: MOST_TOKENS - 1]]
    return (OTHER, *map(chr, np.sort(often).tolist()))


def encoded(text: str, vocabulary: tuple[str, ...]) -> NDArray[np.uint8]:
    """The number of each character of a text; of OTHER where it is not in the vocabulary.

    Raises:
        DataError: there is no token for something in it.
    """
    other = vocabulary.index(OTHER) if OTHER in vocabulary else -1
    number_of = np.full(sys.maxunicode + 1, other, np.int16)
    for number, token in enumerate(vocabulary):
        if len(token) == 1:
            number_of[ord(token)] = number
    numbers = number_of[_codes(text)]
    if len(numbers) and numbers.min() < 0:
        raise DataError(f"The data set has no token for “{text[int(numbers.argmin())]}”.")
    return numbers.astype(np.uint8)


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def decoded(numbers: Iterable[int], vocabulary: tuple[str, ...], between: str = "") -> str:
    """The text of token numbers, up to its end; START is left out."""
    tokens = []
    for number in numbers:
        token = vocabulary[int(number)]
        if token in (END, PADDING):
            break
        if token != START:
            tokens.append("\N{REPLACEMENT CHARACTER}" if token == OTHER else token)
    return between.join(tokens)


def readable(numbers: Iterable[int], vocabulary: tuple[str, ...]) -> str:
    """The text of token numbers as it is to be read: words have spaces between them."""
    kinds = {PADDING, START, END, OTHER}
    words = any(len(token) > 1 for token in vocabulary if token not in kinds)
    return decoded(numbers, vocabulary, " " if words else "")


def window_info(vocabulary: tuple[str, ...], length: int, steps: int, what: str) -> DataInfo:
    """What is known of a text of so many characters that is cut into windows.

    Raises:
        DataError: the text is too short; ``what`` names it.
    """
    count = (length - 1) // steps
    if count < 2:
        raise DataError(
            f"{what} has {length:,} characters; two windows of {steps} need {2 * steps + 1:,}. "
            "Make the window shorter, or take a longer text."
        )
    return DataInfo(
        sample_shape=(steps,),
        class_names=vocabulary,
        vocabulary=vocabulary,
        count=count,
        steps=steps,
        ordered=True,
    )


def windows(info: DataInfo, text: str) -> Dataset:
    """A text in windows that follow each other, and the next character at each step."""
    count, steps = info.count, info.steps
    numbers = encoded(text[: count * steps + 1], info.vocabulary)
    samples = numbers[:-1].reshape(count, steps)
    return Dataset(info, samples, labels=numbers[1:].reshape(count, steps).astype(np.intp))
