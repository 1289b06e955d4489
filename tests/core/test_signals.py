"""What is said of single neurons is what the network computes."""

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.testing import assert_allclose

from core.activations import ACTIVATIONS as ACTIVATION_CLASSES
from core.activations.base import Activation
from core.activations.step import Step
from core.activations.tanh import Tanh
from core.data.preprocessing.standardise import Standardise
from core.data.recipe import DataRecipe
from core.data.sources.adding_problem import AddingProblem
from core.data.sources.iris import Iris
from core.data.sources.logic_gate import LogicGate
from core.document import edits
from core.document.document import Document
from core.engine.bend import bend
from core.layers.bias import Bias
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.phrases import figure, subscript
from core.probes.signals import Reading, Signals
from core.templates.textbook_neuron import TextbookNeuron
from core.training.trainer import Trainer
from tests.core.examples import gate
from tests.core.hand_wired import HandWired, fully_wired

XOR = DataRecipe(source=LogicGate(gate="XOR"), train_share=1.0, encoding="0/1")


def on(document: Document, data: DataRecipe) -> Trainer:
    return Trainer(replace(document, data=data))


def reading(trainer: Trainer, **settings: object) -> Reading:
    found = Signals(**settings).measure(trainer)
    assert found is not None
    return found


def counter() -> tuple[Document, str, str]:
    """A neuron that adds up what comes in, by a wire from itself; its id and that wire's."""
    net = HandWired(2, steps=4)
    (first, _) = net.inputs(2)
    neuron = net.put(Neuron(bias=False), first)
    circle = net.wire(neuron, neuron)
    net.set(circle, weight=0.5)
    net.ends([neuron])
    return net.document, neuron, circle


def test_the_neuron_of_the_text_book_fires() -> None:
    found = reading(Trainer(TextbookNeuron().document()))
    (neuron,) = found.sums
    assert found.sums[neuron] == pytest.approx(0.67)
    assert found.biases[neuron] == 0.0
    assert found.outputs[neuron] == 1.0
    assert list(found.inputs.values()) == pytest.approx([0.5, 0.6])
    assert list(found.weights.values()) == pytest.approx([0.5, 0.7])
    assert list(found.targets.values()) == [1.0]
    assert (found.index, found.count, found.steps, found.typed) == (0, 1, 0, False)


def test_sums_lead_to_the_outputs_that_the_network_has() -> None:
    trainer = on(fully_wired((2, 4, 2, 1)), XOR)
    for _ in zip(trainer.run(), range(50), strict=False):
        pass
    for sample in range(4):
        found = reading(trainer, sample=sample)
        for name, total in found.sums.items():
            activation = trainer.document.graph.nodes[name].spec.activation
            expected = bend(activation, np.array([total + found.biases[name]]))[0]
            assert found.outputs[name] == pytest.approx(expected, abs=1e-5)
        answer = trainer.network.predict(trainer.data.train.raw(4))[sample, 0]
        (end,) = found.targets
        assert found.outputs[end] == pytest.approx(float(answer), abs=1e-6)
        assert found.targets[end] == (0.0, 1.0, 1.0, 0.0)[sample]


def test_a_sample_beyond_the_last_is_the_first_again() -> None:
    trainer = on(fully_wired((2, 1)), XOR)
    assert reading(trainer, sample=5).index == 1


def test_typed_inputs_take_the_place_of_a_sample() -> None:
    trainer = on(fully_wired((2, 3, 1)), XOR)
    found = reading(trainer, inputs=(0.25, -2.0))
    assert found.typed
    assert_allclose(found.sample, [0.25, -2.0])
    assert [found.outputs[n] for n in ("inputvalue1", "inputvalue2")] == [0.25, -2.0]
    assert not reading(trainer, inputs=(0.25,)).typed  # of another data set


