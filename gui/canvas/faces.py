"""What a card says, in words: taken from the document and from shape inference."""

from collections.abc import Collection
from typing import NamedTuple

from core.activations.base import Activation
from core.data.recipe import DataRecipe
from core.data.splits import counts
from core.document.graph import Node
from core.document.shapes import Facts
from core.errors import NeurowrightError
from core.layers.base import Layer, Shape

THOUSANDS = 10_000  # from here on a count is told in thousands


class Face(NamedTuple):
    """The words of one card, or of a circle: it has a ``sign`` in it, a ``label`` below, and ``bends`` its sum."""

    title: str
    summary: str
    chip: str  # the shape that comes out, "?" where it is not known
    category: str
    sign: str = ""
    label: str = ""
    bends: Activation | None = None


def face(node: Node, facts: Facts | None, data: DataRecipe) -> Face:
    """What the card of a node shows; that of the data says which data."""
    spec = node.spec
    if spec.single:
        return bare_face(spec)._replace(
            title=title_of(node, data), label=node.title or column_name(spec, data)
        )
    summary = _sizes(data) if "sample" in node.spec.fed else node.spec.summary
    return Face(title_of(node, data), summary, _chip(node, facts), node.spec.category)


def title_of(node: Node, data: DataRecipe) -> str:
    """What a node is called on the canvas: the data by its set, all else by its own name or its layer's."""
    if node.spec.single:
        sign = node.spec.sign if node.spec.fed else ""
        return node.title or column_name(node.spec, data) or sign or node.spec.title
    return node.title or (data.source.title if "sample" in node.spec.fed else node.spec.title)


def bare_face(spec: Layer) -> Face:
    """What is known of a layer before it is anywhere."""
    bends = spec.final_activation if spec.weighs else None
    return Face(spec.title, spec.summary, "", spec.category, sign=spec.sign, bends=bends)


def column_name(spec: Layer, data: DataRecipe) -> str:
    """What the data call the column that a single value stands for; empty where they have no name for it."""
    if not spec.single or not spec.fed:
        return ""
    try:
        info = data.source.info()
    except NeurowrightError:  # told where problems are told
        return ""
    answers = info.class_names if data.encoding == "one-hot" else ()
    names = info.feature_names if "sample" in spec.fed else info.value_names or answers
    name = names[spec.column - 1] if spec.column <= len(names) else ""
    return "" if name == spec.sign else name


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
