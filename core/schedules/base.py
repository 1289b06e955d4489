"""What a learning rate schedule is: a factor for every moment of the training."""

from typing import Any

from core.spec import Spec


class Schedule(Spec, frozen=True, kw_only=True):
    """Base of all schedules: stateless; what one must remember lies in ``memory``, saved with the run."""

    def factor(self, epoch: float, epochs: int, memory: dict[str, Any]) -> float:
        """What the learning rate is multiplied by.

        Args:
            epoch: passes over the data so far, with a fraction: 2.5 is the middle of the third.
            epochs: how many the recipe asks for.
            memory: JSON values kept from call to call.
        """
        raise NotImplementedError

    def watch(self, loss: float, memory: dict[str, Any]) -> None:
        """Told the validation loss (training loss where there is none) after each epoch."""
