"""The data as points of the plane."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np

from core.data.base import Bounds, DataInfo, Source
from core.data.prepare import Part
from core.engine.build import Array
from core.probes.base import Probe, kept
from core.spec import meta

if TYPE_CHECKING:
    from core.training.trainer import Trainer


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """``places`` (count, 2), and for each its ``answers`` (count,): the class's number, or the value."""

    places: Array
    answers: Array


@dataclass(frozen=True, slots=True, eq=False)
class PlaneData:
    """The training and the validation points.

    ``axes``: what x1 and x2 are called. ``reach``: the largest absolute value to be predicted.
    """

    info: DataInfo
    axes: tuple[str, str]
    encoding: str
    bounds: Bounds
    train: Points
    validation: Points
    reach: float


class PlanePoints(Probe, frozen=True, kw_only=True, tag="plane-points"):
    """Where the samples of a two-dimensional data set lie; None for others."""

    title = "Points"
    help = "The samples, as points of the plane."
    order = 41
    static: ClassVar[bool] = True

    most: Annotated[int, meta("Most", "So many of each part, at most.", ge=1, le=20_000)] = 2_000

    def measure(self, trainer: "Trainer") -> PlaneData | None:
        source, data = trainer.document.data.source, trainer.data
        bounds = source.bounds
        if bounds is None:
            return None
        places = source.positions(trainer.recipe.seed)
        train, validation = (self._points(part, places) for part in (data.train, data.validation))
        reach = 1.0 if data.info.class_names else float(np.abs(train.answers).max(initial=0.0)) or 1.0
        return PlaneData(data.info, _axes(source, data.info), data.encoding, bounds, train, validation, reach)

    def _points(self, part: Part, places: Array) -> Points:
        indices = part.indices[: self.most]
        if part.labels is not None:
            return Points(kept(places[indices]), kept(part.labels[: self.most]))
        if part.targets is None:  # nothing to answer, only to imitate
            return Points(kept(places[indices]), np.zeros(len(indices), np.float32))
        return Points(kept(places[indices]), kept(part.targets[0, : self.most]))


def _axes(source: Source, info: DataInfo) -> tuple[str, str]:
    """The features' names where the network is given the two numbers as they are."""
    points = np.array([[0.25, 0.75]], np.float32)
    if len(info.feature_names) == 2 and np.array_equal(source.features(points), points):
        return info.feature_names[0], info.feature_names[1]
    return "x₁", "x₂"
