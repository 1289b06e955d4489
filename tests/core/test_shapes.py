"""Shapes and problems: half-built is the normal state, every problem is said in words, every fix mends."""

import pytest

from core.activations.softmax import Softmax
from core.data.recipe import DataRecipe, Encoding
from core.data.sources.circle import Circle
from core.data.sources.digits import Digits
from core.data.sources.grammatical import Grammatical
from core.data.sources.names import Names
from core.data.sources.typed_table import TypedTable
from core.document import edits
from core.document.document import Document
from core.document.graph import End, Wire
from core.document.shapes import infer
from core.layers import LAYERS
from core.layers.dense import Dense
from core.layers.embedding import Embedding
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.layers.split import Split
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.losses.hinge import Hinge
from tests.core.examples import digits, in_a_row


def messages(document: Document) -> str:
    return "\n".join(f"{p.severity} {p.node}: {p.message}" for p in infer(document).problems)


def test_a_complete_network_has_no_problem() -> None:
    inference = infer(digits())
    assert inference.ready
    assert inference.problems == ()
    assert inference.order == ("input1", "flatten1", "dense1", "dense2", "output1")
    assert inference.shape(End("dense1", "out"), digits().graph) == (16,)
    assert inference.parameters == 64 * 16 + 16 + 16 * 10 + 10
    assert inference.facts["dense1"].multiply_adds == 64 * 16


def test_an_empty_canvas_says_what_to_add() -> None:
    assert "Add Data" in messages(Document())
    assert "Add Output" in messages(Document())


def test_image_into_dense_is_mended_by_its_fix() -> None:
    document = in_a_row(Input(), Dense(units=10, activation=Softmax()), Output())
    (problem,) = infer(document).problems
    assert problem.node == "dense1"
    assert problem.message == "8×8×1 image here; Dense wants a flat list of 64 values."
    mended = problem.fixes[0].edit(document)
    assert infer(mended).ready
    assert mended.graph.nodes["flatten1"].spec == Flatten()


def test_wrong_number_of_outputs_is_said_and_mended() -> None:
    document = edits.set_field(digits(), "dense2", "units", 7)
    (problem,) = infer(document).problems
    assert "7 values here; Output wants 10 values" in problem.message
    assert any(infer(fix.edit(document)).ready for fix in problem.fixes)


@pytest.mark.parametrize(("encoding", "units"), [("one-hot", 2), ("0/1", 1), ("-1/+1", 1)])
def test_sums_for_classes_are_advised_against_and_mended(encoding: Encoding, units: int) -> None:
    data = DataRecipe(source=Circle(), encoding=encoding)
    document = in_a_row(Input(), Dense(units=units), Output(), data=data)
    inference = infer(document)
    assert inference.ready
    (problem,) = inference.problems
    assert "probabilities learn better" in problem.message
    assert infer(problem.fixes[0].edit(document)).problems == ()


def test_a_loss_that_wants_another_encoding_is_said_and_mended() -> None:
    data = DataRecipe(source=Circle(), encoding="0/1")
    document = in_a_row(Input(), Dense(units=1), Output(loss=Hinge()), data=data)
    (problem,) = infer(document).problems
    assert "Hinge" in problem.message
    assert "-1/+1" in problem.message
    assert infer(problem.fixes[0].edit(document)).problems == ()


def test_unwired_nodes_are_warned_of_but_do_not_stop_the_rest() -> None:
    document, new = edits.add_node(digits(), Dense(), (0.0, 300.0))
    inference = infer(document)
    assert inference.ready
    assert [(p.node, p.severity) for p in inference.problems] == [(new, "warning")]


def test_a_gap_on_the_way_to_the_output_is_an_error() -> None:
    document = digits()
    wire = document.graph.into("dense2")[0]
    broken = edits.remove(document, {wire.id})
    assert not infer(broken).ready
    assert "error dense2: Nothing is wired to the input of Dense." in messages(broken)


def test_a_circle_is_named_and_can_be_cut() -> None:
    document = digits()
    back = Wire(id="back", source=End("dense2", "out"), target=End("dense1", "in"))
    wires = {k: w for k, w in document.graph.wires.items() if w.target.node != "dense1"} | {"back": back}
    looped = edits.with_graph(document, wires=wires)
    inference = infer(looped)
    assert not inference.ready
    problems = [p for p in inference.problems if "circle" in p.message]
    assert {p.node for p in problems} >= {"dense1", "dense2"}
    cut = next(fix for p in problems for fix in p.fixes)
    assert "circle" not in messages(cut.edit(looped))


def test_there_may_be_several_outputs() -> None:
    document, _ = edits.append(digits(), Output(), "dense2")
    assert infer(document).ready


def test_data_that_cannot_be_read_is_a_problem_not_a_crash() -> None:
    document = in_a_row(Input(), Output(), data=DataRecipe(source=TypedTable(rows="1, 2\n1, x, 3")))
    assert not infer(document).ready
    assert infer(document).problems


def test_a_network_too_large_to_train_is_refused_before_anything_is_allocated() -> None:
    document = digits()
    for _ in range(2):
        document = edits.insert_before(document, "dense2", "in", Dense(units=65_536))
    inference = infer(document)
    assert not inference.ready
    assert "Make this layer smaller" in messages(document)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda c: c.title)
def test_every_layer_can_lie_about_unwired(layer: type) -> None:
    document, _ = edits.add_node(digits(), layer(), (0.0, 300.0))
    infer(document)


def test_padding_that_would_count_as_data_is_told_and_a_recurrent_layer_mends_it() -> None:
    source = Grammatical()
    data, tokens = DataRecipe(source=source), len(source.info().vocabulary)
    layers = Embedding(tokens=tokens, size=4), Flatten(), Dense(units=2, activation=Softmax())
    document = in_a_row(Input(), *layers, Output(loss=CategoricalCrossEntropy()), data=data)
    (problem,) = infer(document).problems
    assert (problem.node, problem.severity) == ("flatten1", "warning")
    assert infer(problem.fixes[0].edit(document)).problems == ()


def test_a_layer_that_loses_a_port_loses_its_wire() -> None:
    document = in_a_row(Input(), Split(count=3), data=DataRecipe(source=Digits()))
    document, flat = edits.append(document, Flatten(), None)
    document = edits.connect(document, End("split1", Split(count=3).outputs[2]), End(flat, "in"))
    assert len(document.graph.wires) == 2
    assert len(edits.set_field(document, "split1", "count", 2).graph.wires) == 1


def test_a_layer_in_front_is_only_offered_to_change_where_that_helps() -> None:
    document = in_a_row(Input(), Dense(units=5), Output(), data=DataRecipe(source=Names()))
    problem = next(p for p in infer(document).problems if p.severity == "error")
    assert not any(fix.text.startswith("Change Dense") for fix in problem.fixes)
