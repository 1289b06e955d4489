"""Where new nodes stand: beside what they belong to, never over each other."""

import random
from itertools import combinations

import pytest
from msgspec.structs import replace

from core.document import edits
from core.document.document import Document
from core.document.extent import extent
from core.document.graph import Node
from core.document.placing import pushed
from core.layers import LAYERS
from core.layers.bias import Bias
from core.layers.concatenate import Concatenate
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.layers.take import Take
from tests.core.examples import in_a_row


def covering(document: Document) -> list[tuple[str, str]]:
    return [(a.id, b.id) for a, b in combinations(document.graph.nodes.values(), 2) if _cover(a, b)]


def _cover(a: Node, b: Node) -> bool:
    (width, height), (other_width, other_height) = extent(a.spec), extent(b.spec)
    (x, y), (other_x, other_y) = a.position, b.position
    across = x < other_x + other_width and other_x < x + width
    return across and y < other_y + other_height and other_y < y + height


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_appended_covers_nothing(seed: int) -> None:
    choice, document = random.Random(seed), Document()
    for _ in range(40):
        after = choice.choice([*document.graph.nodes, None])
        document, _ = edits.append(document, choice.choice(LAYERS)(), after)
    assert not covering(document)


def test_values_stand_in_a_column() -> None:
    document, first = edits.append(Document(), InputValue(), None)
    document, second = edits.append(document, InputValue(), first)
    document, third = edits.append(document, InputValue(), None)
    places = [document.graph.nodes[name].position for name in (first, second, third)]
    assert places == [(0.0, 0.0), (0.0, 80.0), (0.0, 160.0)]
    assert not document.graph.wires


def test_neurons_behind_a_value_stand_in_the_next_column_each_with_a_wire() -> None:
    document, value = edits.append(Document(), InputValue(), None)
    document, first = edits.append(document, Neuron(), value)
    document, second = edits.append(document, Neuron(), value)
    assert document.graph.nodes[first].position == (160.0, 0.0)
    assert document.graph.nodes[second].position == (160.0, 80.0)
    assert {(w.source.node, w.target.node) for w in document.graph.wires.values()} == {
        (value, first),
        (value, second),
    }


def test_a_neuron_goes_into_the_wire_to_what_takes_one_value_only() -> None:
    document, value = edits.append(Document(), InputValue(), None)
    document, end = edits.append(document, OutputValue(), value)
    document, neuron = edits.append(document, Neuron(), value)
    assert {(w.source.node, w.target.node) for w in document.graph.wires.values()} == {
        (value, neuron),
        (neuron, end),
    }
    assert not covering(document)


@pytest.mark.parametrize("spec", [InputValue(), Bias()])
def test_what_has_no_input_is_put_in_front_of_a_neuron(spec: InputValue | Bias) -> None:
    document, neuron = edits.add_node(Document(), Neuron(), (400.0, 200.0))
    document, new = edits.append(document, spec, neuron)
    assert document.graph.nodes[new].position == (240.0, 200.0)
    (wire,) = document.graph.wires.values()
    assert (wire.source.node, wire.target.node) == (new, neuron)


def test_a_circle_stands_level_with_a_card() -> None:
    document, take = edits.append(in_a_row(Input(), Flatten()), Take(), "flatten1")
    card, circle = document.graph.nodes["flatten1"], document.graph.nodes[take]
    assert card.position[1] + 32 == circle.position[1] + 22
    assert circle.position[0] == card.position[0] + 172 + 48


def test_putting_a_circle_in_front_needs_less_room() -> None:
    document, value = edits.add_node(Document(), InputValue(), (0.0, 0.0))
    document, neuron = edits.append(document, Neuron(), value)
    document = edits.insert_before(document, neuron, "in", Take())
    places = {name: node.position for name, node in document.graph.nodes.items()}
    assert places == {value: (0.0, 0.0), "take1": (160.0, 0.0), neuron: (320.0, 0.0)}


def test_what_is_pushed_pushes_what_is_in_its_way() -> None:
    document = in_a_row(Input(), Dense())
    document, bystander = edits.add_node(document, Concatenate(), (460.0, 10.0))
    document, far = edits.add_node(document, Concatenate(), (2000.0, 0.0))
    places = pushed(document.graph, "dense1", 100.0)
    assert places == {"dense1": (320.0, 0.0), bystander: (560.0, 10.0)}
    assert far not in places


def test_what_is_pinned_is_not_pushed() -> None:
    document = in_a_row(Input(), Dense(), Dense())
    pinned = replace(document.graph.nodes["dense2"], pinned=True)
    graph = edits.with_graph(document, nodes={**document.graph.nodes, "dense2": pinned}).graph
    assert pushed(graph, "dense1", 100.0) == {"dense1": (320.0, 0.0)}


def test_an_inserted_layer_leaves_no_card_covered() -> None:
    document = in_a_row(Input(), Flatten(), Dense())
    document, _ = edits.add_node(document, Concatenate(), (640.0, 20.0))
    document, _ = edits.append(document, Dropout(), "flatten1")
    assert not covering(document)


def test_a_long_column_is_filled_quickly() -> None:
    document, value = edits.append(Document(), InputValue(), None)
    for _ in range(300):
        document, last = edits.append(document, Neuron(), value)
    assert document.graph.nodes[last].position == (160.0, 299 * 80.0)
