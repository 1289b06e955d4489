"""Losses, one file each; found by scanning this package."""

import sys
from typing import TYPE_CHECKING, Union

from core.losses.base import Loss
from core.spec import discover

LOSSES = discover(sys.modules[__name__], Loss)

if TYPE_CHECKING:
    AnyLoss = Loss
else:
    AnyLoss = Union[LOSSES]
