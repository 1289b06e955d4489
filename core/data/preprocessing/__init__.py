"""Preprocessing of samples, one file each; found by scanning this package."""

import sys
from typing import TYPE_CHECKING, Union

from core.data.preprocessing.base import Preprocessing
from core.spec import discover

PREPROCESSINGS = discover(sys.modules[__name__], Preprocessing)

if TYPE_CHECKING:
    AnyPreprocessing = Preprocessing
else:
    AnyPreprocessing = Union[PREPROCESSINGS]