def test_what_is_typed_is_prepared_as_the_data_are() -> None:
    trainer = on(
        fully_wired((4, 1)), DataRecipe(source=Iris(), preprocessing=Standardise(), encoding="one-hot")
    )
    found = reading(trainer, inputs=(5.0, 3.0, 4.0, 1.0))
    prepared = (np.array([5.0, 3.0, 4.0, 1.0]) - trainer.data.offset) * trainer.data.scale
    values = [found.outputs[f"inputvalue{column}"] for column in range(1, 5)]
    assert_allclose(values, prepared, rtol=1e-5)


def test_a_delayed_wire_brings_the_value_of_the_step_before() -> None:
    document, neuron, circle = counter()
    trainer = on(document, DataRecipe(source=AddingProblem(length=4, sequences=20)))
    before = 0.0
    for step in range(4):
        found = reading(trainer, step=step)
        assert (found.step, found.steps) == (step, 4)
        assert found.inputs[circle] == pytest.approx(before)
        others = sum(found.inputs[w] * found.weights[w] for w in found.inputs if w != circle)
        assert found.sums[neuron] == pytest.approx(others + 0.5 * before, abs=1e-6)
        before = found.outputs[neuron]
    assert reading(trainer).step == 3
    assert reading(trainer, step=99).step == 3


def test_a_constant_says_what_it_is() -> None:
    net = HandWired(2)
    (first, _) = net.inputs(2)
    constant = net.put(Bias(value=-0.7))
    neuron = net.put(Neuron(), first, constant)
    found = reading(on(net.ends([neuron]), XOR))
    assert found.inputs[next(w for w in found.inputs if w != "wire1")] == pytest.approx(-0.7)


def test_what_leads_nowhere_is_left_out() -> None:
    document = fully_wired((2, 1))
    document, lonely = edits.add_node(document, Neuron(), (0.0, 300.0))
    document = edits.wire_pair(document, "inputvalue1", lonely)
    found = reading(on(document, XOR))
    assert lonely not in found.sums
    assert lonely not in found.outputs


def test_networks_without_single_values_have_none() -> None:
    assert Signals().measure(Trainer(gate())) is None


def test_looking_changes_nothing() -> None:
    watched, alone = on(fully_wired((2, 4, 1)), XOR), on(fully_wired((2, 4, 1)), XOR)
    for _ in zip(watched.run(), range(20), strict=False):
        reading(watched, inputs=(3.0, 4.0))
    for _ in zip(alone.run(), range(20), strict=False):
        pass
    assert_allclose(watched.network.parameters, alone.network.parameters, rtol=0)


@pytest.mark.parametrize("cls", ACTIVATION_CLASSES, ids=lambda cls: cls.title)
def test_an_activation_by_itself(cls: type[Activation]) -> None:
    sums = np.linspace(-4, 4, 33)
    values = bend(cls(), sums)
    assert values.shape == sums.shape
    assert np.isfinite(values).all()
    assert cls().formula


def test_known_bends() -> None:
    assert_allclose(bend(Tanh(), np.array([-1.0, 0.5])), np.tanh([-1.0, 0.5]))
    assert_allclose(bend(Step(threshold=0.5), np.array([0.49, 0.5])), [0, 1])
    assert Step(threshold=0.5).formula == "step(≥ 0.5)"


@pytest.mark.parametrize(
    ("value", "text", "with_places"),
    [
        (1.0, "1", "1.00"),
        (0.67, "0.67", "0.67"),
        (-0.5, "−0.50", "−0.50"),
        (0.0, "0", "0.00"),
        (-0.004, "−0.004", "−0.004"),
        (-1e-9, "0.00", "0.00"),
        (99.99, "100.0", "100.0"),
        (1234.5, "1,234", "1,234"),
        (-5e6, "−5e6", "−5e6"),
        (float("inf"), "∞", "∞"),
        (float("nan"), "?", "?"),
    ],
)
def test_figures(value: float, text: str, with_places: str) -> None:
    assert (figure(value), figure(value, whole=False)) == (text, with_places)


def test_signs_in_circles() -> None:
    assert subscript(120) == "₁₂₀"
    signs = [spec.sign for spec in (InputValue(column=2), OutputValue(), Bias(value=0.5), Neuron())]
    assert signs == ["x₂", "y₁", "0.50", "Σ"]
