"""How the network answers against how the data's answers are written: problems with a fix each."""

from collections.abc import Iterator

from msgspec.structs import replace

from core.data.recipe import Encoding
from core.document.document import Document
from core.document.graph import Node, Wire
from core.document.problems import Fix, Problem
from core.layers.base import Layer


def answer_problems(document: Document, output: Node, wire: Wire | None) -> Iterator[Problem]:
    """What is wrong between an Output's loss, the activation in front of it, and the data.

    Args:
        output: a node that has an objective.
        wire: what leads to it, if anything does.
    """
    loss, data = output.spec.objective, document.data
    if loss is None:
        return
    wanted = tuple(e for e in loss.encodings if e != "values")
    if not data.source.info().class_names:
        if wanted:
            yield Problem(
                node=output.id,
                message=f"{loss.title} is for classes; {data.source.title} has numbers to predict.",
            )
        return
    if wanted and data.encoding not in wanted:
        yield Problem(
            node=output.id,
            message=f"{loss.title} wants answers written as {' or '.join(wanted)}; the data writes them {data.encoding}.",
            fixes=tuple(encode_as(encoding) for encoding in wanted),
        )
    activation = document.graph.nodes[wire.source.node].spec.final_activation if wire else None
    if loss.fuses and activation is not None and activation.__struct_config__.tag not in loss.fuses:
        yield Problem(
            node=output.id,
            severity="warning",
            message=f"{loss.title} compares probabilities; {activation.title} in front of it may give other numbers.",
        )


def encode_as(encoding: Encoding) -> Fix:
    """A fix that writes the answers another way."""
    return Fix(
        text=f"Write answers as {encoding}",
        edit=lambda document: replace(document, data=replace(document.data, encoding=encoding)),
    )


def resize(source: Node, spec: Layer) -> Fix:
    """A fix that gives a node the output shape that the node behind it wants."""

    def edit(document: Document) -> Document:
        nodes = document.graph.nodes
        changed = {**nodes, source.id: replace(nodes[source.id], spec=spec)}
        return replace(document, graph=replace(document.graph, nodes=changed))

    return Fix(text=f"Change {source.name} to {spec.summary}", edit=edit)
