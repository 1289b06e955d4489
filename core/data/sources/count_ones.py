"""Ones to count."""

from typing import Annotated

import numpy as np

from core.data.base import DataInfo, Dataset, Source
from core.randomness import generator
from core.spec import meta


class CountOnes(Source, frozen=True, kw_only=True, tag="count-ones"):
    """Sequences (length, 1) of zeros and ones; the answer at the end is how many ones there were.

    Of each sequence the share of ones is drawn first, so that all counts from 0 to the length are as likely. Always
    answering half the length has a mean squared error of ``guess_error``.
    """

    title = "Count the ones"
    help = "Zeros and ones come one by one; at the end, tell how many ones there were."
    order = 75

    length: Annotated[int, meta("Length", "Steps of each sequence.", ge=2, le=1_000, log=True, reach=200)] = (
        12
    )
    sequences: Annotated[
        int, meta("Sequences", "How many are made.", ge=20, le=20_000, log=True, reach=20_000)
    ] = 500

    @property
    def summary(self) -> str:
        return f"{self.length} steps"

    @property
    def guess_error(self) -> float:
        """The variance of a number from 0 to the length, all of them as likely."""
        return self.length * (self.length + 2) / 12

    def info(self) -> DataInfo:
        return DataInfo(sample_shape=(self.length, 1), value_names=("ones",), count=self.sequences)

    def load(self, seed: int) -> Dataset:
        random = generator(seed, "data")
        share = random.random((self.sequences, 1, 1))
        samples = (random.random((self.sequences, self.length, 1)) < share).astype(np.float32)
        return Dataset(self.info(), samples, values=samples.sum(axis=1))
