"""Optimizers, one file each; found by scanning this package."""

import sys
from typing import TYPE_CHECKING, Union

from core.optimizers.base import Optimizer
from core.spec import discover

OPTIMIZERS = discover(sys.modules[__name__], Optimizer)

if TYPE_CHECKING:
    AnyOptimizer = Optimizer
else:
    AnyOptimizer = Union[OPTIMIZERS]
