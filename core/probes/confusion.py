"""Which classes are taken for which."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray

from core.data.tokens import PADDING, START
from core.probes.base import Probe, affordable
from core.spec import meta
from core.training.evaluate import evaluate

if TYPE_CHECKING:
    from core.training.trainer import Trainer

MOST_CLASSES = 100


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """``counts`` (classes, classes): samples of the row's class that were called the column's."""

    class_names: tuple[str, ...]
    counts: NDArray[np.intp]


class Confusion(Probe, frozen=True, kw_only=True, tag="confusion"):
    """The confusion matrix of the validation samples, or of the training samples where none are held back.

    Tokens that are no text are left out where nobody says them. None where nothing is answered, where values are
    predicted or samples given back, and for more than 100 classes.
    """

    title = "Confusion matrix"
    help = "Which classes the network takes for which."
    order = 70

    scan: Annotated[int, meta("Samples", "So many, at most.", ge=1, le=100_000)] = 10_000

    def measure(self, trainer: "Trainer") -> Counts | None:
        names, part = trainer.data.info.class_names, trainer.data.checking
        if not 0 < len(names) <= MOST_CLASSES or trainer.network.players is not None:
            return None
        _, judged = evaluate(trainer.network, part, trainer.data, affordable(trainer.network, self.scan))
        if judged.labels is None or judged.predicted is None:
            return None
        pairs = judged.labels * len(names) + judged.predicted
        counts = np.bincount(pairs, minlength=len(names) ** 2).reshape(len(names), -1)
        seen = (counts.sum(axis=0) + counts.sum(axis=1)).tolist()
        kept = [k for k, name in enumerate(names) if seen[k] or name not in (PADDING, START)]
        return Counts(tuple(names[k] for k in kept), counts[np.ix_(kept, kept)])
