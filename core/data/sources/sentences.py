"""Sentences of a small grammar, as a text to be continued."""

import re
from typing import Annotated, ClassVar

import numpy as np

from core.data.base import DataInfo, Dataset, Source
from core.data.grammar import WORDS, is_grammatical, sentence
from core.data.tokens import Steps, vocabulary_of, window_info, windows
from core.randomness import generator
from core.spec import meta

VOCABULARY = vocabulary_of("".join(WORDS) + ". ")


class Sentences(Source, frozen=True, kw_only=True, tag="sentences"):
    """A text of sentences that a small grammar makes, each with a full stop and a space behind it.

    It comes in windows of characters; the answer at each step is the next character. What a network writes can be
    checked: ``core.data.grammar.is_grammatical``.
    """

    title = "Sentences to continue"
    help = "A text about cats and robots, made by a small grammar. The network learns to write on."
    order = 81
    merit: ClassVar[str] = "grammatical"

    characters: Annotated[
        int,
        meta("Characters", "How long the text is.", ge=1_000, le=1_000_000, log=True, reach=200_000),
    ] = 50_000
    steps: Steps = 40

    @property
    def summary(self) -> str:
        return f"{self.characters:,} characters"

    def info(self) -> DataInfo:
        return window_info(VOCABULARY, self.characters, self.steps, self.title)

    def load(self, seed: int) -> Dataset:
        return windows(self.info(), _text(generator(seed, "data"), self.characters))

    def judge(self, text: str) -> list[tuple[int, int, bool]]:
        """From one full stop to the next: what stands before the first may have begun earlier."""
        return [
            (found.start(1), found.end(1), is_grammatical(found[1]))
            for found in re.finditer(r"(?<=[.]) *([^. ][^.]*[.])", text)
        ]


def _text(random: np.random.Generator, characters: int) -> str:
    parts, length = [], 0
    while length < characters:
        parts.append(" ".join(sentence(random)) + ". ")
        length += len(parts[-1])
    return "".join(parts)[:characters]
