"""What can be wrong with a document, in words, and how one click mends it."""

from collections.abc import Callable
from typing import Literal

import msgspec

from core.document.document import Document

Severity = Literal["error", "warning"]


class Fix(msgspec.Struct, frozen=True, kw_only=True):
    """A mend that one click applies: ``edit`` is a pure function of the document."""

    text: str
    edit: Callable[[Document], Document]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong, in words; ``node`` and ``port`` are empty where it concerns the whole document."""

    node: str = ""
    port: str = ""
    severity: Severity = "error"
    message: str
    fixes: tuple[Fix, ...] = ()
