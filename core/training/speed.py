"""How fast a run goes."""

import time
from collections.abc import Callable

SHORTEST = 0.25  # seconds that the speed is the mean over, at least: a number that can be read


class Speed:
    """Steps a second, as the mean over the newest stretch of a quarter of a second or more."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self.start(0)

    def start(self, steps: int) -> None:
        """Training goes on now; what lies before does not count."""
        self._since, self._steps, self._newest = self._clock(), steps, 0.0

    def steps_per_second(self, steps: int) -> float:
        """The speed; 0 until the first stretch is over."""
        now = self._clock()
        if steps < self._steps:  # the run was reset
            self.start(steps)
        elif now - self._since >= SHORTEST:
            self._newest = (steps - self._steps) / (now - self._since)
            self._since, self._steps = now, steps
        return self._newest
