"""Templates, one file each; found by scanning this package."""

import sys

from core.spec import discover
from core.templates.base import Template

TEMPLATES = discover(sys.modules[__name__], Template)
