"""Warm-up."""

from typing import Annotated, Any, Literal

from core.schedules.base import Schedule
from core.schedules.cosine import half_wave
from core.spec import meta


class WarmUp(Schedule, frozen=True, kw_only=True, tag="warm-up"):
    """start + (1 - start) epoch / length for the first epochs (Goyal et al. 2017), then 1 or a cosine.

    torch's ``LinearLR`` followed by a constant or by ``CosineAnnealingLR``.
    """

    title = "Warm-up"
    help = (
        "Starts with small steps and lengthens them over the first epochs, until the gradients have settled."
    )
    order = 40

    length: Annotated[int, meta("Length", "How many epochs it takes.", ge=1, le=100_000, unit="epochs")] = 5
    start: Annotated[
        float, meta("Start", "The part of the learning rate to begin with.", ge=0, le=1, step=0.05)
    ] = 0.1
    then: Annotated[
        Literal["constant", "cosine"],
        meta("Then", "What follows: a constant rate, or a cosine down to zero."),
    ] = "constant"

    @property
    def summary(self) -> str:
        return f"{self.length} epochs, then {self.then}"

    def factor(self, epoch: float, epochs: int, memory: dict[str, Any]) -> float:
        if epoch < self.length:
            return self.start + (1 - self.start) * epoch / self.length
        if self.then == "constant" or epochs <= self.length:
            return 1.0
        return half_wave((epoch - self.length) / (epochs - self.length))
