"""Samples with what the network says of them, the worst mistakes first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from core.data.base import DataInfo
from core.data.prepare import Prepared
from core.engine.build import Array
from core.engine.network import Network
from core.metrics.base import Judged
from core.probes.base import Probe, affordable, kept
from core.spec import meta
from core.training.evaluate import evaluate

if TYPE_CHECKING:
    from core.training.trainer import Trainer

Kind = Literal["class", "steps", "values", "curves", "images"]
"""What is said of a sample: its class, a class at each step, some numbers, numbers along the steps, an image."""


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """What the network says of the samples that were looked at, and the worst of them to be shown.

    ``truth`` and ``predicted`` (count,): class numbers, or the first value to predict; with a class at each step, how
    many steps were judged, and how many of them are right. ``strength`` (count,): how strongly the network speaks for
    its class: a probability where ``probable``, else the output as it is; for values the distance from the truth,
    the root of the mean square of several; with a class at each step the share of wrong ones. ``wrong`` (count,), or
    None for values. ``order`` (shown,): the samples to show, wrong ones first, the surest of those first; then the
    right ones, the least sure first; for values the farthest off first. ``samples`` (shown, *sample_shape): these,
    raw. ``places`` (shown,): where they stand in the data set.

    Of other answers than one class a sample, ``truths`` and ``answers`` (shown, *answer): class numbers (shown, steps),
    -1 where nothing is judged; or values, which ``names`` names. ``restores``: the answer is to be the sample itself.
    ``lengths`` (shown,): how many steps of each sample count; None: all.
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
    truths: Array | None = None
    answers: Array | None = None
    names: tuple[str, ...] = ()
    restores: bool = False
    lengths: NDArray[np.intp] | None = None

    @property
    def kind(self) -> Kind:
        """How an answer is best looked at."""
        if self.answers is None:
            return "class"
        if self.answers.ndim == 4:
            return "images"
        if self.answers.ndim == 2 and np.issubdtype(self.answers.dtype, np.integer):
            return "steps"
        follows = self.info.ordered and self.samples.ndim == 3
        return "curves" if self.answers.ndim == 3 or follows else "values"


class Gallery(Probe, frozen=True, kw_only=True, tag="gallery"):
    """Predictions for validation samples, or for training samples where none are held back.

    None for an adversarial network, which is asked nothing.
    """

    title = "Predictions"
    help = "Samples with what the network says of them, the worst mistakes first."
    order = 60

    shown: Annotated[int, meta("Shown", "So many samples come along.", ge=1, le=500)] = 60
    scan: Annotated[int, meta("Scanned", "So many are looked at, at most.", ge=1, le=100_000)] = 2_000

    def measure(self, trainer: "Trainer") -> Predictions | None:
        network, data, part = trainer.network, trainer.data, trainer.data.checking
        if network.players is not None:
            return None
        count = min(affordable(network, self.scan), part.count)
        _, judged = evaluate(network, part, data, count)
        labels = None if judged.labels is None else part.labels
        said = _steps_said(judged, labels[:count]) if labels is not None and labels.ndim == 2 else None
        said = said or (
            _values_said(judged, network, count) if labels is None else _classes_said(judged, data)
        )
        order = _worst_first(said)[: self.shown]
        return Predictions(
            info=data.info,
            truth=kept(said.truth),
            predicted=kept(said.predicted),
            strength=kept(said.strength),
            probable=said.probable,
            wrong=said.wrong,
            order=order,
            samples=kept(part.samples[:, order].T if part.flat else part.samples[order]),
            places=kept(part.indices[order]),
            truths=None if said.truths is None else kept(said.truths[order]),
            answers=None if said.answers is None else kept(said.answers[order]),
            names=_names(network, data.info),
            restores=network.end.fed[0] == "sample",
            lengths=None if part.lengths is None else kept(part.lengths[order]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """As in Predictions, but of all samples that were looked at."""

    truth: Array
    predicted: Array
    strength: Array
    probable: bool = False
    wrong: NDArray[np.bool_] | None = None
    truths: Array | None = None
    answers: Array | None = None


def _worst_first(said: _Said) -> NDArray[np.intp]:
    if said.wrong is None or said.answers is not None:
        return np.argsort(-said.strength, kind="stable")
    order = np.argsort(np.where(said.wrong, 1, -1) * said.strength)[::-1]
    return order[np.argsort(~said.wrong[order], kind="stable")]


def _steps_said(judged: Judged, labels: NDArray[np.integer]) -> _Said:
    """The rows of ``judged`` put together to samples again: ``labels`` (count, steps), -1 where nothing was judged."""
    assert judged.predicted is not None
    there = labels >= 0
    answers = np.full(labels.shape, -1, np.intp)
    answers[there] = judged.predicted
    steps = there.sum(axis=1)
    right = ((answers == labels) & there).sum(axis=1)
    share = (steps - right) / np.maximum(steps, 1)
    return _Said(steps, right, share, False, right < steps, labels.astype(np.intp), answers)


def _values_said(judged: Judged, network: Network, count: int) -> _Said:
    shape = network.inference.facts[network.output].inputs[0]
    truths, answers = (a.reshape(count, *shape) for a in (judged.targets, judged.outputs))
    flat = (answers - truths).reshape(count, -1)
    strength = np.abs(flat[:, 0]) if flat.shape[1] == 1 else np.sqrt(np.mean(np.square(flat), axis=1))
    scale, offset = (network.state.get(f"{network.output}/{name}") for name in ("scale", "offset"))
    if scale is not None and offset is not None and scale.shape == shape:  # as the data set has it
        scale = np.where(scale == 0, 1, scale)
        truths, answers = truths / scale + offset, answers / scale + offset
    truth, predicted = (a.reshape(count, -1)[:, 0] for a in (truths, answers))
    return _Said(truth, predicted, strength, truths=truths, answers=answers)


def _classes_said(judged: Judged, data: Prepared) -> _Said:
    truth, predicted, strength, probable = _called(judged, data)
    return _Said(truth, predicted, strength, probable, truth != predicted)


def _names(network: Network, info: DataInfo) -> tuple[str, ...]:
    """What the numbers of an answer are called, where that is known."""
    feed, columns = network.end.fed[0], getattr(network.end, "columns", ())
    names = info.feature_names if feed == "sample" else info.value_names
    return tuple(names[column - 1] for column in columns) if columns and names else names


def _called(judged: Judged, data: Prepared) -> tuple[Array, Array, Array, bool]:
    """Truth, prediction and strength of each sample, and whether that is a probability."""
    outputs = judged.outputs
    assert judged.labels is not None
    assert judged.predicted is not None
    if data.encoding == "one-hot":
        strength = np.take_along_axis(outputs, judged.predicted[:, None], axis=1)[:, 0]
        sums = outputs.sum(axis=1)
        probable = bool(outputs.min(initial=0) >= 0 and np.allclose(sums, 1, atol=1e-3))
        return judged.labels, judged.predicted, strength, probable
    output = outputs[:, 0]
    if data.encoding == "0/1" and bool(((output >= 0) & (output <= 1)).all()):
        return judged.labels, judged.predicted, np.where(judged.predicted == 1, output, 1 - output), True
    return judged.labels, judged.predicted, np.abs(output), False
