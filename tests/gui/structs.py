"""Every struct that a form has to edit, and values to try in its fields."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import msgspec

import core
from core.data.recipe import DataRecipe
from core.document.recipe import TrainingRecipe
from core.spec import Field, Spec, fields


def editable_structs() -> list[type[msgspec.Struct]]:
    """All classes that are declared anywhere in core, and the recipes with the structs within them."""
    for module in pkgutil.walk_packages(core.__path__, "core."):
        importlib.import_module(module.name)
    specs = [cls for cls in descendants(Spec) if cls.__module__.startswith("core.") and cls.title]
    recipes: list[type[msgspec.Struct]] = [DataRecipe, TrainingRecipe]
    inner = [f.struct for recipe in recipes for f in fields(recipe) if f.struct is not None]
    return [*specs, *recipes, *inner]


def descendants(cls: type[Spec]) -> Iterator[type[Spec]]:
    for child in cls.__subclasses__():
        yield child
        yield from descendants(child)


def legal_values(field: Field) -> list[Any]:
    """A few values that the field may take, its default among them."""
    values = [field.default, *_others(field)] + ([None] if field.optional else [])
    return [v for i, v in enumerate(values) if v not in values[:i] or isinstance(v, bool)]


def _others(field: Field) -> list[Any]:
    match field.kind:
        case "int":
            return [v for v in (int(field.low or 0), 7, 33, int(field.high or 99)) if _inside(field, v)]
        case "float":
            return [
                v
                for v in (field.low, 0.25, 0.5, 3.5, field.high)
                if v is not None and _inside(field, float(v))
            ]
        case "bool":
            return [True, False]
        case "choice":
            return list(field.choices)
        case "spec":
            return [cls() for cls in field.specs]
        case "specs":
            return [(), tuple(cls() for cls in field.specs)]
        case "tuple":
            return [(2,) * (field.items or 3), (5,) * (field.items or 1)]
        case "text":
            return ["", "some text", "x" * min(field.max_length or 50, 50)]
    return []


def _inside(field: Field, value: float) -> bool:
    low, high = field.low, field.high
    above = low is None or (value > low if field.low_open else value >= low)
    return above and (high is None or (value < high if field.high_open else value <= high))


def illegal_text(field: Field) -> str | None:
    """Something to type that the field must refuse; None where nothing that can be typed is wrong."""
    match field.kind:
        case "int" | "float":
            return "many"
        case "tuple":
            return "1, two"
        case "text" if field.max_length is not None and field.entry != "lines":
            return "y" * (field.max_length + 1)
    return None
