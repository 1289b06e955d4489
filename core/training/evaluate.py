"""Loss and predictions over a part of the data, in chunks."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.data.prepare import Part, Prepared
from core.data.recipe import Encoding
from core.engine.build import Array, Mode
from core.engine.network import Network
from core.metrics.base import Judged

CHUNK = 250


class Interrupted(Exception):  # noqa: N818
    """Whoever asked for it is leaving and does not want to wait for the rest."""


def evaluate(
    network: Network,
    part: Part,
    data: Prepared,
    limit: int | None = None,
    interrupted: Callable[[], bool] = lambda: False,
) -> tuple[float, Judged]:
    """The mean loss and the judged predictions of the first ``limit`` samples of a part (all for None).

    With an answer at each step, every judged step is a row of its own; other answers of several axes are flattened.

    Raises:
        Interrupted: ``interrupted``, asked between chunks, said so.
    """
    count = part.count if limit is None else min(limit, part.count)
    feed = network.end.fed[0]
    outputs = np.empty((count, *network.inference.facts[network.output].inputs[0]), network.dtype)
    targets = np.empty_like(outputs)
    total = weight = 0.0
    for start in range(0, count, CHUNK):
        if interrupted():
            raise Interrupted
        indices = np.arange(start, min(start + CHUNK, count))
        workspace = network.workspace(len(indices), Mode.EVALUATION)
        part.fill(indices, workspace.feeds)
        workspace.forward()
        share = float(workspace.feeds["judged"].sum()) if "judged" in workspace.feeds else len(indices)
        total, weight = total + float(workspace.total) * share, weight + share
        outputs[indices], targets[indices] = workspace.answer(), workspace.target()
    classes = feed == "target" and part.labels is not None
    labels = part.labels[:count] if classes and part.labels is not None else None
    if outputs.ndim == 3:
        outputs, targets, labels = _steps(outputs, targets, labels)
    elif outputs.ndim > 3:
        outputs, targets = outputs.reshape(count, -1), targets.reshape(count, -1)
    predicted = None if labels is None else named_classes(outputs, data.encoding)
    names = data.info.class_names if classes else ()
    return total / max(weight, 1), Judged(outputs, targets, labels, predicted, names)


def _steps(
    outputs: Array, targets: Array, labels: NDArray[np.integer] | None
) -> tuple[Array, Array, NDArray[np.integer] | None]:
    """Each judged step as a row."""
    outputs, targets = (a.reshape(-1, a.shape[-1]) for a in (outputs, targets))
    if labels is None:
        return outputs, targets, None
    flat = labels.reshape(-1)
    kept = flat >= 0
    return outputs[kept], targets[kept], flat[kept]


def named_classes(outputs: Array, encoding: Encoding) -> NDArray[np.integer]:
    """The class named by each row of outputs (samples, outputs): the largest, or the side of the only one."""
    if encoding == "one-hot":
        return np.asarray(outputs.argmax(axis=1))
    return np.asarray(outputs[:, 0] > (0.5 if encoding == "0/1" else 0.0), np.intp)
