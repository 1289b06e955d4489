"""Random changes to training images, one file each; found by scanning this package."""

import sys
from typing import TYPE_CHECKING, Union

from core.data.augmentation.base import Augmentation
from core.spec import discover

AUGMENTATIONS = discover(sys.modules[__name__], Augmentation)

if TYPE_CHECKING:
    AnyAugmentation = Augmentation
else:
    AnyAugmentation = Union[AUGMENTATIONS]
