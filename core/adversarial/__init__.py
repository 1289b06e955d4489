"""What generator and discriminator are measured by, one file each; found by scanning this package."""

import sys
from typing import TYPE_CHECKING, Union

from core.adversarial.base import AdversarialLoss
from core.spec import discover

ADVERSARIAL_LOSSES = discover(sys.modules[__name__], AdversarialLoss)

if TYPE_CHECKING:
    AnyAdversarialLoss = AdversarialLoss
else:
    AnyAdversarialLoss = Union[ADVERSARIAL_LOSSES]
