"""The difference between two documents, small enough to be kept for every edit."""

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

import msgspec
from msgspec.structs import replace

from core.document.document import Document
from core.document.graph import Graph

T = TypeVar("T")
FIELDS = tuple(name for name in Document.__struct_fields__ if name != "graph")


class Change(msgspec.Struct, Generic[T], frozen=True, array_like=True, gc=False):
    """One value in place of another."""

    before: T
    after: T

    def applied(self, value: T, *, back: bool) -> T:
        """The other value, whatever the one at hand."""
        return self.before if back else self.after


class Item(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An entry that only one of two dicts has, and its place there."""

    place: int
    key: str
    value: Any


class Entries(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How two dicts differ. ``order``: their keys, where those that both have stand in another order."""

    changed: tuple[tuple[str, Change[Any]], ...]
    removed: tuple[Item, ...]
    added: tuple[Item, ...]
    order: Change[tuple[str, ...]] | None

    def applied(self, entries: Mapping[str, Any], *, back: bool) -> dict[str, Any]:
        """The other dict, in its order."""
        gone, new = (self.added, self.removed) if back else (self.removed, self.added)
        result = dict(entries)
        for key, change in self.changed:
            result[key] = change.applied(result[key], back=back)
        for item in gone:
            del result[item.key]
        if self.order is not None:
            result |= {item.key: item.value for item in new}
            return {key: result[key] for key in self.order.applied((), back=back)}
        return _inserted(result, new)


class Patch(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A piece of a text in place of another."""

    start: int
    piece: Change[str]

    def applied(self, text: str, *, back: bool) -> str:
        """The other text."""
        end = self.start + len(self.piece.applied("", back=not back))
        return text[: self.start] + self.piece.applied("", back=back) + text[end:]


class Delta(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Leads from one document to another and back.

    What both have in common is not kept here but taken from the document at hand, so that it is the same object before
    and after. Dicts get back their order too.
    """

    groups: tuple[tuple[str, Entries], ...]
    fields: tuple[tuple[str, Change[Any] | Patch], ...]

    def forward(self, document: Document) -> Document:
        """The document after, given the one before."""
        return self._applied(document, back=False)

    def back(self, document: Document) -> Document:
        """The document before, given the one after."""
        return self._applied(document, back=True)

    def _applied(self, document: Document, *, back: bool) -> Document:
        changes: dict[str, Any] = {
            name: change.applied(getattr(document, name), back=back) for name, change in self.fields
        }
        if self.groups:
            graph = document.graph
            groups = {name: part.applied(getattr(graph, name), back=back) for name, part in self.groups}
            changes["graph"] = replace(graph, **groups)
        return replace(document, **changes)


def delta(before: Document, after: Document) -> Delta:
    """What an edit changed; values that both documents share cost an identity check only."""
    groups = (
        (name, _entries(getattr(before.graph, name), getattr(after.graph, name)))
        for name in Graph.__struct_fields__
    )
    fields = ((name, _change(getattr(before, name), getattr(after, name))) for name in FIELDS)
    return Delta(
        groups=tuple((name, part) for name, part in groups if part is not None),
        fields=tuple((name, change) for name, change in fields if change is not None),
    )


def _change(before: Any, after: Any) -> Change[Any] | Patch | None:
    if before is after or before == after:
        return None
    return _patch(before, after) if isinstance(before, str) else Change(before, after)


def _patch(before: str, after: str) -> Patch:
    start = _common(before, after)
    rest = _common(before[start:][::-1], after[start:][::-1])
    return Patch(start, Change(before[start : len(before) - rest], after[start : len(after) - rest]))


def _common(one: str, other: str) -> int:
    """How many signs two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _entries(before: dict[str, Any], after: dict[str, Any]) -> Entries | None:
    if before is after:
        return None
    changed = tuple(
        (key, Change(before[key], value))
        for key, value in after.items()
        if key in before and before[key] is not value and before[key] != value
    )
    removed, added = _only_in(before, after), _only_in(after, before)
    reordered = [k for k in before if k in after] != [k for k in after if k in before]
    if not (changed or removed or added or reordered):
        return None
    return Entries(changed, removed, added, Change(tuple(before), tuple(after)) if reordered else None)


def _only_in(one: dict[str, Any], other: dict[str, Any]) -> tuple[Item, ...]:
    if one.keys() <= other.keys():
        return ()
    return tuple(Item(place, key, one[key]) for place, key in enumerate(one) if key not in other)


def _inserted(entries: dict[str, Any], items: Iterable[Item]) -> dict[str, Any]:
    """A dict with more entries, each at its place in the result."""
    waiting, result = iter(entries.items()), dict[str, Any]()
    if all(item.place >= len(entries) for item in items):
        return entries | {item.key: item.value for item in items}
    for item in items:
        while len(result) < item.place:
            key, value = next(waiting)
            result[key] = value
        result[item.key] = item.value
    result.update(waiting)
    return result
