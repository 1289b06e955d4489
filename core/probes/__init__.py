"""Probes: one measurement a file; found by scanning this package."""

import sys

from core.probes.base import Probe
from core.spec import discover

PROBES = discover(sys.modules[__name__], Probe)
