"""Layers taken apart into neurons, neurons put together into layers: the same answers, weights and names."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.data.recipe import DataRecipe
from core.document import edits
from core.document.apart import taken_apart, why_not_apart
from core.document.checks import faults
from core.document.document import Document
from core.document.graph import LONGEST_TITLE, Block
from core.document.shapes import infer
from core.document.together import put_together, why_not_together
from core.engine.network import Network
from core.errors import DocumentError
from core.layers.base import Layer
from core.layers.bias import Bias
from core.layers.conv1d import Conv1D
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.max_pooling1d import MaxPooling1D
from core.layers.neuron import Neuron
from core.layers.output import Output
from core.layers.output_value import OutputValue
from core.layers.simple_rnn import SimpleRNN
from core.randomness import generator
from tests.core.examples import gate, in_a_row
from tests.core.hand_wired import HandWired, fully_wired
from tests.core.small_networks import Made
from tests.core.test_neurons import batch_for, compiled

ENDS = (Dense(units=3, activation=Linear()), Output())
LAYERS: list[tuple[tuple[int, ...], Layer, tuple[Layer, ...]]] = [
    ((5,), Dense(units=4, activation=Tanh()), ENDS),
    ((5,), Dense(units=1, activation=ReLU(), bias=False), ENDS),
    ((5,), Dense(units=4, activation=Softmax()), ENDS),
    ((6, 3), Dense(units=2, activation=Tanh()), (Flatten(), *ENDS)),
    ((6, 3), SimpleRNN(units=4), ENDS),
    ((6, 3), SimpleRNN(units=2, function="relu", gives="whole sequence", bias=False), (Flatten(), *ENDS)),
]


def network_of(document: Document, arrays: dict[str, Any], given: dict[str, Any] | None = None) -> Network:
    network = compiled(document)
    for key, view in network.views().items():
        if key in arrays or key in (given or {}):
            view[...] = {**arrays, **(given or {})}[key]
    return network


def answers(network: Network) -> np.ndarray:
    return network.predict(batch_for(network)[0])


@pytest.mark.parametrize(("shape", "layer", "behind"), LAYERS)
def test_apart_and_together_again_a_layer_answers_the_same(
    shape: tuple[int, ...], layer: Layer, behind: tuple[Layer, ...]
) -> None:
    data = DataRecipe(source=Made(sample_shape=shape))
    document = in_a_row(Input(), layer, *behind, data=data)
    node = next(n.id for n in document.graph.nodes.values() if n.spec == layer)
    document = edits.rename(document, node, "Hidden")
    whole = compiled(document)
    random = generator(3, "weights")
    for view in whole.views().values():
        view[...] = random.normal(size=view.shape)
    views = whole.views()
    arrays = {k.rpartition("/")[2]: np.float32(v) for k, v in views.items() if k.startswith(f"{node}/")}
    others = {k: np.float32(v) for k, v in views.items()}
    for key, view in whole.views().items():
        view[...] = others[key]

    apart, neurons = taken_apart(document, infer(document), node, arrays)
    assert not list(faults(apart.graph))
    assert node not in apart.graph.nodes
    assert [apart.graph.nodes[n].title for n in neurons] == [f"Hidden {k + 1}" for k in range(len(neurons))]
    pieces = network_of(apart, others)
    np.testing.assert_allclose(answers(pieces), answers(whole), rtol=1e-6, atol=1e-6)

    values = {k: float(v) for k, v in pieces.views().items() if v.shape == ()}
    together, new, given = put_together(apart, infer(apart), neurons, values)
    assert not list(faults(together.graph))
    assert together.graph.nodes[new].title == "Hidden"
    kept = {k: v for k, v in pieces.views().items() if v.shape}
    np.testing.assert_allclose(
        answers(network_of(together, kept, given)), answers(whole), rtol=1e-6, atol=1e-6
    )
    if not isinstance(layer, Dense) or layer.activation.elementwise:
        assert together.graph.nodes[new].spec == layer
        assert len(together.graph.nodes) == len(document.graph.nodes)


def test_hand_wired_neurons_become_layers_between_data_and_output() -> None:
    document = fully_wired((2, 4, 3))
    network = compiled(document)
    values = {k: float(v) for k, v in network.views().items()}
    neurons = [n.id for n in document.graph.nodes.values() if isinstance(n.spec, Neuron)]
    together, first, given = put_together(document, infer(document), neurons[:4], values)
    together, second, more = put_together(together, infer(together), neurons[4:], values)
    kinds = sorted(type(n.spec).__name__ for n in together.graph.nodes.values())
    assert kinds == ["Dense", "Dense", "Input", "Output"]
    assert together.graph.nodes[first].spec == Dense(units=4, activation=Tanh())
    layers = network_of(together, given, more)
    np.testing.assert_allclose(answers(layers), answers(network), rtol=1e-6, atol=1e-6)
    assert second in together.graph.nodes


def test_neurons_that_others_read_one_by_one_are_taken_out_of_the_layer() -> None:
    net = HandWired(2)
    a, b = net.inputs(2)
    one, two = (net.put(Neuron(), a, b) for _ in range(2))
    last = net.put(Neuron(), one, two, a)
    document = net.ends([last, one])
    network = compiled(document)
    values = {k: float(v) for k, v in network.views().items()}
    together, _, given = put_together(document, infer(document), [two, one], values)
    kept = {
        k: v for k, v in network.views().items() if k.partition("/")[0] in together.graph.wires or last in k
    }
    np.testing.assert_allclose(
        answers(network_of(together, kept, given)), answers(network), rtol=1e-6, atol=1e-6
    )


def test_without_known_weights_they_are_the_ones_to_start_with() -> None:
    document = fully_wired((2, 2, 1))
    neurons = [n.id for n in document.graph.nodes.values() if isinstance(n.spec, Neuron)][:2]
    assert put_together(document, infer(document), neurons, {})[2] == {}
    given = edits.set_wires(document, document.graph.wires.keys() & wires_into(document, neurons), weight=0.5)
    arrays = put_together(given, infer(given), neurons, {})[2]
    assert {k: v.tolist() for k, v in arrays.items() if k.endswith("weight")} == {
        "dense1/weight": [[0.5, 0.5], [0.5, 0.5]]
    }


def wires_into(document: Document, nodes: list[str]) -> set[str]:
    return {w.id for w in document.graph.wires.values() if w.target.node in nodes}


def test_what_is_taken_apart_stays_in_its_block() -> None:
    document = in_a_row(Input(), Dense(units=2), *ENDS, data=DataRecipe(source=Made()))
    block = Block(id="block1", members=("dense1", "input1"))
    document = replace(document, graph=replace(document.graph, blocks={"block1": block}))
    apart, neurons = taken_apart(document, infer(document), "dense1", {})
    assert set(neurons) < set(apart.graph.blocks["block1"].members)
    assert not list(faults(apart.graph))
    together, new, _ = put_together(apart, infer(apart), neurons, {})
    assert set(together.graph.blocks["block1"].members) == {"input1", new}


@pytest.mark.parametrize(
    ("layer", "shape", "words"),
    [
        (Conv1D(), (6, 3), "not a layer that can be taken apart"),
        (Dense(units=1000), (5,), "too large"),
        (SimpleRNN(bidirectional=True), (6, 3), "settings"),
        (SimpleRNN(start="learned"), (6, 3), "settings"),
    ],
)
def test_what_cannot_be_taken_apart_says_why(layer: Layer, shape: tuple[int, ...], words: str) -> None:
    document = in_a_row(Input(), layer, Output(), data=DataRecipe(source=Made(sample_shape=shape)))
    node = next(n.id for n in document.graph.nodes.values() if n.spec == layer)
    assert words in why_not_apart(document, infer(document), node)
    with pytest.raises(DocumentError, match=words):
        taken_apart(document, infer(document), node, {})


def test_a_layer_that_nothing_is_wired_to_cannot_be_taken_apart() -> None:
    document = edits.add_node(Document(), Dense(), (0.0, 0.0))[0]
    assert "Wire something" in why_not_apart(document, infer(document), "dense1")


def test_what_cannot_be_put_together_says_why() -> None:
    net = HandWired(3)
    a, b, c = net.inputs(3)
    one, two = net.put(Neuron(), a, b), net.put(Neuron(), a)
    three = net.put(Neuron(activation=ReLU()), a, b)
    four = net.put(Neuron(), one, a, b)
    graph = net.document.graph
    assert "nothing else" in why_not_together(graph, [one, a])
    assert "no wire from" in why_not_together(graph, [one, two])
    assert "same activation" in why_not_together(graph, [one, three])
    assert "lead to each other" in why_not_together(graph, [one, four])
    wire = next(iter(graph.wires))
    locked = edits.set_wires(net.document, [wire], locked=True).graph
    assert "locked" in why_not_together(locked, [one])
    assert why_not_together(graph, [one]) == ""
    with pytest.raises(DocumentError, match="nothing else"):
        put_together(net.document, infer(net.document), [c], {})


def test_a_memory_that_is_not_complete_cannot_be_put_together() -> None:
    net = HandWired(2, steps=4)
    a, b = net.inputs(2)
    one, two = (net.put(Neuron(), a, b) for _ in range(2))
    net.wire(one, one)
    assert "remembers" in why_not_together(net.document.graph, [one, two])


def test_a_weight_that_no_wire_may_have_is_not_taken_apart() -> None:
    document = in_a_row(Input(), Dense(units=2), *ENDS, data=DataRecipe(source=Made()))
    arrays = {"weight": np.full((5, 2), 2e6, np.float32), "bias": np.zeros(2, np.float32)}
    with pytest.raises(DocumentError, match="beyond 1,000,000"):
        taken_apart(document, infer(document), "dense1", arrays)


def test_the_longest_name_has_room_for_a_number() -> None:
    document = in_a_row(Input(), Dense(units=12), *ENDS, data=DataRecipe(source=Made()))
    document = edits.rename(document, "dense1", "n" * LONGEST_TITLE)
    apart, neurons = taken_apart(document, infer(document), "dense1", {})
    titles = [apart.graph.nodes[n].title for n in neurons]
    assert {len(title) for title in titles} == {LONGEST_TITLE}
    assert titles[-1].endswith("n 12")


def test_a_memory_of_steps_that_are_not_those_of_the_data_stays_a_layer() -> None:
    data = DataRecipe(source=Made(sample_shape=(6, 3)))
    document = in_a_row(Input(), MaxPooling1D(kernel=2), SimpleRNN(units=2), *ENDS, data=data)
    assert "3 steps that are not those of the data" in why_not_apart(document, infer(document), "simplernn1")


def with_memory(net: HandWired, count: int, *sources: str) -> list[str]:
    """Neurons that read the same, and all of them of the step before."""
    neurons = [net.put(Neuron(), *sources) for _ in range(count)]
    for one, other in product(neurons, repeat=2):
        net.set(net.wire(one, other), delayed=True)
    return neurons


def test_a_memory_that_output_values_read_keeps_them() -> None:
    net = HandWired(2, steps=4)
    neurons = with_memory(net, 3, *net.inputs(2))
    document = net.ends(neurons)
    together = put_together(document, infer(document), neurons, {})[0]
    assert infer(together).ready
    assert sum(isinstance(n.spec, OutputValue) for n in together.graph.nodes.values()) == 3


def test_a_memory_of_what_has_no_steps_cannot_be_put_together() -> None:
    net = HandWired(2, steps=4)
    pair = with_memory(net, 2, net.put(Bias()))
    with pytest.raises(DocumentError, match="nothing that these neurons read has steps"):
        put_together(net.document, infer(net.document), pair, {})


def test_what_ends_only_in_part_in_the_answer_keeps_its_ends() -> None:
    net = HandWired(2)
    pair = [net.put(Neuron(), *inputs) for inputs in [net.inputs(2)] * 2]
    net.put(Dense(units=1), pair[0])
    net.put(OutputValue(), pair[1])
    document = replace(net.document, data=gate().data)
    together = put_together(document, infer(document), pair, {})[0]
    assert any(isinstance(n.spec, OutputValue) for n in together.graph.nodes.values())


def test_of_a_sequence_output_values_stay_as_they_look_at_the_last_step() -> None:
    net = HandWired(2, steps=4)
    inputs = net.inputs(2)
    trio = [net.put(Neuron(), *inputs) for _ in range(3)]
    document = net.ends(trio)
    together = put_together(document, infer(document), trio, {})[0]
    assert infer(together).ready


def test_neurons_in_a_circle_with_others_stay_neurons() -> None:
    net = HandWired(2, steps=4)
    one = net.put(Neuron(), *net.inputs(2))
    other = net.put(Neuron(), one)
    net.wire(other, one)
    assert "circle" in why_not_together(net.document.graph, [other])


def test_what_a_neuron_has_learned_is_kept_beside_one_that_takes_no_part() -> None:
    net = HandWired(2)
    pair = [net.put(Neuron(), *inputs) for inputs in [net.inputs(2)] * 2]
    document = net.ends(pair[:1])
    numbers = {k: float(v) for k, v in compiled(document).views().items()}
    (weight,) = (
        v for k, v in put_together(document, infer(document), pair, numbers)[2].items() if "weight" in k
    )
    known = [numbers[f"{w.id}/weight"] for w in document.graph.into(pair[0])]
    np.testing.assert_allclose(weight[:, 0], known, rtol=1e-6)
    everywhere = compiled(net.ends(pair)).views()
    drawn = [everywhere[f"{w.id}/weight"] for w in document.graph.into(pair[1])]
    np.testing.assert_allclose(weight[:, 1], drawn, rtol=1e-6)


def test_more_values_than_a_list_takes_cannot_be_put_together() -> None:
    net = HandWired(300)
    neuron = net.put(Neuron(), *net.inputs(300)[:299], net.put(Bias()))
    document = net.ends([neuron])
    with pytest.raises(DocumentError, match="300 values"):
        put_together(document, infer(document), [neuron], {})
