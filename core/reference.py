"""Writes the reference, docs/layers.md, from the declarations: ``python -m core.reference [FILE]``."""

import inspect
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from core import phrases
from core.activations import ACTIVATIONS
from core.adversarial import ADVERSARIAL_LOSSES
from core.data.augmentation import AUGMENTATIONS
from core.data.preprocessing import PREPROCESSINGS
from core.data.recipe import DataRecipe
from core.data.sources import SOURCES
from core.document.recipe import TrainingRecipe
from core.export import EXPORTERS
from core.initializers import INITIALIZERS
from core.layers import LAYERS
from core.layers.base import Layer
from core.losses import LOSSES
from core.metrics import METRICS
from core.optimizers import OPTIMIZERS
from core.schedules import SCHEDULES
from core.spec import Field, Spec, fields, tag

KINDS: tuple[tuple[str, str, Sequence[type[Spec]]], ...] = (
    ("Layers", "What a network is drawn from.", LAYERS),
    ("Activations", "What a unit does with its sum.", ACTIVATIONS),
    ("Losses", "How far the answer is from the truth: the number that training makes small.", LOSSES),
    (
        "Adversarial losses",
        "How a generator and its discriminator are measured.",
        ADVERSARIAL_LOSSES,
    ),
    ("Optimizers", "How the weights follow the slope of the loss.", OPTIMIZERS),
    ("Schedules", "How the learning rate changes over time.", SCHEDULES),
    ("Initialisers", "How weights are drawn at the start.", INITIALIZERS),
    ("Metrics", "What is measured after each epoch, for people.", METRICS),
    ("Data sets", "What a network can learn from.", SOURCES),
    ("Preprocessing", "What is done to the numbers before the network sees them.", PREPROCESSINGS),
    ("Augmentation", "What is done to training images, anew each time they are looked at.", AUGMENTATIONS),
    ("Export formats", "What a trained network can be taken away as.", EXPORTERS),
)
RECIPES: tuple[tuple[str, str, type[msgspec.Struct]], ...] = (
    ("Data settings", "How the data set is made ready.", DataRecipe),
    ("Training settings", "How the network is trained.", TrainingRecipe),
)
HEAD = """\
# Reference

Everything that a network can be made of, with the bounds of every setting. Written from the declarations in the
code by `make docs`: change it there. The name in brackets is the one in files.
"""
PAGE = Path(__file__).resolve().parents[1] / "docs" / "layers.md"


def page() -> str:
    """The whole reference as Markdown."""
    parts = [HEAD]
    for title, about, specs in KINDS:
        parts += [f"## {title}\n", f"{about}\n"]
        for spec in specs:
            parts += _spec(spec)
    for title, about, recipe in RECIPES:
        parts += [f"## {title}\n", f"{about}\n", *_fields(recipe)]
    return "\n".join(parts)


def _spec(spec: type[Spec]) -> Iterator[str]:
    yield f"### {spec.title} (`{tag(spec)}`)\n"
    yield f"{spec.help}\n"
    if issubclass(spec, Layer):
        yield f"Category: {spec.category}. {_ports(spec)}\n"
    if spec.__doc__:
        text = inspect.cleandoc(spec.__doc__).replace("``", "")
        yield f"```text\n{text}\n```\n"
    yield from _fields(spec)


def _ports(layer: type[Layer]) -> str:
    made = layer()
    sides = (("Inputs", made.inputs), ("outputs", made.outputs))
    return "; ".join(f"{side}: {', '.join(ports) or 'none'}" for side, ports in sides) + "."


def _fields(struct: type[msgspec.Struct]) -> Iterator[str]:
    rows = list(_rows(struct, ""))
    if rows:
        yield "| Setting | Values | Default | What it is |\n| --- | --- | --- | --- |"
        yield "\n".join(rows) + "\n"


def _rows(struct: type[msgspec.Struct], within: str) -> Iterator[str]:
    for field in fields(struct):
        if field.struct is not None:
            yield from _rows(field.struct, f"{within}{field.title}: ")
            continue
        default = phrases.said(field.default, field.unit)
        cells = (f"{within}{field.title} (`{field.name}`)", _values(field), default, _help(field))
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _values(field: Field) -> str:
    return phrases.allowed(field) + (", or off" if field.optional else "")


def _help(field: Field) -> str:
    notes = [field.help]
    if field.live:
        notes.append("Can be changed while training.")
    return " ".join(note for note in notes if note)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    target.parent.mkdir(exist_ok=True)
    target.write_text(page(), "utf-8")
    print(f"Wrote {target}")
