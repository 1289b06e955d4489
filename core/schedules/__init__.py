"""Learning rate schedules, one file each; found by scanning this package."""

import sys
from typing import TYPE_CHECKING, Union

from core.schedules.base import Schedule
from core.spec import discover

SCHEDULES = discover(sys.modules[__name__], Schedule)

if TYPE_CHECKING:
    AnySchedule = Schedule
else:
    AnySchedule = Union[SCHEDULES]
