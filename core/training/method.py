"""How a network is trained: one step, and what is measured after each epoch."""

from typing import TYPE_CHECKING

import numpy as np

from core.data.prepare import Part
from core.engine.build import Array, Mode
from core.engine.network import Network
from core.optimizers.base import Optimizer
from core.training.evaluate import evaluate

if TYPE_CHECKING:
    from core.document.recipe import TrainingRecipe
    from core.training.trainer import Trainer

PROBE_SAMPLES = (
    2_000  # so many training samples are measured after each epoch, beside the whole validation part
)


class Method:
    """Base of the ways to train; bound to one network."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def optimizers(self, recipe: "TrainingRecipe") -> dict[str, tuple[slice, Optimizer]]:
        """Which part of the parameters each player moves, and how."""
        raise NotImplementedError

    def step(self, trainer: "Trainer") -> dict[str, float]:
        """Make one step: take batches, compute, update; returns losses by name, the main one as "loss".

        Raises:
            DivergedError: a loss is not finite.
        """
        raise NotImplementedError

    def measure(self, trainer: "Trainer") -> dict[str, float]:
        """What belongs into the history after an epoch beside the training losses."""
        raise NotImplementedError

    def examples(self, trainer: "Trainer", count: int) -> Array:
        """Something to compute answers from, (count or less, *entry_shape)."""
        raise NotImplementedError


class Supervised(Method):
    """The answers are known: make the loss small."""

    def optimizers(self, recipe: "TrainingRecipe") -> dict[str, tuple[slice, Optimizer]]:
        return {"": (slice(0, self.network.parameters.size), recipe.optimizer)}

    def step(self, trainer: "Trainer") -> dict[str, float]:
        workspace = trainer.workspace(Mode.TRAINING)
        workspace.forward()
        loss = trainer.checked(float(workspace.total))
        workspace.backward()
        trainer.update("", trainer.recipe.learning_rate)
        return {"loss": loss}

    def measure(self, trainer: "Trainer") -> dict[str, float]:
        found = self._measure(trainer, trainer.data.train, "", PROBE_SAMPLES)
        if trainer.data.validation.count:
            found |= self._measure(trainer, trainer.data.validation, "val_", None)
        return found

    def _measure(self, trainer: "Trainer", part: Part, prefix: str, limit: int | None) -> dict[str, float]:
        classes = part.labels is not None and "target" in trainer.network.end.fed
        metrics = [m for m in trainer.recipe.metrics if m.scalar and m.for_classes == classes]
        if not prefix and not metrics:
            return {}  # the training loss is known already
        loss, judged = evaluate(trainer.network, part, trainer.data, limit, trainer.interrupted)
        found = {f"{prefix}loss": loss} if prefix else {}
        return found | {prefix + m.key: float(m.compute(judged)) for m in metrics}

    def examples(self, trainer: "Trainer", count: int) -> Array:
        return np.asarray(trainer.data.checking.raw(count))
