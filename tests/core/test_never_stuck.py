"""Whoever wires single neurons is told what is in the way, and one click mends it."""

import pytest
from msgspec.structs import replace

from core.activations.base import Activation
from core.activations.linear import Linear
from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.data.sources.iris import Iris
from core.data.sources.logic_gate import LogicGate
from core.document import edits
from core.document.document import Document
from core.document.problems import Problem
from core.document.recipe import TrainingRecipe
from core.document.shapes import infer
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.neuron import Neuron
from core.layers.output import Output
from core.layers.output_value import OutputValue
from core.optimizers.sgd import SGD
from core.training.trainer import Trainer
from tests.core.examples import in_a_row
from tests.core.hand_wired import HandWired


def wired(data: DataRecipe, last: Neuron, *ends: OutputValue | Output) -> Document:
    """Two input values, three neurons, one more, and what it leads to."""
    net = HandWired(2)
    net.document = Document(data=data)
    hidden = [net.put(Neuron(), *net_inputs) for net_inputs in [net.inputs(2)] for _ in range(3)]
    answer = net.put(last, *hidden)
    for end in ends:
        net.put(end, answer)
    return net.document


def fixable(document: Document) -> list[Problem]:
    return [problem for problem in infer(document).problems if problem.fixes]


@pytest.mark.parametrize("end", [OutputValue(), Output()], ids=["value", "card"])
@pytest.mark.parametrize("activation", [Tanh(), Sigmoid(), Linear()], ids=["tanh", "sigmoid", "linear"])
def test_from_an_empty_canvas_every_problem_is_mended_by_its_first_fix(
    end: OutputValue | Output, activation: Activation
) -> None:
    """The data of an empty document are images, its answers one number a class, its recipe for thousands of samples."""
    document = wired(DataRecipe(), Neuron(activation=activation), end)
    told = []
    while problems := fixable(document):
        told.append(problems[0].message)
        assert len(told) < 8
        document = problems[0].fixes[0].edit(document)
    assert infer(document).problems == ()
    assert document.data.source == LogicGate(gate="XOR")
    trainer = Trainer(document)
    for _ in trainer.run():
        pass
    assert trainer.history.last()["accuracy"] == 1.0


def test_an_image_is_not_a_list_of_values() -> None:
    document = wired(DataRecipe(source=Digits()), Neuron(), OutputValue())
    (problem,) = infer(document).problems  # once for both input values, and nothing of what comes later
    (fix,) = problem.fixes
    assert fix.text == "Learn XOR instead"
    mended = fix.edit(document)
    assert infer(mended).ready
    assert mended.data.encoding == "-1/+1"


@pytest.mark.parametrize(("activation", "encoding"), [(Tanh(), "-1/+1"), (Sigmoid(), "0/1")])
def test_one_output_value_tells_two_classes_apart(activation: Activation, encoding: str) -> None:
    document = wired(DataRecipe(source=LogicGate()), Neuron(activation=activation), OutputValue())
    problem = next(p for p in fixable(document) if p.node == "outputvalue1")
    assert "No output value stands for “1”" in problem.message
    assert problem.severity == "warning"
    mended = problem.fixes[0].edit(document)
    assert mended.data.encoding == encoding
    assert "outputvalue1" not in {p.node for p in infer(mended).problems}


def test_one_output_value_for_each_class_will_do() -> None:
    document = wired(DataRecipe(source=LogicGate()), Neuron(), OutputValue(), OutputValue(column=2))
    assert not any(p.node for p in infer(document).problems)


def test_classes_that_nothing_stands_for_are_named() -> None:
    document = wired(DataRecipe(source=Iris()), Neuron(), OutputValue())
    problem = next(p for p in infer(document).problems if p.node == "outputvalue1")
    assert problem.message.endswith("No output value stands for “versicolor”, “virginica”.")
    assert problem.fixes == ()


def test_an_output_card_behind_a_neuron_offers_one_number_first() -> None:
    document = wired(DataRecipe(source=LogicGate()), Neuron(), Output())
    fixes = [fix.text for fix in fixable(document)[0].fixes]
    assert fixes == ["Write answers as -1/+1", "Put Dense in between"]
    layers = in_a_row(Input(), Dense(units=1), Output(), data=DataRecipe(source=LogicGate()))
    assert "Write answers as -1/+1" not in [fix.text for fix in fixable(layers)[0].fixes]


def test_a_training_too_short_to_get_anywhere_is_told() -> None:
    data = DataRecipe(source=LogicGate(gate="XOR"), encoding="-1/+1")
    document = wired(data, Neuron(), OutputValue())
    (problem,) = infer(document).problems
    assert problem.message == (
        "With so few samples 20 epochs are 20 steps. Adam then moves no weight by more than about 0.02: "
        "too little to learn much."
    )
    assert problem.severity == "warning"
    (fix,) = problem.fixes
    assert fix.text == "Train 1,000 epochs at a rate of 0.02"
    assert infer(fix.edit(document)).problems == ()


def test_what_is_told_of_a_short_training_is_so() -> None:
    document = wired(DataRecipe(source=LogicGate(gate="XOR"), encoding="-1/+1"), Neuron(), OutputValue())
    trainer = Trainer(document)
    before = trainer.network.parameters.copy()
    for _ in trainer.run():
        pass
    assert abs(trainer.network.parameters - before).max() < 0.021


@pytest.mark.parametrize(
    "training",
    [TrainingRecipe(epochs=200), TrainingRecipe(learning_rate=0.1), TrainingRecipe(optimizer=SGD())],
    ids=["longer", "faster", "another optimizer"],
)
def test_a_recipe_that_may_get_somewhere_is_left_alone(training: TrainingRecipe) -> None:
    document = wired(DataRecipe(source=LogicGate(), encoding="-1/+1"), Neuron(), OutputValue())
    assert infer(replace(document, training=training)).problems == ()


def test_a_half_built_network_is_not_told_of_its_training() -> None:
    document = wired(DataRecipe(source=LogicGate(), encoding="-1/+1"), Neuron(), OutputValue())
    document = edits.remove(document, {"neuron4"})
    assert not any("few samples" in p.message for p in infer(document).problems)
