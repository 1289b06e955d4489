"""Metrics, one file each; found by scanning this package."""

import sys
from typing import TYPE_CHECKING, Union

from core.metrics.base import Metric
from core.spec import discover

METRICS = discover(sys.modules[__name__], Metric)

if TYPE_CHECKING:
    AnyMetric = Metric
else:
    AnyMetric = Union[METRICS]
