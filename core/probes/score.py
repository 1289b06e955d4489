"""How good the network is at this moment, on samples that it did not learn from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np

from core.probes.base import Probe, affordable
from core.spec import meta
from core.training.evaluate import evaluate

if TYPE_CHECKING:
    from core.training.trainer import Trainer


@dataclass(frozen=True, slots=True)
class Scored:
    """``accuracy``: the share of right classes, None where values are predicted. ``count`` of samples looked at."""

    loss: float
    accuracy: float | None
    count: int


class Score(Probe, frozen=True, kw_only=True, tag="score"):
    """Loss and accuracy on the validation samples, or on the training samples where none are held back.

    None where nothing is answered.
    """

    title = "Score"
    help = "How good the network is right now."
    order = 50

    scan: Annotated[int, meta("Samples", "So many, at most.", ge=1, le=100_000)] = 2_000

    def measure(self, trainer: "Trainer") -> Scored | None:
        if trainer.network.players is not None:
            return None
        part, limit = trainer.data.checking, affordable(trainer.network, self.scan)
        loss, judged = evaluate(trainer.network, part, trainer.data, limit)
        right = None if judged.labels is None else float(np.mean(judged.labels == judged.predicted))
        return Scored(loss, right, len(judged.outputs))
