"""Reduction on a plateau."""

import math
from typing import Annotated, Any

from core.schedules.base import Schedule
from core.spec import meta


class Plateau(Schedule, frozen=True, kw_only=True, tag="plateau"):
    """factor ← max(floor, factor · ratio) after more than ``patience`` epochs in a row without a better loss.

    Better: below best · (1 - threshold). torch's ``ReduceLROnPlateau``. ``memory`` holds ``best``,
    ``bad_epochs`` and ``factor``.
    """

    title = "On plateau"
    help = "Lowers the learning rate whenever the loss has stopped falling."
    order = 50

    ratio: Annotated[
        float, meta("Factor", "What the learning rate is multiplied by each time.", gt=0, lt=1, step=0.05)
    ] = 0.5
    patience: Annotated[
        int, meta("Patience", "How many epochs without a better loss are put up with.", ge=0, le=10_000)
    ] = 5
    threshold: Annotated[
        float,
        meta("Threshold", "By what part the loss must fall to count as better.", ge=0, lt=1, advanced=True),
    ] = 1e-4
    floor: Annotated[
        float, meta("Floor", "The part of the learning rate that is always left.", ge=0, le=1, advanced=True)
    ] = 0.001

    @property
    def summary(self) -> str:
        return f"× {self.ratio:g} after {self.patience}"

    def factor(self, epoch: float, epochs: int, memory: dict[str, Any]) -> float:
        return float(memory.get("factor", 1.0))

    def watch(self, loss: float, memory: dict[str, Any]) -> None:
        best = memory.get("best")
        if math.isfinite(loss) and (best is None or loss < best * (1 - self.threshold)):
            memory |= {"best": loss, "bad_epochs": 0}
            return
        memory["bad_epochs"] = memory.get("bad_epochs", 0) + 1
        if memory["bad_epochs"] > self.patience:
            memory |= {"factor": max(self.floor, self.factor(0, 0, memory) * self.ratio), "bad_epochs": 0}
