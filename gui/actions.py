"""Commands: what can be done, declared once by the part that does it; menus and the command search read them."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    ``menu`` is the menu's title, with a section after a slash where it matters ("Edit/clipboard"). ``shortcut`` in Qt's
    portable text ("Ctrl+D"); behind a bar others that do the same ("F1|Ctrl+/"). ``keys`` are more of them, while the
    part itself has the focus, which it sees to: they are shown, not bound. ``enabled`` and ``checked`` are asked when
    a menu opens; ``checked`` makes it a toggle. ``live_text`` is asked then too, where the text says more than ``text``
    ("Undo set units to 32").
    """

    text: str
    menu: str
    run: Callable[[], object]
    shortcut: str = ""
    help: str = ""
    enabled: Callable[[], bool] | None = None
    checked: Callable[[], bool] | None = None
    live_text: Callable[[], str] | None = None
    keys: str = ""
