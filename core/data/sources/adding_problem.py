"""The adding problem: two numbers of a long sequence are to be remembered."""

from typing import Annotated

import numpy as np

from core.data.base import DataInfo, Dataset, Source
from core.randomness import generator
from core.spec import meta

GUESS_ERROR = 1 / 6
"""The mean squared error of always answering 1: the variance of the sum of two numbers from 0 to 1."""


class AddingProblem(Source, frozen=True, kw_only=True, tag="adding-problem"):
    """Sequences (length, 2) of a number from 0 to 1 and a marker; the answer is the sum of the two marked ones.

    One marker lies in the first half, one in the second. Always answering 1 has a mean squared error of 1/6.

    Hochreiter and Schmidhuber 1997: Long short-term memory, experiment 4, in the form with numbers from 0 to 1.
    """

    title = "Adding problem"
    help = "Two numbers of a long sequence are marked; tell their sum. It takes a memory that lasts."
    order = 84

    length: Annotated[
        int, meta("Length", "Steps of each sequence: the longer, the harder.", ge=2, le=1_000, log=True)
    ] = 100
    sequences: Annotated[
        int, meta("Sequences", "How many are made.", ge=20, le=20_000, log=True, reach=20_000)
    ] = 10_000

    @property
    def summary(self) -> str:
        return f"{self.length} steps"

    def info(self) -> DataInfo:
        return DataInfo(sample_shape=(self.length, 2), value_names=("sum",), count=self.sequences)

    def load(self, seed: int) -> Dataset:
        return self._first(self.sequences, seed)

    def glimpse(self, seed: int, count: int) -> Dataset:
        return self._first(min(count, self.sequences), seed)

    def _first(self, count: int, seed: int) -> Dataset:
        random, half = generator(seed, "data"), self.length // 2
        early = random.integers(half, size=self.sequences)
        late = random.integers(half, self.length, size=self.sequences)
        samples = np.zeros((count, self.length, 2), np.float32)
        samples[..., 0] = random.random(samples.shape[:2], np.float32)
        for marked in (early, late):
            samples[np.arange(count), marked[:count], 1] = 1
        return Dataset(self.info(), samples, values=(samples[..., 0] * samples[..., 1]).sum(1, keepdims=True))
