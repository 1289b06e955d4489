"""Cosine decay."""

import math
from typing import Annotated, Any

from core.schedules.base import Schedule
from core.spec import meta


class Cosine(Schedule, frozen=True, kw_only=True, tag="cosine"):
    """floor + (1 - floor) ½ (1 + cos(π epoch / epochs)) (Loshchilov and Hutter 2017); then floor.

    torch's ``CosineAnnealingLR``.
    """

    title = "Cosine"
    help = (
        "Falls along half a wave: slowly at first, fast in the middle, slowly to its end at the last epoch."
    )
    order = 30

    floor: Annotated[
        float, meta("Floor", "The part of the learning rate that is left at the end.", ge=0, le=1, step=0.01)
    ] = 0.0

    def factor(self, epoch: float, epochs: int, memory: dict[str, Any]) -> float:
        return self.floor + (1 - self.floor) * half_wave(epoch / epochs)


def half_wave(progress: float) -> float:
    """From 1 at progress 0 along a cosine to 0 at progress 1, where it stays."""
    return 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))
