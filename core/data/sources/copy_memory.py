"""The copying task: symbols are to be repeated after a long pause."""

import math
from typing import Annotated

import numpy as np

from core.data.base import DataInfo, Dataset, Source
from core.randomness import generator
from core.spec import meta

SYMBOLS = tuple("ABCDEFGH")
BLANK, RECALL = "·", "?"
VOCABULARY = (*SYMBOLS, BLANK, RECALL)


class CopyMemory(Source, frozen=True, kw_only=True, tag="copy-memory"):
    """Symbols, a pause, a sign to begin, and as many blanks: then the symbols are to be told in their order.

    With s symbols and a pause of T steps a sequence has T + 2 s steps: s symbols of eight, T - 1 blanks, the sign, s
    blanks. The answer is blank at T + s steps, then the symbols. A network without memory has a cross-entropy of
    s ln 8 / (T + 2 s), ``memoryless_loss``.

    Arjovsky, Shah and Bengio 2016: Unitary evolution recurrent neural networks, section 5.1.
    """

    title = "Copy after a pause"
    help = "A few letters, a long pause, then the same letters again: the network has to remember them all."
    order = 85

    symbols: Annotated[int, meta("Symbols", "How many are to be remembered.", ge=1, le=50, reach=20)] = 10
    pause: Annotated[
        int, meta("Pause", "Steps until they are asked for.", ge=1, le=1_000, log=True, reach=500)
    ] = 50
    sequences: Annotated[
        int, meta("Sequences", "How many are made.", ge=20, le=20_000, log=True, reach=20_000)
    ] = 5_000

    @property
    def summary(self) -> str:
        return f"{self.symbols} symbols, {self.pause} steps"

    @property
    def memoryless_loss(self) -> float:
        """The cross-entropy of knowing where the symbols come but not which, in nats a step."""
        return self.symbols * math.log(len(SYMBOLS)) / self._steps

    @property
    def _steps(self) -> int:
        return self.pause + 2 * self.symbols

    def info(self) -> DataInfo:
        return DataInfo(
            sample_shape=(self._steps,),
            class_names=(*SYMBOLS, BLANK),
            vocabulary=VOCABULARY,
            count=self.sequences,
            steps=self._steps,
        )

    def load(self, seed: int) -> Dataset:
        return self._first(self.sequences, seed)

    def glimpse(self, seed: int, count: int) -> Dataset:
        return self._first(min(count, self.sequences), seed)

    def _first(self, count: int, seed: int) -> Dataset:
        symbols = generator(seed, "data").integers(len(SYMBOLS), size=(count, self.symbols))
        samples = np.full((count, self._steps), VOCABULARY.index(BLANK), np.uint8)
        labels = np.full(samples.shape, VOCABULARY.index(BLANK), np.intp)
        samples[:, : self.symbols] = symbols
        samples[:, self._steps - self.symbols - 1] = VOCABULARY.index(RECALL)
        labels[:, self._steps - self.symbols :] = symbols
        return Dataset(self.info(), samples, labels=labels)
