"""No schedule."""

from typing import Any

from core.schedules.base import Schedule


class Constant(Schedule, frozen=True, kw_only=True, tag="constant"):
    """The factor is always 1."""

    title = "Constant"
    help = "The learning rate stays as it is."
    order = 10

    def factor(self, epoch: float, epochs: int, memory: dict[str, Any]) -> float:
        return 1.0
