"""Everything declarable is a frozen struct; its fields say type, default, bounds, unit and help once.

File format, validation, inspector forms, reference pages and shared tests are derived from the fields.
"""

import importlib
import pkgutil
from collections.abc import Collection, Iterator
from functools import cache
from types import ModuleType
from typing import Annotated, Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta as Meta  # declarations take it from here

Entry = Literal["line", "lines", "file", "folder"]
_HINTS = frozenset(
    {"unit", "log", "step", "reach", "start", "live", "advanced", "entry"}
)  # beside the bounds
_OWN = _HINTS - {"unit", "entry"}  # of them, what does not change what a value means


class Spec(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """Base of layers, activations, losses, optimizers, data sources, views ...: a value with typed fields.

    A concrete class sets ``tag`` in its class line (its name in files), ``title`` (its name on screen) and
    ``help`` (one sentence for a beginner).
    """

    title: ClassVar[str] = ""
    help: ClassVar[str] = ""
    order: ClassVar[int] = 100  # place among its siblings in menus; ties are sorted by title

    @property
    def summary(self) -> str:
        """The main parameters in a few words, as shown on a card; may be empty."""
        return ""


class Field(msgspec.Struct, frozen=True):
    """What is known of one field of a struct: all that a form, a check or a reference page needs.

    ``kind`` is "int", "float", "bool", "text", "choice" (one of ``choices``), "spec" (one of the classes in
    ``specs``), "specs" (any of them), "struct" (a group of fields) or "tuple" (numbers, ``items`` of them,
    each like ``item``; 0 means any count).
    """

    name: str
    title: str
    help: str
    kind: str
    default: Any
    low: float | None = None
    high: float | None = None
    low_open: bool = False  # the bound itself is excluded
    high_open: bool = False
    unit: str = ""
    log: bool = False  # a slider for it is best logarithmic
    step: float | None = None
    reach: float | None = None  # where a slider ends; larger values can be typed, and those below -reach
    start: float | None = None  # the value to begin with when an optional field is switched on
    min_length: int | None = None  # characters of a text, or numbers of a tuple
    max_length: int | None = None
    live: bool = False  # takes effect at the next step of a running training
    advanced: bool = False  # hidden behind "More" until asked for
    entry: Entry = "line"  # how a text is given: on one line, on several, or by choosing
    choices: tuple[str, ...] = ()
    specs: tuple[type[Spec], ...] = ()
    optional: bool = False  # None is allowed and means "off"
    items: int = 0
    item: "Field | None" = None
    struct: type[msgspec.Struct] | None = None


def meta(
    title: str,
    help: str,
    *,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
    unit: str = "",
    log: bool = False,
    step: float | None = None,
    reach: float | None = None,
    start: float | None = None,
    live: bool = False,
    advanced: bool = False,
    min_length: int | None = None,
    max_length: int | None = None,
    entry: Entry = "line",
) -> Meta:
    """Metadata of a field, for use in ``Annotated``: bounds, screen name, help, unit, slider hints."""
    extra = {
        "unit": unit,
        "log": log,
        "step": step,
        "reach": reach,
        "start": start,
        "live": live,
        "advanced": advanced,
        "entry": entry,
    }
    bounds: dict[str, Any] = {"ge": ge, "gt": gt, "le": le, "lt": lt}
    bounds |= {"min_length": min_length, "max_length": max_length}
    return Meta(title=title, description=help, extra_json_schema=extra, **bounds)


@cache
def fields(cls: type[msgspec.Struct]) -> tuple[Field, ...]:
    """The fields of a struct class, in the order of declaration."""
    hints = get_type_hints(cls, include_extras=True)
    defaults = {f.name: _default(f) for f in msgspec.structs.fields(cls)}
    return tuple(_field(name, hints[name], default) for name, default in defaults.items())


def shared(classes: Collection[type[msgspec.Struct]]) -> frozenset[str]:
    """The fields that all of some classes have, with the same title, kind, bounds and choices."""
    found = [{f.name: _bare(f) for f in fields(cls)} for cls in classes]
    return frozenset(n for n, field in found[0].items() if all(other.get(n) == field for other in found[1:]))


def _bare(field: Field) -> Field:
    """A field without what classes may say each for themselves: default, help, how a form shows it."""
    plain = {f.name: f.default for f in msgspec.structs.fields(Field) if f.name in _OWN}
    return msgspec.structs.replace(field, help="", default=None, **plain)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return None if field.default is msgspec.NODEFAULT else field.default


def _field(name: str, hint: Any, default: Any) -> Field:
    base, info = _unwrap(hint)
    optional = type(None) in get_args(base)
    if optional:
        left = tuple(a for a in get_args(base) if a is not type(None))
        base, inner = _unwrap(left[0] if len(left) == 1 else Union[left])
        info = info or inner
    extra = (info.extra_json_schema if info else None) or {}
    return Field(
        name=name,
        title=(info.title if info and info.title else name.replace("_", " ").capitalize()),
        help=(info.description if info and info.description else ""),
        default=default,
        low=_first(info.ge, info.gt) if info else None,
        high=_first(info.le, info.lt) if info else None,
        low_open=bool(info and info.gt is not None),
        high_open=bool(info and info.lt is not None),
        min_length=info.min_length if info else None,
        max_length=info.max_length if info else None,
        optional=optional,
        **_kind(base),
        **{key: value for key, value in extra.items() if key in _HINTS},
    )


def _first(*values: float | None) -> float | None:
    return next((v for v in values if v is not None), None)


def _unwrap(hint: Any) -> tuple[Any, Meta | None]:
    if get_origin(hint) is Annotated:
        base, *extras = get_args(hint)
        return base, next((e for e in extras if isinstance(e, Meta)), None)
    return hint, None


def _kind(base: Any) -> dict[str, Any]:
    """What the bare type says of a field."""
    arguments = get_args(base)
    if get_origin(base) is Literal:
        return {"kind": "choice", "choices": arguments}
    if get_origin(base) is tuple:
        return _kind_of_tuple(arguments)
    members = arguments or (base,)
    if all(isinstance(m, type) and issubclass(m, Spec) for m in members):
        return {"kind": "spec", "specs": tuple(sorted(members, key=lambda m: (m.order, m.title)))}
    if isinstance(base, type) and issubclass(base, msgspec.Struct):
        return {"kind": "struct", "struct": base}
    names = {bool: "bool", int: "int", float: "float", str: "text"}
    return {"kind": names.get(base, "other")}


def _kind_of_tuple(arguments: tuple[Any, ...]) -> dict[str, Any]:
    item = _field("item", arguments[0], None)
    if item.kind == "spec":
        return {"kind": "specs", "specs": item.specs}
    return {"kind": "tuple", "items": 0 if Ellipsis in arguments else len(arguments), "item": item}


K = TypeVar("K", bound=Spec)


def discover(package: ModuleType, base: type[K]) -> tuple[type[K], ...]:
    """Import every module of a package and return the tagged classes derived from ``base``, in menu order."""
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    found = {c for c in _descendants(base) if c.__struct_config__.tag is not None and c.title}
    return tuple(sorted(found, key=lambda c: (c.order, c.title)))


def _descendants(cls: type[K]) -> Iterator[type[K]]:
    for child in cls.__subclasses__():
        yield child
        yield from _descendants(child)


def tag(spec: Spec | type[Spec]) -> str:
    """The name of a spec's class in files."""
    return str(spec.__struct_config__.tag)


S = TypeVar("S", bound=msgspec.Struct)


def checked(value: S) -> S:
    """The same struct, after its bounds were checked.

    msgspec checks bounds when it decodes or converts, not in the constructor.

    Raises:
        msgspec.ValidationError: a field is out of bounds or of the wrong type; the text has the path.
    """
    return msgspec.convert(msgspec.to_builtins(value), type(value))
