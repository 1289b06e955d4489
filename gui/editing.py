"""What an editor of a field is, and the edits that it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from core import phrases
from core.spec import Field
from gui.theme import Appearance

QUIET_MS = 500  # steps that follow each other faster are one edit


@dataclass(frozen=True)
class Change:
    """An edit that the user asks for: the field that ``path`` leads to is to be ``value``.

    ``text`` completes "Undo …". Changes with the same ``merge`` belong together until the editor has settled.
    """

    path: tuple[str, ...]
    value: Any
    text: str
    merge: object = None

    def within(self, name: str) -> "Change":
        """The same change, seen from the struct around."""
        return replace(self, path=(name, *self.path))


class Editor(QObject):
    """Shows one field of one or several values, and says what the user makes of it.

    ``head`` stands at the right of the field's label, ``below`` under both; either may be None.
    ``edited(Change)``: the path is empty, or leads on from the field. ``refused(text)``: why what was entered is
    not allowed; an empty text: all is well again.
    """

    edited = Signal(object)
    refused = Signal(str)
    settled = Signal()
    bleed = 0  # how far the head's frame may stand out of the column of text

    def __init__(self, field: Field, appearance: Appearance) -> None:
        super().__init__()
        self.field, self.appearance = field, appearance
        self.head: QWidget | None = None
        self.below: QWidget | None = None
        self.values: tuple[Any, ...] = ()
        self._merge: object = None
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self.settle)

    @property
    def value(self) -> Any:
        """The value that holds; with several of them, the first."""
        return self.values[0]

    @property
    def focus(self) -> QWidget | None:
        """What the label's shortcut leads to."""
        return self.head or self.below

    @property
    def parts(self) -> tuple[QWidget | None, ...]:
        """What is to be called as the field is, for those who cannot see its label."""
        return (self.head, self.below, self.focus)

    def show_values(self, values: Sequence[Any]) -> None:
        """Show the field's value of each thing that is edited. Nothing new does not disturb typing."""
        if len(values) == len(self.values) and all(map(_same, values, self.values)):
            return
        self.values = tuple(values)
        self.refused.emit("")
        self.redisplay()

    def redisplay(self) -> None:
        """Show the value that holds, in place of what was tried."""
        self.display(self.value, mixed=not all(_same(v, self.value) for v in self.values))

    def display(self, value: Any, mixed: bool) -> None:
        """Show a value; ``mixed``: there are others too."""
        raise NotImplementedError

    def complain(self, path: tuple[str, ...], message: str) -> None:
        """Say why what was asked for was not done; ``path`` leads on from the field."""
        self.redisplay()
        self.refused.emit(message)

    def offer(self, value: Any, merge: object = None) -> None:
        """The user wants this value: pass it on, or say why not."""
        message = phrases.complaint(self.field, value)
        self.refused.emit(message)
        if not message and not all(_same(value, held) for held in self.values):
            self.edited.emit(Change((), value, phrases.change(self.field, value), merge))

    def offer_in_passing(self, value: Any) -> None:
        """The same for one of several quick steps, which become one edit."""
        self._merge = self._merge or object()
        self._quiet.start()
        self.offer(value, self._merge)

    def settle(self) -> None:
        """The quick steps are over."""
        self._quiet.stop()
        if self._merge is not None:
            self._merge = None
            self.settled.emit()


def _same(first: Any, second: Any) -> bool:
    return first is second or (type(first) is type(second) and first == second)


class TypedEditor(Editor):
    """Base of the editors that turn typed text into a value."""

    def read(self, text: str) -> Any:
        """What was typed, as a value; ValueError says in words why it is none."""
        return text

    def enter(self, text: str) -> None:
        """Offer what was typed, or say why not and leave it there to be mended."""
        try:
            value = self.read(text)
        except ValueError as error:
            self.refused.emit(phrases.wanted(self.field, str(error)))
            return
        self.offer(value)
        if _same(value, self.value):
            self.redisplay()

    def complain(self, path: tuple[str, ...], message: str) -> None:
        self.refused.emit(message)
