"""Initialisers of weights, one file each; found by scanning this package."""

import sys
from typing import TYPE_CHECKING, Union

from core.initializers.base import Initializer
from core.spec import discover

INITIALIZERS = discover(sys.modules[__name__], Initializer)

if TYPE_CHECKING:
    AnyInitializer = Initializer
else:
    AnyInitializer = Union[INITIALIZERS]
