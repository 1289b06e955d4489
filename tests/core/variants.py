"""All the ways in which a declared class is worth testing, found from its fields."""

import math
from collections.abc import Iterable, Iterator

import pytest
from msgspec.structs import replace

from core.spec import Field, Spec, fields, tag

INSIDE = 1e-3  # how far from a bound that is itself excluded


def variants(cls: type[Spec]) -> Iterator[Spec]:
    """The defaults, then each field at each of its bounds or choices."""
    yield cls()
    for field in fields(cls):
        for value in notable(field):
            yield replace(cls(), **{field.name: value})


def notable(field: Field) -> list[object]:
    """The values of one field that are most likely to break something."""
    if field.kind == "bool":
        return [not field.default]
    if field.kind == "choice":
        return [choice for choice in field.choices if choice != field.default]
    if field.kind == "spec":
        return [cls() for cls in field.specs if cls() != field.default]
    if field.kind not in ("int", "float"):
        return []
    low = None if field.low is None else field.low + (INSIDE if field.low_open else 0)
    high = None if field.high is None else field.high - (INSIDE if field.high_open else 0)
    number = int if field.kind == "int" else float
    return [number(v) for v in (low, high) if v is not None and math.isfinite(v)]


def cases(classes: Iterable[type[Spec]]) -> list[object]:
    """All variants of some classes as parameters of a test, named after what is special in them."""
    return [pytest.param(spec, id=name(spec)) for cls in classes for spec in variants(cls)]


def name(spec: Spec) -> str:
    """A spec in a few words: its tag and the fields that are not at their defaults."""
    default = type(spec)()
    changed = [f.name for f in fields(type(spec)) if getattr(spec, f.name) != getattr(default, f.name)]
    return "-".join([tag(spec), *(f"{field}={in_short(getattr(spec, field))}" for field in changed)])


def in_short(value: object) -> str:
    return tag(value) if isinstance(value, Spec) else str(value)


def nested(spec: Spec) -> Iterator[Spec]:
    """A spec and all specs in its fields."""
    yield spec
    for field in fields(type(spec)):
        if isinstance(inner := getattr(spec, field.name), Spec):
            yield from nested(inner)
