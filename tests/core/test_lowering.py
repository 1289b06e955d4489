"""A network as operators: in order, by readable names, apart from the network."""

import numpy as np
import pytest

from core.activations.tanh import Tanh
from core.data.prepare import prepare
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.engine.compile import compile_document
from core.engine.network import Network
from core.errors import ExportError
from core.layers.concatenate import Concatenate
from core.layers.dense import Dense
from core.layers.noise import Noise
from core.lowering import Lowered, Lowering, lower
from tests.core.adversaries import adversaries
from tests.core.examples import digits, gate


def network_of(document: Document, dtype: type = np.float32) -> Network:
    data = prepare(document.data, 1)
    network = compile_document(document, data.train.samples.dtype, dtype)
    network.set_preprocessing(data.offset, data.scale)
    return network


@pytest.fixture
def lowered() -> Lowered:
    return lower(network_of(digits()))


def test_every_value_is_made_before_it_is_used_and_once(lowered: Lowered) -> None:
    known = {*lowered.inputs, *lowered.initializers}
    for operator in lowered.operators:
        assert set(operator.inputs) <= known
        assert known.isdisjoint(operator.outputs)
        known |= {*operator.outputs}
    assert set(lowered.outputs) <= known


def test_names_tell_the_node(lowered: Lowered) -> None:
    names = [(o.op, o.outputs[0]) for o in lowered.operators]
    assert ("MatMul", "dense1/MatMul") in names
    assert ("Relu", "dense1/Relu") in names
    assert set(lowered.initializers) >= {"dense1/weight", "dense1/bias", "input1/offset", "input1/scale"}


def test_the_ports_are_one_raw_sample_in_and_the_answer_out(lowered: Lowered) -> None:
    assert lowered.inputs == {"input": (8, 8, 1)}
    assert lowered.outputs == {"output": (10,)}


def test_initializers_are_copies_in_float32() -> None:
    network = network_of(gate(), np.float64)
    lowered = lower(network)
    for name, view in network.views().items():
        assert lowered.initializers[name].dtype == np.float32
        np.testing.assert_array_equal(lowered.initializers[name], view.astype(np.float32))
    before = {name: array.copy() for name, array in lowered.initializers.items()}
    network.parameters += 1
    for name, array in before.items():
        np.testing.assert_array_equal(lowered.initializers[name], array)


def test_a_value_read_twice_is_computed_once() -> None:
    """One layer feeds two, of which only one leads to the output."""
    document, side = edits.add_node(gate(), Dense(units=3, activation=Tanh()), (0.0, 200.0))
    document = edits.connect(document, End("dense1", "out"), End(side, "in"))
    lowered = lower(network_of(document))
    assert document.graph.nodes[side].spec == Dense(units=3, activation=Tanh())
    assert not [o for o in lowered.operators if o.outputs[0].startswith(f"{side}/")]
    assert [o.op for o in lowered.operators].count("MatMul") == 2


def test_operators_and_constants_of_one_layer_get_names_of_their_own() -> None:
    class Twice(Dense, frozen=True, kw_only=True, tag="twice"):
        """A layer that needs two operators and two constants of one kind."""

        def lower(self, lowering: Lowering) -> None:
            value = lowering.add("Add", lowering.input(0), lowering.constant(1.0))
            lowering.emit(lowering.add("Add", value, lowering.constant(np.arange(2))))

    document = gate()
    node = edits.replace(document.graph.nodes["dense1"], spec=Twice(units=4))
    document = edits.with_graph(document, nodes={**document.graph.nodes, "dense1": node})
    lowered = lower(network_of(document))
    first, second = (o for o in lowered.operators if o.outputs[0].startswith("dense1/"))
    assert second.inputs[0] == first.outputs[0] != second.outputs[0]
    one, numbers = lowered.initializers[first.inputs[1]], lowered.initializers[second.inputs[1]]
    assert (one.dtype, one.shape, float(one)) == (np.float32, (), 1.0)
    assert (numbers.dtype, numbers.tolist()) == (np.int64, [0, 1])


def test_wires_decide_what_a_layer_reads() -> None:
    document = gate()
    document = edits.connect(document, End("input1", "out"), End("dense2", "in"))
    lowered = lower(network_of(document))
    assert not [o for o in lowered.operators if o.outputs[0].startswith("dense1/")]
    product = next(o for o in lowered.operators if o.op == "MatMul")
    assert product.inputs == ("input1/Mul", "dense2/weight")


def test_two_noises_are_refused_with_a_way_out() -> None:
    document, noise = edits.add_node(adversaries(), Noise(size=2), (0.0, 900.0))
    document, both = edits.add_node(document, Concatenate(count=2), (300.0, 0.0))
    into = next(w for w in document.graph.wires.values() if w.target.node == "dense1")
    document = edits.remove(document, {into.id})
    for source, port in zip(("noise1", noise), Concatenate(count=2).inputs, strict=True):
        document = edits.connect(document, End(source, "out"), End(both, port))
    document = edits.connect(document, End(both, "out"), End("dense1", "in"))
    with pytest.raises(ExportError, match="Split"):
        lower(compile_document(document))
