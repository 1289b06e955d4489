"""What a card says, in words: taken from the document and from shape inference."""

from collections.abc import Collection
from typing import NamedTuple

from core.data.recipe import DataRecipe
from core.data.splits import counts
from core.document.graph import Node
from core.document.shapes import Facts
from core.errors import NeurowrightError
from core.layers.base import Shape

THOUSANDS = 10_000  # from here on a count is told in thousands


class Face(NamedTuple):
    """The words of one card."""

    title: str
    summary: str
    chip: str  # the shape that comes out, "?" where it is not known
    category: str


def face(node: Node, facts: Facts | None, data: DataRecipe) -> Face:
    """What the card of a node shows; that of the data says which data."""
    summary = _sizes(data) if "sample" in node.spec.fed else node.spec.summary
    return Face(title_of(node, data), summary, _chip(node, facts), node.spec.category)


def title_of(node: Node, data: DataRecipe) -> str:
    """What a node is called on the canvas: the data by its set, all else by its own name or its layer's."""
    return node.title or (data.source.title if "sample" in node.spec.fed else node.spec.title)


def in_signs(shape: Shape) -> str:
    """A shape in a few signs: 28×28×1."""
    return "×".join(map(str, shape))


def _chip(node: Node, facts: Facts | None) -> str:
    if facts is None:
        return "?"
    shapes = facts.outputs or facts.inputs[: len(node.spec.inputs)]
    return "  ".join(map(in_signs, shapes))


def _sizes(data: DataRecipe) -> str:
    try:
        info = data.source.info()
    except NeurowrightError:  # told where problems are told
        return "cannot be read"
    train, validation = counts(info, data.train_share)
    return f"train {count(train)}" + (f" · val {count(validation)}" if validation else "")


def count(number: int) -> str:
    """A number of things in few signs."""
    return f"{number:,}" if number < THOUSANDS else f"{number / 1000:.3g}k"


def counted(nodes: Collection[Node]) -> str:
    """How many nodes, in words: neurons, layers, or a mixture."""
    if all(node.spec.weighs for node in nodes):
        words = "neurons"
    else:
        words = "nodes" if any(node.spec.single for node in nodes) else "layers"
    return f"{len(nodes):,} {words if len(nodes) != 1 else words[:-1]}"
