"""Wiring many nodes at once: each column of them to the next."""

from collections.abc import Collection
from itertools import pairwise

from core.document import edits
from core.document.document import Document
from core.document.extent import CIRCLE, extent
from core.document.graph import End, Graph, reaches
from core.errors import DocumentError


def wire_columns(document: Document, ids: Collection[str]) -> Document:
    """Draw the wires from each column of nodes to the next on its right, where there are none yet.

    A neuron gets one from each node of the column before it. Other nodes get one at each free input, from top to
    bottom: a Stack all of a column, output values one each.

    Raises:
        DocumentError: there is nothing to wire.
    """
    before = document
    for left, right in pairwise(columns(document.graph, ids)):
        document = _wired(document, left, right)
    if document is before:
        raise DocumentError(
            "There is nothing more to wire: the columns read each other already, or have no inputs."
        )
    return document


def columns(graph: Graph, ids: Collection[str]) -> list[list[str]]:
    """Nodes that stand over each other, from left to right and from top to bottom."""
    middles = {n: graph.nodes[n].position[0] + extent(graph.nodes[n].spec)[0] / 2 for n in ids}
    found: list[list[str]] = []
    last = 0.0
    for name in sorted(ids, key=lambda n: middles[n]):
        if not found or middles[name] - last > CIRCLE[0] / 2:
            found.append([])
        found[-1].append(name)
        last = middles[name]
    return [sorted(column, key=lambda n: graph.nodes[n].position[1]) for column in found]


def _wired(document: Document, left: list[str], right: list[str]) -> Document:
    nodes = document.graph.nodes
    sources = [End(name, nodes[name].spec.outputs[0]) for name in left if nodes[name].spec.outputs]
    waiting = list(sources)
    for target in right:
        spec = nodes[target].spec
        if spec.weighs:
            for source in sources:
                document = _if_allowed(document, source, End(target, spec.inputs[0]))
            continue
        taken = {w.target.port for w in document.graph.into(target)}
        for port in (p for p in spec.inputs if p not in taken):
            if waiting:
                document = _if_allowed(document, waiting.pop(0), End(target, port))
    return document


def _if_allowed(document: Document, source: End, target: End) -> Document:
    """The document with a wire, unless it may not be drawn or would close a circle."""
    graph = document.graph
    if edits.refusal(graph, source, target) or reaches(graph, target.node, source.node):
        return document
    return edits.connect(document, source, target)
