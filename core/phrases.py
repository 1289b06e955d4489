"""What is said of fields and their values, to people: in forms, messages, undo texts and the reference."""

import math
from typing import Any

from core.spec import Field, Spec

_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LONGEST = 40  # characters of a text that still fit a sentence


def number(value: float, unit: str = "") -> str:
    """A number as people write it: ``1,024``, ``0.001``, ``80 %``; ``%`` takes 1 as 100 %."""
    if unit == "%":
        return f"{100 * value:.6g} %"
    text = f"{value:,}" if isinstance(value, int) else _short(value)
    return f"{text} {unit}".rstrip()


def _short(value: float) -> str:
    mantissa, e, exponent = f"{value:.6g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa


def figure(value: float, *, whole: bool = True) -> str:
    """A live number, short and of a length that changes little: ``0.67``, ``−12.5``, ``1,234``, ``5e6``.

    Args:
        whole: numbers without a fraction are written so: ``1``, not ``1.00``.
    """
    size = abs(value)
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else "?"
    if whole and value == round(value) and size < 1000:
        text = f"{size:.0f}"
    elif size >= 10_000:
        text = f"{size:.0e}".replace("e+0", "e").replace("e+", "e")
    else:
        text = f"{size:,.{0 if size >= 999.5 else 1 if size >= 99.95 else 2 if size >= 0.00995 else 3}f}"
        text = "0.00" if text == "0.000" else text
    return f"−{text}" if value < 0 and text.strip("0.") else text


def subscript(number: int) -> str:
    """A number as it stands below a letter: x₁."""
    return str(number).translate(_LOWERED)


def amount(count: float) -> str:
    """A large count, roughly: ``9,216``, ``24.6 k``, ``1.3 M``."""
    if count < 10_000:
        return f"{count:,.0f}"
    rounded = float(f"{count:.3g}")
    thousands = next((i for i in (1, 2) if rounded < 1000 ** (i + 1)), 3)
    short = rounded / 1000**thousands
    return f"{short:,.0f} G" if short >= 1000 else f"{short:.3g} {'kMG'[thousands - 1]}"


def in_sentence(title: str) -> str:
    """A title within a sentence: ``learning rate``, but ``L1`` and ``ReLU`` as they are."""
    first = title.split(" ")[0]
    return title[0].lower() + title[1:] if first[:1].isupper() and first[1:].islower() else title


def said(value: Any, unit: str = "") -> str:
    """A field's value in words."""
    match value:
        case None | False:
            return "off"
        case True:
            return "on"
        case int() | float():
            return number(value, unit)
        case Spec():
            return value.title
        case tuple():
            return ", ".join(said(item) for item in value) or "nothing"
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def change(field: Field, value: Any) -> str:
    """What an edit of a field does, completing “Undo …”: ``set units to 32``, ``turn bias off``."""
    title = in_sentence(field.title)
    if isinstance(value, bool) or value is None:
        return f"turn {title} {said(value)}"
    if field.kind in ("specs", "struct") or (field.kind == "text" and field.entry == "lines"):
        return f"change {title}"
    return f"set {title} to {said(value, field.unit) or 'nothing'}"


def allowed(field: Field) -> str:
    """The values that a field takes: ``a whole number from 1 to 65,536``."""
    match field.kind:
        case "int" | "float":
            noun = "whole number" if field.kind == "int" else "number"
            return f"a {noun} {_range(field)}".rstrip()
        case "tuple" if field.item is not None:
            noun = "whole numbers" if field.item.kind == "int" else "numbers"
            each = f", each {span}" if (span := _range(field.item)) else ""
            return f"{_count(field)} {noun}{each}, parted by commas".lstrip()
        case "text":
            return f"a text of {_count(field)} characters" if _count(field) else "a text"
        case "bool":
            return "on or off"
        case "choice":
            return f"one of {', '.join(field.choices)}"
        case "spec" | "specs":
            titles = " · ".join(spec.title for spec in field.specs)
            return f"{'one' if field.kind == 'spec' else 'any'} of {titles}"
    return "fields of its own"


def _count(field: Field) -> str:
    """How many numbers or characters there may be."""
    low, high = (field.items, field.items) if field.items else (field.min_length, field.max_length)
    if low is None or high is None:
        least = "one or more" if low == 1 else f"at least {low:,}" if low else ""
        return least or (f"at most {high:,}" if high else "")
    return f"{high:,}" if low == high else f"{low:,} to {high:,}"


def _range(field: Field) -> str:
    low = None if field.low is None else number(field.low, field.unit)
    high = None if field.high is None else number(field.high, field.unit)
    if low is None:
        return "" if high is None else f"{'below' if field.high_open else 'up to'} {high}"
    if high is None:
        return f"above {low}" if field.low_open else f"from {low}"
    upper = f"below {high}" if field.high_open else f"up to {high}"
    if field.low_open:
        return f"above {low}, {upper}"
    return f"from {low}, {upper}" if field.high_open else f"from {low} to {high}"


def complaint(field: Field, value: Any) -> str:
    """Why a value of the right type is not allowed, and what is; empty when it is."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        found = f"{number(value, field.unit)} is too {_excess(field, value)}" if _excess(field, value) else ""
    elif isinstance(value, str):
        found = f"this one has {len(value):,}" if _wrong_count(field, len(value)) else ""
    elif isinstance(value, tuple) and field.item is not None:
        found = _tuple_complaint(field, value)
    else:
        found = ""
    return wanted(field, found) if found else ""


def wanted(field: Field, found: str) -> str:
    """One sentence that asks for another value; ``found`` says what is wrong with the one that came."""
    return f"Give {allowed(field)}; {found}."


def _excess(field: Field, value: float) -> str:
    if field.low is not None and (value <= field.low if field.low_open else value < field.low):
        return "small"
    if field.high is not None and (value >= field.high if field.high_open else value > field.high):
        return "large"
    return ""


def _tuple_complaint(field: Field, value: tuple[Any, ...]) -> str:
    assert field.item is not None
    if _wrong_count(field, len(value)):
        return f"there {'is' if len(value) == 1 else 'are'} {len(value) or 'none'}"
    item = field.item
    return next((f"{number(v, item.unit)} is too {_excess(item, v)}" for v in value if _excess(item, v)), "")


def _wrong_count(field: Field, count: int) -> bool:
    if field.items:
        return count != field.items
    return count < (field.min_length or 0) or count > (field.max_length or count)
