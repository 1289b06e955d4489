"""Layers, one file each; found by scanning this package."""

import sys
from typing import TYPE_CHECKING, Union

from core.layers.base import Layer
from core.spec import discover

LAYERS = discover(sys.modules[__name__], Layer)

if TYPE_CHECKING:
    AnyLayer = Layer
else:
    AnyLayer = Union[LAYERS]
