"""Data sources, one file each; found by scanning this package."""

import sys
from typing import TYPE_CHECKING, Union

from core.data.base import Source
from core.spec import discover

SOURCES = discover(sys.modules[__name__], Source)

if TYPE_CHECKING:
    AnySource = Source
else:
    AnySource = Union[SOURCES]
