"""What the discriminator takes for real, everywhere on the plane."""

from typing import TYPE_CHECKING, Annotated

import numpy as np

from core.data.base import Bounds, Source
from core.engine.build import Array
from core.probes.base import Probe, kept
from core.probes.decision_map import Plane
from core.probes.decision_map import grid as points_of
from core.spec import meta
from core.training.adversarial import Adversarial

if TYPE_CHECKING:
    from core.training.trainer import Trainer


def imitated(source: Source) -> Bounds | None:
    """The part of the plane where the samples to imitate lie, where they are its points as they are; else None."""
    bounds = source.bounds
    return bounds if bounds is not None and source.info().sample_shape == (2,) else None


class Opinion(Probe, frozen=True, kw_only=True, tag="opinion"):
    """How real the discriminator of an adversarial network takes each point of the plane for, 0 to 1.

    Where it is told a class, of all classes the one that it takes the point for most. None for data that are no points
    of a plane, and for other networks.
    """

    title = "Opinion"
    help = "What the discriminator takes for real."
    order = 91

    resolution: Annotated[int, meta("Resolution", "Points on each side.", ge=2, le=256)] = 48

    def measure(self, trainer: "Trainer") -> Plane | None:
        method, source, side = trainer.method, trainer.document.data.source, self.resolution
        bounds = imitated(source)
        if bounds is None or not isinstance(method, Adversarial):
            return None
        points = points_of(source, side)
        opinions = [method.opinion(points, targets) for targets in _answers(trainer, len(points))]
        return Plane(bounds, kept(np.max(opinions, axis=0)).reshape(1, side, side))


def _answers(trainer: "Trainer", count: int) -> list[Array | None]:
    """What the discriminator may be told: each of the answers, so many times; or nothing."""
    part = trainer.data.train
    if part.labels is None or part.labels.ndim != 1:
        return [None]
    _, first = np.unique(part.labels, return_index=True)
    return [part.targets_of(np.full(count, index), trainer.data.target_shape) for index in first]
