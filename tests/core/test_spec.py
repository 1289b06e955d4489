from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta

from core import layers
from core.layers import LAYERS
from core.layers.base import Layer
from core.spec import Spec, checked, discover, fields, meta, tag


class Round(Spec, frozen=True, kw_only=True, tag="round"):
    title = "Round"
    order = 2


class Square(Spec, frozen=True, kw_only=True, tag="square"):
    title = "Square"
    order = 1

    side: Annotated[float, meta("Side", "How long.", gt=0, le=10, unit="cm", log=True, step=0.5, reach=5)] = (
        1.0
    )


class Inner(msgspec.Struct, frozen=True, kw_only=True):
    deep: int = 3


class Example(msgspec.Struct, frozen=True, kw_only=True):
    count: Annotated[int, meta("Count", "How many.", ge=1, lt=9, live=True, advanced=True)] = 2
    plain_number: float = 0.5
    flag: bool = True
    word: Annotated[str, meta("Word", "", max_length=5, entry="lines")] = "abc"
    choice: Literal["left", "right"] = "left"
    shape: Round | Square = Square()
    shapes: tuple[Round | Square, ...] = (Round(),)
    pair: tuple[int, int] = (1, 2)
    extents: Annotated[tuple[Annotated[int, Meta(ge=1)], ...], meta("Extents", "", min_length=2)] = (4, 4)
    inner: Inner = Inner()
    limit: Annotated[float, meta("Limit", "The most.", ge=0, start=2.5)] | None = None
    perhaps: Round | Square | None = None
    either: Annotated[Literal["a", "b"] | None, meta("Either", "Or neither.")] = None


FIELDS = {field.name: field for field in fields(Example)}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("count", "int"),
        ("plain_number", "float"),
        ("flag", "bool"),
        ("word", "text"),
        ("choice", "choice"),
        ("shape", "spec"),
        ("shapes", "specs"),
        ("pair", "tuple"),
        ("extents", "tuple"),
        ("inner", "struct"),
        ("limit", "float"),
        ("perhaps", "spec"),
        ("either", "choice"),
    ],
)
def test_the_kind_of_a_field_follows_from_its_type(name: str, kind: str) -> None:
    assert FIELDS[name].kind == kind


def test_fields_keep_the_order_of_declaration() -> None:
    assert list(FIELDS) == list(Example.__struct_fields__)


def test_a_field_knows_its_bounds_and_hints() -> None:
    count, side, word = FIELDS["count"], fields(Square)[0], FIELDS["word"]
    assert (count.low, count.low_open, count.high, count.high_open) == (1, False, 9, True)
    assert (count.title, count.help, count.live, count.advanced) == ("Count", "How many.", True, True)
    assert (side.low, side.low_open, side.high, side.high_open) == (0, True, 10, False)
    assert (side.unit, side.log, side.step, side.reach) == ("cm", True, 0.5, 5)
    assert (word.max_length, word.entry) == (5, "lines")


def test_a_field_without_metadata_is_named_after_itself() -> None:
    plain = FIELDS["plain_number"]
    assert (plain.title, plain.help, plain.low, plain.high, plain.default) == (
        "Plain number",
        "",
        None,
        None,
        0.5,
    )


def test_specs_stand_in_menu_order() -> None:
    assert FIELDS["shape"].specs == FIELDS["shapes"].specs == (Square, Round)


def test_a_tuple_knows_its_items() -> None:
    pair, extents = FIELDS["pair"], FIELDS["extents"]
    assert pair.items == 2
    assert extents.items == 0
    assert extents.min_length == 2
    assert extents.item is not None
    assert (extents.item.kind, extents.item.low) == ("int", 1)


def test_a_group_of_fields_knows_its_struct() -> None:
    assert FIELDS["inner"].struct is Inner


@pytest.mark.parametrize("name", ["limit", "perhaps", "either"])
def test_none_makes_a_field_optional(name: str) -> None:
    assert FIELDS[name].optional
    assert FIELDS[name].default is None


def test_an_optional_field_keeps_its_metadata() -> None:
    assert (FIELDS["limit"].title, FIELDS["limit"].low, FIELDS["limit"].start) == ("Limit", 0, 2.5)
    assert FIELDS["either"].help == "Or neither."


def test_other_fields_are_not_optional() -> None:
    assert [name for name, field in FIELDS.items() if field.optional] == ["limit", "perhaps", "either"]


def test_checked_refuses_what_is_out_of_bounds() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"side"):
        checked(Square(side=11.0))
    assert checked(Square(side=10.0)) == Square(side=10.0)


def test_a_registry_holds_all_layers_of_its_package_in_menu_order() -> None:
    own = [layer for layer in discover(layers, Layer) if layer.__module__.startswith("core.layers.")]
    assert own == list(LAYERS)
    assert list(LAYERS) == sorted(LAYERS, key=lambda layer: (layer.order, layer.title))
    assert len({tag(layer) for layer in LAYERS}) == len(LAYERS) > 4
