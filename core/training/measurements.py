"""What probes measured, taken anew when it is due: measuring must not eat the time that training needs."""

import sys
import time
from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any

from core.probes.base import Probe
from core.training.trainer import Trainer

SHARE = 0.15  # of the training thread's time that all probes together may take while it trains


@dataclass(frozen=True, slots=True)
class Taken:
    """A measurement, the step it was taken at, and what it cost."""

    value: Any
    step: int
    moment: float
    seconds: float


class Measurements:
    """Keeps each wanted probe's newest result, and decides when it is worth a new one.

    A result that is up to date is handed out again, the very same object, so that nobody draws it twice.
    """

    def __init__(
        self, clock: Callable[[], float] = time.perf_counter, work: Callable[[], float] = time.thread_time
    ) -> None:
        self._clock, self._work = clock, work  # what passes, and what of it this thread has worked
        self._taken: dict[Probe, Taken] = {}

    def forget(self) -> None:
        """Something else than a step changed the network or its data."""
        self._taken.clear()

    def of(self, probes: Set[Probe], trainer: Trainer, *, resting: bool) -> dict[Probe, Any]:
        """Results by probe; those that do not apply are left out.

        Args:
            resting: the training stands still, so there is time to bring everything up to date.
        """
        kept = {probe: self._taken[probe] for probe in probes if probe in self._taken}
        for probe in probes:
            if probe not in kept or self._due(probe, kept[probe], trainer.steps, resting, len(probes)):
                kept[probe] = self._take(probe, trainer)
        self._taken = kept
        return {probe: taken.value for probe, taken in kept.items() if taken.value is not None}

    def _due(self, probe: Probe, taken: Taken, step: int, resting: bool, probes: int) -> bool:
        if probe.static or taken.step == step:
            return False
        return resting or self._clock() - taken.moment >= taken.seconds * probes / SHARE

    def _take(self, probe: Probe, trainer: Trainer) -> Taken:
        start = self._work()
        try:
            value = probe.measure(trainer)
        except Exception as error:  # a picture that fails must not end a training
            sys.excepthook(type(error), error, error.__traceback__)
            value = None
        return Taken(value, trainer.steps, self._clock(), self._work() - start)
