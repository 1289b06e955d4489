"""Wiring many nodes at once."""

import pytest

from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.document.wiring import columns, wire_columns
from core.errors import DocumentError
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.layers.stack import Stack


def standing(*rows: list[Layer]) -> tuple[Document, list[list[str]]]:
    """Columns of nodes without wires."""
    document, names = Document(), list[list[str]]()
    for x, specs in enumerate(rows):
        names.append([])
        for y, spec in enumerate(specs):
            document, node = edits.add_node(document, spec, (200.0 * x + 3 * y, 60.0 * y))
            names[-1].append(node)
    return document, names


def test_each_column_is_wired_to_the_next() -> None:
    document, (inputs, hidden, last, ends) = standing(
        [InputValue(), InputValue(column=2)],
        [Neuron()] * 3,
        [Neuron()] * 2,
        [OutputValue(), OutputValue(column=2)],
    )
    every = [*inputs, *hidden, *last, *ends]
    assert columns(document.graph, every) == [inputs, hidden, last, ends]
    wired = wire_columns(document, every)
    found = {(w.source.node, w.target.node) for w in wired.graph.wires.values()}
    assert found == {
        *((a, b) for a in inputs for b in hidden),
        *((a, b) for a in hidden for b in last),
        *zip(last, ends, strict=True),
    }
    with pytest.raises(DocumentError, match="nothing more"):
        wire_columns(wired, every)


def test_a_list_takes_a_column_in_its_order() -> None:
    document, (neurons, (stack,), (dense,)) = standing([Neuron()] * 3, [Stack(count=3)], [Dense()])
    wired = wire_columns(document, [*neurons, stack, dense])
    into = {w.target.port: w.source.node for w in wired.graph.into(stack)}
    assert [into[p] for p in ("in1", "in2", "in3")] == neurons
    assert [w.source.node for w in wired.graph.into(dense)] == [stack]


def test_no_circle_is_closed() -> None:
    document, ((one,), (other,), (third,)) = standing([Neuron()], [Neuron()], [Neuron()])
    document = edits.connect(document, End(other, "out"), End(one, "in"))
    wired = wire_columns(document, [one, other, third])
    assert not any(w.delayed for w in wired.graph.wires.values())
    assert len(wired.graph.wires) == 2
