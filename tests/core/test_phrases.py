from typing import Annotated, Any, Literal

import msgspec
import pytest

from core import phrases
from core.spec import Field, Spec, fields, meta


class Plain(Spec, frozen=True, kw_only=True, tag="plain"):
    title = "Plain"


class Fancy(Spec, frozen=True, kw_only=True, tag="fancy"):
    title = "ReFancy"


class Example(msgspec.Struct, frozen=True, kw_only=True):
    units: Annotated[int, meta("Units", "", ge=1, le=65_536)] = 32
    rate: Annotated[float, meta("Learning rate", "", gt=0, le=100)] = 0.001
    beta: Annotated[float, meta("Beta 1", "", ge=0, lt=1)] = 0.9
    share: Annotated[float, meta("Train share", "", ge=0.05, le=1, unit="%")] = 0.8
    wait: Annotated[float, meta("L2", "", ge=0, unit="s")] = 0
    free: int = 0
    most: Annotated[float, meta("Most", "", lt=5)] = 0
    bias: Annotated[bool, meta("Bias", "")] = True
    name: Annotated[str, meta("Name", "", max_length=4)] = ""
    table: Annotated[str, meta("Rows", "", entry="lines")] = ""
    side: Literal["left", "right"] = "left"
    kind: Plain | Fancy = Plain()
    kinds: tuple[Plain | Fancy, ...] = ()
    shape: Annotated[
        tuple[Annotated[int, meta("", "", ge=1, le=9)], ...], meta("Shape", "", max_length=3)
    ] = (1,)
    pair: Annotated[tuple[float, float], meta("Pair", "")] = (0, 0)
    limit: Annotated[float, meta("Limit", "", ge=0)] | None = None


FIELDS: dict[str, Field] = {field.name: field for field in fields(Example)}


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1024, "", "1,024"),
        (0.001, "", "0.001"),
        (1e-8, "", "1e-8"),
        (100000.0, "", "100000"),
        (1 / 3, "", "0.333333"),
        (0.8, "%", "80 %"),
        (0.055, "%", "5.5 %"),
        (2.0, "s", "2 s"),
    ],
)
def test_numbers_as_people_write_them(value: float, unit: str, text: str) -> None:
    assert phrases.number(value, unit) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (9_999, "9,999"), (10_000, "10 k"), (24_610, "24.6 k"), (999_999, "1 M"), (3.2e12, "3,200 G")],
)
def test_large_counts_are_told_roughly(count: float, text: str) -> None:
    assert phrases.amount(count) == text


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Learning rate", "learning rate"),
        ("L1", "L1"),
        ("ReLU", "ReLU"),
        ("x₁", "x₁"),
        ("R²", "R²"),
        ("GELU", "GELU"),
    ],
)
def test_titles_within_a_sentence(title: str, text: str) -> None:
    assert phrases.in_sentence(title) == text


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("units", 32, "set units to 32"),
        ("units", 1024, "set units to 1,024"),
        ("share", 0.5, "set train share to 50 %"),
        ("bias", False, "turn bias off"),
        ("bias", True, "turn bias on"),
        ("limit", None, "turn limit off"),
        ("limit", 2.0, "set limit to 2"),
        ("kind", Fancy(), "set kind to ReFancy"),
        ("kinds", (Plain(),), "change kinds"),
        ("side", "right", "set side to right"),
        ("shape", (8, 8, 1), "set shape to 8, 8, 1"),
        ("name", "", "set name to nothing"),
        ("table", "1, 2\n3, 4", "change rows"),
    ],
)
def test_what_the_undo_of_a_change_is_called(name: str, value: Any, text: str) -> None:
    assert phrases.change(FIELDS[name], value) == text


def test_a_long_text_is_cut_in_a_sentence() -> None:
    assert phrases.said("word " * 100) == "word word word word word word word word…"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("units", "a whole number from 1 to 65,536"),
        ("rate", "a number above 0, up to 100"),
        ("beta", "a number from 0, below 1"),
        ("share", "a number from 5 % to 100 %"),
        ("wait", "a number from 0 s"),
        ("free", "a whole number"),
        ("most", "a number below 5"),
        ("bias", "on or off"),
        ("name", "a text of at most 4 characters"),
        ("table", "a text"),
        ("side", "one of left, right"),
        ("kind", "one of Plain · ReFancy"),
        ("kinds", "any of Plain · ReFancy"),
        ("shape", "at most 3 whole numbers, each from 1 to 9, parted by commas"),
        ("pair", "2 numbers, parted by commas"),
    ],
)
def test_what_a_field_takes(name: str, text: str) -> None:
    assert phrases.allowed(FIELDS[name]) == text


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("units", 0, "Give a whole number from 1 to 65,536; 0 is too small."),
        ("units", 65_537, "Give a whole number from 1 to 65,536; 65,537 is too large."),
        ("rate", 0.0, "Give a number above 0, up to 100; 0 is too small."),
        ("beta", 1.0, "Give a number from 0, below 1; 1 is too large."),
        ("share", 1.5, "Give a number from 5 % to 100 %; 150 % is too large."),
        ("name", "abcde", "Give a text of at most 4 characters; this one has 5."),
        (
            "shape",
            (1, 1, 1, 1),
            "Give at most 3 whole numbers, each from 1 to 9, parted by commas; there are 4.",
        ),
        (
            "shape",
            (3, 10),
            "Give at most 3 whole numbers, each from 1 to 9, parted by commas; 10 is too large.",
        ),
        ("pair", (1.0,), "Give 2 numbers, parted by commas; there is 1."),
        ("limit", -1.0, "Give a number from 0; -1 is too small."),
    ],
)
def test_a_value_out_of_bounds_is_answered_with_what_is_allowed(name: str, value: Any, message: str) -> None:
    assert phrases.complaint(FIELDS[name], value) == message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("units", 1),
        ("units", 65_536),
        ("rate", 100.0),
        ("beta", 0.0),
        ("share", 0.05),
        ("bias", False),
        ("name", "abcd"),
        ("kind", Fancy()),
        ("shape", (9, 1, 9)),
        ("pair", (-5.0, 5.0)),
        ("limit", None),
    ],
)
def test_an_allowed_value_is_not_complained_about(name: str, value: Any) -> None:
    assert phrases.complaint(FIELDS[name], value) == ""
