"""Activations, one file each; found by scanning this package."""

import sys
from typing import TYPE_CHECKING, Union

from core.activations.base import Activation
from core.spec import discover

ACTIVATIONS = discover(sys.modules[__name__], Activation)

if TYPE_CHECKING:
    AnyActivation = Activation
else:
    AnyActivation = Union[ACTIVATIONS]
