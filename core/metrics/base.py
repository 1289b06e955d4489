"""What a metric is: a number for people, computed from predictions."""

from typing import ClassVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.spec import Spec, tag


class Judged(msgspec.Struct, frozen=True):
    """Predictions beside the truth.

    ``outputs`` (samples, outputs): what the network said. ``labels`` (samples,): the right class of each, or
    None where the data has values. ``targets`` (samples, outputs): the right values, in the encoding in use.
    ``predicted`` (samples,): the class that the network names, or None.
    """

    outputs: NDArray[np.floating]
    targets: NDArray[np.floating]
    labels: NDArray[np.integer] | None
    predicted: NDArray[np.integer] | None
    class_names: tuple[str, ...]


class Metric(Spec, frozen=True, kw_only=True):
    """Base of all metrics. ``for_classes``: it needs labels; otherwise it needs values."""

    for_classes: ClassVar[bool] = True
    percent: ClassVar[bool] = False  # shown as a percentage
    scalar: ClassVar[bool] = True  # a curve can be drawn of it

    @property
    def key(self) -> str:
        """The column of the history that holds it."""
        return tag(self).replace("-", "_")

    def compute(self, judged: Judged) -> NDArray[np.float64]:
        """The metric: shape () for scalars, else as the metric's docstring says."""
        raise NotImplementedError
