"""A bit to remember: it is switched on and off, and in between nothing tells how it stands."""

from typing import Annotated

import numpy as np

from core.data.base import DataInfo, Dataset, Source
from core.randomness import generator
from core.spec import meta


class Latch(Source, frozen=True, kw_only=True, tag="latch"):
    """Sequences (length, 2) of pulses, set and reset, never both at once; the answer at each step: on, or off?

    The bit is off at first. A set pulse switches it on, a reset pulse off; without a pulse it stays as it is.
    """

    title = "Remember a bit"
    help = "Pulses switch a bit on and off. Between them only a memory knows how it stands."
    order = 76

    length: Annotated[int, meta("Length", "Steps of each sequence.", ge=2, le=1_000, log=True, reach=200)] = (
        20
    )
    pulses: Annotated[
        float,
        meta(
            "Pulses",
            "How many steps bring a pulse: the fewer, the longer the bit has to be remembered.",
            ge=0.01,
            le=1,
            unit="%",
        ),
    ] = 0.2
    sequences: Annotated[
        int, meta("Sequences", "How many are made.", ge=20, le=20_000, log=True, reach=20_000)
    ] = 500

    @property
    def summary(self) -> str:
        return f"{self.length} steps"

    def info(self) -> DataInfo:
        return DataInfo(
            sample_shape=(self.length, 2),
            class_names=("off", "on"),
            count=self.sequences,
            steps=self.length,
        )

    def load(self, seed: int) -> Dataset:
        random, shape = generator(seed, "data"), (self.sequences, self.length)
        pulse = np.where(random.random(shape) < self.pulses, random.integers(2, size=shape) * 2 - 1, 0)
        samples = np.stack([pulse == 1, pulse == -1], axis=-1).astype(np.float32)
        # the step of the last pulse so far; there is none at first, and the bit is off
        last = np.maximum.accumulate(np.where(pulse != 0, np.arange(self.length), -1), axis=1)
        seen = np.take_along_axis(pulse, np.maximum(last, 0), axis=1)
        return Dataset(self.info(), samples, labels=((last >= 0) & (seen == 1)).astype(np.intp))
