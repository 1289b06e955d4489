"""Networks wired by hand, neuron by neuron: what the examples have in common."""

from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.layers.input_value import InputValue

PITCH = 128.0  # from one row of circles to the next


def inputs_in_a_column(document: Document, count: int) -> tuple[Document, list[str]]:
    """The document with the first columns of the data as input values, one below the other; and their ids."""
    names = []
    for number in range(count):
        document, name = edits.add_node(document, InputValue(column=number + 1), (0.0, number * PITCH))
        names.append(name)
    return document, names


def weighed(document: Document, source: str, neuron: str, weight: float) -> Document:
    """The document with a wire into a neuron, and its weight."""
    before = document.graph.wires
    document = edits.connect(document, End(source, "out"), End(neuron, "in"))
    new = next(name for name in document.graph.wires if name not in before)
    return edits.set_wires(document, [new], weight=weight)
