"""Times of single frames and edits, on a machine that may be busy with other things."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

REPEATS = 3


@dataclass(frozen=True)
class Series:
    """Milliseconds of each step of something that was done several times over, the least of the repeats for each.

    ``wall`` by the clock, ``cpu`` of this process: the one is what a user waits, the other what others cannot spoil.
    """

    wall: np.ndarray
    cpu: np.ndarray

    @property
    def median(self) -> float:
        return float(np.median(self.wall))

    @property
    def p99(self) -> float:
        return float(np.percentile(self.wall, 99))

    @property
    def in_words(self) -> str:
        """Least, median and p99 by the clock; the median of the processor's time."""
        figures = (self.wall.min(), self.median, self.p99)
        return " / ".join(f"{f:.1f}" for f in figures) + f" ({np.median(self.cpu):.1f})"


def timed(steps: Callable[[], Iterable[Callable[[], object]]], repeats: int = REPEATS) -> Series:
    """Run the same steps several times; ``steps`` gives them anew for each time."""
    wall, cpu = [], []
    for _ in range(repeats):
        clock, processor = [], []
        for step in steps():
            start, busy = time.perf_counter(), time.thread_time()
            step()
            clock.append(time.perf_counter() - start)
            processor.append(time.thread_time() - busy)
        wall.append(clock)
        cpu.append(processor)
    return Series(1e3 * np.min(wall, axis=0), 1e3 * np.min(cpu, axis=0))
