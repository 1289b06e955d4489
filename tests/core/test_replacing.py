"""Replacing a layer where it stands: every pair, and what becomes of wires, settings and places."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.activations.sigmoid import Sigmoid
from core.data.recipe import DataRecipe
from core.data.sources.iris import Iris
from core.document import edits
from core.document.checks import faults
from core.document.document import Document
from core.document.extent import extent
from core.document.fitting import fitted_instead, instead
from core.document.graph import End
from core.document.replacing import inheriting, replaced
from core.document.shapes import infer
from core.layers import LAYERS
from core.layers.add import Add
from core.layers.base import Layer
from core.layers.bias import Bias
from core.layers.concatenate import Concatenate
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.gru import GRU
from core.layers.input import Input
from core.layers.input_value import InputValue
from core.layers.lstm import LSTM
from core.layers.max_pooling2d import MaxPooling2D
from core.layers.neuron import Neuron
from core.layers.output import Output
from core.layers.output_value import OutputValue
from core.layers.split import Split
from core.layers.stack import Stack
from core.layers.take import Take
from core.templates import TEMPLATES
from core.training.checkpoint import capture
from core.training.trainer import Trainer
from tests.core.examples import digits, in_a_row


def wired_everywhere(spec: Layer) -> tuple[Document, str]:
    """A node with a wire at each of its ports: from several Dense, to several neurons."""
    document, node = edits.add_node(Document(), spec, (1000.0, 0.0), "middle")
    for index in range(3 if spec.weighs else len(spec.inputs)):
        document, source = edits.add_node(document, Dense(units=1), (0.0, 200.0 * index))
        port = spec.inputs[0 if spec.weighs else index]
        document = edits.connect(document, End(source, "out"), End(node, port))
    for index, port in enumerate(spec.outputs):
        document, target = edits.add_node(document, Neuron(), (2000.0, 200.0 * index))
        document = edits.connect(document, End(node, port), End(target, "in"))
    return document, node


@pytest.mark.parametrize("old", LAYERS, ids=lambda layer: layer.__name__)
def test_every_layer_gives_way_to_every_other(old: type[Layer]) -> None:
    document, node = wired_everywhere(old())
    before = document.graph.nodes[node]
    for new in LAYERS:
        after = replaced(document, node, new())
        assert not list(faults(after.graph))
        found = after.graph.nodes[node]
        assert type(found.spec) is new
        assert list(after.graph.nodes) == list(document.graph.nodes)
        if extent(found.spec) == extent(before.spec):
            assert found.position == before.position
        into, onward = len(after.graph.into(node)), len(after.graph.out_of(node))
        held = len(document.graph.into(node))
        assert into == (held if found.spec.weighs else min(held, len(found.spec.inputs)))
        assert onward == min(len(document.graph.out_of(node)), len(found.spec.outputs))
        kept = document.graph.wires.keys() & after.graph.wires.keys()
        assert len(kept) == len(after.graph.wires)  # wires keep their names
        assert replaced(after, node, new()).graph == after.graph


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.__name__)
def test_what_fits_is_taken_by_all_around_it(template: type) -> None:
    document = template().document()
    inference = infer(document)
    for node in document.graph.nodes:
        fitting, others = instead(document, inference, node)
        old = document.graph.nodes[node].spec
        assert type(old) not in {type(s) for s in (*fitting, *others)}
        behind = {w.target.node for w in document.graph.out_of(node)}
        for spec in fitting:
            after = infer(replaced(document, node, spec))
            assert {node, *behind} <= after.facts.keys(), (node, spec)


def test_a_layer_in_the_middle_of_a_row_keeps_its_wires_and_its_name() -> None:
    document = edits.rename(digits(), "dense1", "Hidden")
    after = replaced(document, "dense1", Dropout())
    assert after.graph.wires == document.graph.wires
    node = after.graph.nodes["dense1"]
    assert (node.spec, node.title, node.position) == (
        Dropout(),
        "Hidden",
        document.graph.nodes["dense1"].position,
    )


def test_wires_go_to_ports_of_the_same_name_then_in_their_order() -> None:
    document, _ = wired_everywhere(Concatenate(count=3))
    after = replaced(document, "middle", Add(count=3))
    assert after.graph.wires == document.graph.wires
    cut = edits.remove(document, {"wire1"})
    single = replaced(cut, "middle", Dense())
    assert [(w.id, w.target.port) for w in single.graph.into("middle")] == [("wire2", "in")]


def test_outputs_that_are_used_come_before_those_that_are_not() -> None:
    document, _ = wired_everywhere(Split(count=3))
    document = edits.remove(document, {"wire2", "wire3"})
    after = replaced(document, "middle", Dense())
    assert [(w.id, w.source.port) for w in after.graph.out_of("middle")] == [("wire4", "out")]


def test_what_takes_any_number_is_set_to_the_number_of_wires() -> None:
    document, _ = wired_everywhere(Neuron())
    after = replaced(document, "middle", Stack())
    assert after.graph.nodes["middle"].spec == Stack(count=3)
    assert [w.target.port for w in after.graph.into("middle")] == ["in1", "in2", "in3"]
    back = replaced(after, "middle", Neuron())
    assert len(back.graph.into("middle")) == 3


def test_only_a_wire_to_a_neuron_keeps_its_weight() -> None:
    document, _ = wired_everywhere(Neuron())
    document = edits.set_wires(document, ["wire1"], weight=0.5, locked=True)
    other = replaced(document, "middle", Neuron(activation=Sigmoid()))
    assert other.graph.wires == document.graph.wires
    stacked = replaced(document, "middle", Stack())
    assert (stacked.graph.wires["wire1"].weight, stacked.graph.wires["wire1"].locked) == (None, False)


def test_a_memory_goes_where_it_would_close_a_circle_and_is_a_plain_wire_elsewhere() -> None:
    document, _ = wired_everywhere(Neuron())
    document = edits.connect(document, End("middle", "out"), End("middle", "in"))
    document = edits.set_wires(document, ["wire1"], delayed=True)
    after = replaced(document, "middle", Concatenate())
    assert not any(w.delayed for w in after.graph.into("middle"))
    assert not [w for w in after.graph.into("middle") if w.source.node == "middle"]
    assert after.graph.wires["wire1"].target == End("middle", "in1")
    assert not infer(after).problems or all("circle" not in p.message for p in infer(after).problems)


def test_two_wires_from_one_output_become_one_at_a_neuron() -> None:
    document, _ = wired_everywhere(Concatenate())
    document = edits.reconnect(document, "wire2", End("dense1", "out"), End("middle", "in2"))
    after = replaced(document, "middle", Neuron())
    assert [w.id for w in after.graph.into("middle")] == ["wire1"]


@pytest.mark.parametrize(
    ("old", "new", "result"),
    [
        (LSTM(units=7), GRU(), GRU(units=7)),
        (Dense(units=10, activation=Sigmoid()), Conv2D(), Conv2D(activation=Sigmoid())),
        (Dense(), LSTM(), LSTM()),  # what nobody chose is not carried over
        (Concatenate(count=5), Add(), Add(count=5)),
        (Stack(count=20), Add(), Add()),  # more than an Add can have
        (InputValue(column=3), OutputValue(), OutputValue(column=3)),
        (Dense(units=10), Flatten(), Flatten()),
    ],
)
def test_settings_that_both_have_are_carried_over(old: Layer, new: Layer, result: Layer) -> None:
    assert inheriting(new, old) == result


def test_a_new_layer_is_made_to_fit_what_is_behind_it() -> None:
    document = in_a_row(Input(), Flatten(), Dense(units=10), Output())
    assert fitted_instead(document, infer(document), "dense1", Dense(units=3)) == Dense(units=10)
    assert fitted_instead(document, infer(document), "dense1", LSTM()) is None  # it takes sequences


def test_what_fits_is_asked_by_ports_and_shapes() -> None:
    document = in_a_row(Input(), Conv2D(), MaxPooling2D(), Flatten(), Dense(units=10), Output())
    fitting, others = instead(document, infer(document), "maxpooling2d1")
    assert {"Conv2D", "AvgPool2D", "Flatten", "Dropout"} <= {s.title for s in fitting}
    assert {"LSTM", "Dense"} <= {s.title for s in others}
    assert {"Add", "Data", "Output"}.isdisjoint({s.title for s in (*fitting, *others)})


def test_single_values_are_replaced_by_others() -> None:
    document, value = edits.append(Document(data=DataRecipe(source=Iris())), InputValue(), None)
    document, neuron = edits.append(document, Neuron(), value)
    document, _ = edits.append(document, OutputValue(), neuron)
    fitting, _ = instead(document, infer(document), value)
    assert Bias() in fitting
    fitting, others = instead(document, infer(document), neuron)
    assert Take() in fitting
    assert Dense() in others  # of 32 values


def test_a_card_in_the_place_of_a_circle_covers_nothing() -> None:
    document, value = edits.append(Document(), InputValue(), None)
    for _ in range(3):
        document, value = edits.append(document, Neuron(), value)
    after = replaced(document, "neuron2", Dense(units=1))
    nodes = after.graph.nodes.values()
    for a, b in combinations(nodes, 2):
        apart = abs(a.position[0] - b.position[0]) >= min(extent(a.spec)[0], extent(b.spec)[0])
        assert apart, (a.id, b.id)
    starts = [n.position[0] for n in nodes]
    assert starts == sorted(starts)


@given(st.lists(st.sampled_from(LAYERS), min_size=1, max_size=12), st.data())
def test_replacing_again_and_again_leaves_a_sound_graph(
    layers: list[type[Layer]], data: st.DataObject
) -> None:
    document = digits()
    for layer in layers:
        node = data.draw(st.sampled_from(list(document.graph.nodes)))
        document = replaced(document, node, layer())
        assert not list(faults(document.graph))
        infer(document)


def test_weights_that_still_fit_stay() -> None:
    """The node keeps its id, so a run goes on with what has the same name and shape."""
    trainer = Trainer(digits())
    before, _ = capture(trainer)
    trainer.adopt(replaced(digits(), "flatten1", Flatten()))
    document = replaced(digits(), "dense1", Dense(units=16, activation=Sigmoid()))
    trainer.adopt(document)
    after, _ = capture(trainer)
    for key in ("dense1/weight", "dense2/weight"):
        assert (before[key] == after[key]).all()
