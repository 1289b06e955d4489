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

    Raises:
        Interrupted: ``interrupted``, asked between chunks, said so.
    """
    count = part.count if limit is None else min(limit, part.count)
    outputs = np.empty((count, data.target_shape[0]), network.dtype)
    targets = np.empty_like(outputs)
    total = 0.0
    for start in range(0, count, CHUNK):
        if interrupted():
            raise Interrupted
        indices = np.arange(start, min(start + CHUNK, count))
        workspace = network.workspace(len(indices), Mode.EVALUATION)
        part.fill(indices, workspace.samples, workspace.targets)
        workspace.forward()
        total += float(workspace.total) * len(indices)
        outputs[indices], targets[indices] = workspace.answer(), workspace.targets.T
    labels = None if part.labels is None else part.labels[:count]
    predicted = None if labels is None else named_classes(outputs, data.encoding)
    return total / max(count, 1), Judged(outputs, targets, labels, predicted, data.info.class_names)


def named_classes(outputs: Array, encoding: Encoding) -> NDArray[np.integer]:
    """The class named by each row of outputs (samples, outputs): the largest, or the side of the only one."""
    if encoding == "one-hot":
        return np.asarray(outputs.argmax(axis=1))
    return np.asarray(outputs[:, 0] > (0.5 if encoding == "0/1" else 0.0), np.intp)
