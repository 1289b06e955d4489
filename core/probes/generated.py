"""What the generator makes at this moment."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray

from core.data.base import DataInfo
from core.data.prepare import Part
from core.engine.build import Array
from core.probes.base import Probe, affordable, kept
from core.spec import meta
from core.training.adversarial import Adversarial

if TYPE_CHECKING:
    from core.training.trainer import Trainer

Indices = NDArray[np.integer]
MOST_CLASSES = 20
FEWEST, MOST_ALIKE = 4, 8  # samples of a class that are made, where there is room for so many


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """``samples`` (count, *sample_shape) from noise that is the same every time, written as raw ones are; ``real``
    (count, *sample_shape): as many of the data.

    ``classes``: what each row of samples is, where the generator is told a class: then the samples follow each other
    row by row, as many in each, and those of a column come from the same noise. Else empty.
    """

    info: DataInfo
    samples: Array
    real: Array
    classes: tuple[str, ...] = ()


class Generated(Probe, frozen=True, kw_only=True, tag="generated"):
    """Samples from the generator of an adversarial network; None for other networks."""

    title = "Generated"
    help = "What the generator makes of the same noise every time."
    order = 90

    count: Annotated[int, meta("Samples", "So many, at most.", ge=1, le=10_000)] = 64

    def measure(self, trainer: "Trainer") -> Made | None:
        method, data = trainer.method, trainer.data
        if not isinstance(method, Adversarial):
            return None
        count = affordable(trainer.network, self.count)
        if not method.conditional or not data.info.class_names or len(data.info.sample_shape) == 1:
            return Made(
                data.info, kept(method.generated(trainer, count, "shown")), _raw(data.train, np.arange(count))
            )
        labels = data.train.labels
        assert labels is not None
        numbers = np.unique(labels)[:MOST_CLASSES]
        alike = min(max(count // len(numbers), FEWEST), MOST_ALIKE)
        indices = np.concatenate([np.resize(np.flatnonzero(labels == number), alike) for number in numbers])
        noise = np.tile(method.noise(alike, "shown"), (len(numbers), 1))
        made = method.made(trainer, noise, data.train.targets_of(indices, data.target_shape))
        return Made(
            data.info, kept(made), _raw(data.train, indices), tuple(data.info.class_names[n] for n in numbers)
        )


def _raw(part: Part, indices: Indices) -> Array:
    indices = indices % part.count
    return kept(part.samples[:, indices].T if part.flat else part.samples[indices])
