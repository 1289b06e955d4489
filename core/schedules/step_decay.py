"""Stepwise decay."""

from typing import Annotated, Any

from core.schedules.base import Schedule
from core.spec import meta


class StepDecay(Schedule, frozen=True, kw_only=True, tag="step-decay"):
    """factor^⌊epoch / every⌋; torch's ``StepLR``."""

    title = "Steps"
    help = "Multiplies the learning rate by a factor every so many epochs."
    order = 20

    every: Annotated[
        int, meta("Every", "How many epochs each level lasts.", ge=1, le=100_000, unit="epochs")
    ] = 10
    ratio: Annotated[
        float, meta("Factor", "What the learning rate is multiplied by each time.", gt=0, le=1, step=0.05)
    ] = 0.5

    @property
    def summary(self) -> str:
        return f"× {self.ratio:g} every {self.every}"

    def factor(self, epoch: float, epochs: int, memory: dict[str, Any]) -> float:
        return float(self.ratio ** (epoch // self.every))
