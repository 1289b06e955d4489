"""Samples with what the network says of them, the worst mistakes first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray

from core.data.base import DataInfo
from core.data.prepare import Prepared
from core.engine.build import Array
from core.metrics.base import Judged
from core.probes.base import Probe, affordable, kept
from core.spec import meta
from core.training.evaluate import evaluate

if TYPE_CHECKING:
    from core.training.trainer import Trainer


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """What the network says of the samples that were looked at, and the worst of them to be shown.

    ``truth`` and ``predicted`` (count,): class numbers, or the first value to predict. ``strength`` (count,): how
    strongly the network speaks for its class: a probability where ``probable``, else the output as it is; for
    values the distance from the truth. ``wrong`` (count,), or None for values. ``order`` (shown,): the samples
    to show, wrong ones first, the surest of those first; then the right ones, the least sure first; for values
    the farthest off first. ``samples`` (shown, *sample_shape): these, raw. ``places`` (shown,): where they
    stand in the data set.
    """

    info: DataInfo
    truth: Array
    predicted: Array
    strength: Array
    probable: bool
    wrong: NDArray[np.bool_] | None
    order: NDArray[np.intp]
    samples: Array
    places: NDArray[np.intp]


class Gallery(Probe, frozen=True, kw_only=True, tag="gallery"):
    """Predictions for validation samples, or for training samples where none are held back."""

    title = "Predictions"
    help = "Samples with what the network says of them, the worst mistakes first."
    order = 60

    shown: Annotated[int, meta("Shown", "So many samples come along.", ge=1, le=500)] = 60
    scan: Annotated[int, meta("Scanned", "So many are looked at, at most.", ge=1, le=100_000)] = 2_000

    def measure(self, trainer: "Trainer") -> Predictions:
        data, part = trainer.data, trainer.data.checking
        _, judged = evaluate(trainer.network, part, data, affordable(trainer.network, self.scan))
        truth, predicted, strength, probable = _said(judged, data)
        wrong = None if judged.labels is None else truth != predicted
        order = np.argsort(strength if wrong is None else np.where(wrong, 1, -1) * strength)[::-1]
        if wrong is not None:
            order = order[np.argsort(~wrong[order], kind="stable")]
        order = order[: self.shown]
        return Predictions(
            info=data.info,
            truth=kept(truth),
            predicted=kept(predicted),
            strength=kept(strength),
            probable=probable,
            wrong=wrong,
            order=order,
            samples=kept(part.samples[:, order].T if part.flat else part.samples[order]),
            places=kept(part.indices[order]),
        )


def _said(judged: Judged, data: Prepared) -> tuple[Array, Array, Array, bool]:
    """Truth, prediction and strength of each sample, and whether that is a probability."""
    outputs = judged.outputs
    if judged.labels is None or judged.predicted is None:
        predicted, truth = outputs[:, 0], judged.targets[:, 0]
        return truth, predicted, np.abs(predicted - truth), False
    if data.encoding == "one-hot":
        strength = np.take_along_axis(outputs, judged.predicted[:, None], axis=1)[:, 0]
        sums = outputs.sum(axis=1)
        probable = bool(outputs.min(initial=0) >= 0 and np.allclose(sums, 1, atol=1e-3))
        return judged.labels, judged.predicted, strength, probable
    output = outputs[:, 0]
    if data.encoding == "0/1" and bool(((output >= 0) & (output <= 1)).all()):
        return judged.labels, judged.predicted, np.where(judged.predicted == 1, output, 1 - output), True
    return judged.labels, judged.predicted, np.abs(output), False
