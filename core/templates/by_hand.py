"""Single neurons wired by hand: what the examples have in common."""

from collections.abc import Iterable

from core.document import annotations, edits
from core.document.document import Document
from core.document.extent import CIRCLE
from core.document.graph import End
from core.layers.base import Layer
from core.templates.base import Titled

ACROSS, DOWN = 200.0, 90.0  # from one column of circles, or row, to the next
MARGIN = 60.0  # from the circles to what is written above them


def column(
    document: Document, place: float, *layers: Titled, down: float = DOWN
) -> tuple[Document, list[str]]:
    """The document with single values below each other in a column, around the middle line, and their ids."""
    top = -down * (len(layers) - 1) / 2 - CIRCLE[1] / 2
    names = []
    for row, (layer, title) in enumerate(layers):
        document, name = edits.add_node(document, layer, (place * ACROSS, top + row * down))
        document = edits.rename(document, name, title)
        names.append(name)
    return document, names


def wired(document: Document, sources: Iterable[str], targets: Iterable[str]) -> Document:
    """The document with a wire from each of some single values to each of others."""
    targets = list(targets)
    for source in sources:
        for target in targets:
            document, _ = wire(document, source, target)
    return document


def wire(document: Document, source: str, target: str, weight: float | None = None) -> tuple[Document, str]:
    """The document with a wire, which starts with a weight if one is given, and its id."""
    name = document.graph.free_id("wire")
    document = edits.connect(document, _end(document, source, out=True), _end(document, target, out=False))
    return (document if weight is None else edits.set_wires(document, [name], weight=weight)), name


def _end(document: Document, node: str, *, out: bool) -> End:
    spec: Layer = document.graph.nodes[node].spec
    return End(node, (spec.outputs if out else spec.inputs)[0])


def told(document: Document, text: str, size: tuple[float, float]) -> Document:
    """The document with a comment above all that stands in it."""
    nodes = document.graph.nodes.values()
    left, top = (min(node.position[axis] for node in nodes) for axis in (0, 1))
    return annotations.add_note(document, (left, top - MARGIN - size[1]), text, size=size)[0]
