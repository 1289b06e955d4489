"""Sentences, right ones and broken ones, word by word."""

from typing import Annotated

import numpy as np

from core.data.base import DataInfo, Dataset, Source
from core.data.grammar import MOST_WORDS, WORDS, broken, sentence
from core.data.tokens import PADDING
from core.randomness import generator
from core.spec import meta

VOCABULARY = (PADDING, *WORDS)
NUMBERS = {word: number for number, word in enumerate(VOCABULARY)}


class Grammatical(Source, frozen=True, kw_only=True, tag="grammatical"):
    """Half of the samples are sentences of a small grammar, half have a fault: is this one grammatical?

    Samples are word numbers (16,), with padding behind the last word; sentences are of unequal length.
    """

    title = "Grammatical or not"
    help = "“The cats that chase the dog sleep” is right, “the cat sleep” is not. Words come one by one."
    order = 83

    sentences: Annotated[
        int, meta("Sentences", "How many are made.", ge=20, le=50_000, log=True, reach=20_000)
    ] = 4_000

    @property
    def summary(self) -> str:
        return f"{self.sentences:,} sentences"

    def info(self) -> DataInfo:
        return DataInfo(
            sample_shape=(MOST_WORDS,),
            class_names=("broken", "grammatical"),
            vocabulary=VOCABULARY,
            count=self.sentences,
            unequal=True,
        )

    def load(self, seed: int) -> Dataset:
        return self._first(self.sentences, seed)

    def glimpse(self, seed: int, count: int) -> Dataset:
        return self._first(min(count, self.sentences), seed)

    def _first(self, count: int, seed: int) -> Dataset:
        random = generator(seed, "data")
        labels = 1 - np.arange(count) % 2
        samples = np.zeros((count, MOST_WORDS), np.uint8)
        lengths = np.zeros(count, np.intp)
        for row, right in enumerate(labels.tolist()):
            words = sentence(random) if right else broken(random)
            samples[row, : len(words)] = [NUMBERS[word] for word in words]
            lengths[row] = len(words)
        return Dataset(self.info(), samples, labels=labels.astype(np.intp), lengths=lengths)
