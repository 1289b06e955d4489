"""What activations do at the ends of the number line, and the step as the text book's neuron."""

import numpy as np
import pytest

from core.activations import ACTIVATIONS
from core.activations.base import Activation
from core.activations.gelu import GELU
from core.activations.linear import Linear
from core.activations.sigmoid import Sigmoid
from core.activations.softmax import Softmax
from core.activations.softplus import Softplus
from core.activations.step import Step
from core.data.recipe import DataRecipe
from core.data.sources.logic_gate import LogicGate
from core.engine.build import Mode
from core.engine.network import Network
from core.layers.activation import Activation as ActivationLayer
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.output import Output
from core.losses.half_squared import HalfSquared
from core.optimizers.sgd import SGD
from tests.core import torch_reference
from tests.core.examples import in_a_row
from tests.core.small_networks import FEATURES, OUTPUTS, compiled, computed, ending_in
from tests.core.variants import cases

EXTREME = np.array([-1000.0, -88.8, -20.0, -1e-30, 0.0, 1e-30, 20.0, 88.8, 1000.0])
DTYPES = [np.float32, np.float64]


def applied(activation: Activation, z: np.ndarray, dtype: type = np.float64) -> tuple[np.ndarray, np.ndarray]:
    """f(z) and the gradient at z of half the sum of squares, for z (samples, OUTPUTS), through a Dense of ones."""
    layers = (
        Dense(units=OUTPUTS, bias=False, activation=Linear()),
        ActivationLayer(function=activation),
        ActivationLayer(function=Linear()),
    )
    network = compiled(ending_in(HalfSquared(), "values", *layers), dtype)
    offset, scale = np.zeros(network.sample_shape()), np.ones(network.sample_shape())
    network.set_preprocessing(offset, scale)
    (weight,) = network.views().values()
    weight[...] = np.eye(*weight.shape)
    workspace = network.workspace(len(z), Mode.TRAINING)
    workspace.samples[:] = 0
    workspace.samples[:OUTPUTS] = z.T
    workspace.targets[...] = 0
    workspace.forward()
    workspace.backward()
    return workspace.answer().copy(), network.gradients.copy()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("repeat", [1, 10])  # few numbers, and so many that another way may be taken
@pytest.mark.parametrize("activation", cases(ACTIVATIONS))
def test_no_sum_is_too_large(activation: Activation, repeat: int, dtype: type) -> None:
    """Warnings are errors: nothing overflows on the way."""
    z = np.tile(EXTREME.reshape(-1, OUTPUTS), (repeat, 1))
    y, gradient = applied(activation, z, dtype)
    assert np.all(np.isfinite(y))
    assert np.all(np.isfinite(gradient))
    assert y.dtype == dtype


@pytest.mark.parametrize("activation", cases(ACTIVATIONS))
def test_alone_or_in_a_crowd_a_sample_fares_alike(activation: Activation) -> None:
    z = np.random.default_rng(0).normal(0, 3, (50, OUTPUTS))
    alone = np.concatenate([applied(activation, row[None])[0] for row in z])
    np.testing.assert_allclose(applied(activation, z)[0], alone, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("activation", cases(ACTIVATIONS))
def test_slopes_at_zero_and_next_to_it(activation: Activation) -> None:
    """Where curves have their corners, and quotients their zeros."""
    for z in ([0.0, -1e-30, 1e-30], [-1e-15, 1e-15, 0.0], [-1e-200, 1e-8, -1e-8]):
        network = compiled(ending_in(HalfSquared(), "values", Dense(units=OUTPUTS, activation=activation)))
        network.parameters[...] = 0
        network.views()["dense1/bias"][...] = z
        samples, targets = np.zeros((1, FEATURES)), np.array([[-1.0, -2.0, -3.0]])
        workspace = computed(network, samples, targets)
        found = network.views(network.gradients)["dense1/bias"].copy()
        *_, gradient = torch_reference.run(network, samples, targets, workspace)
        np.testing.assert_allclose(found, network.views(gradient)["dense1/bias"], rtol=1e-6)


def test_known_values() -> None:
    z = np.array([[-1000.0, 0.0, 1000.0]])
    np.testing.assert_allclose(applied(Sigmoid(), z)[0], [[0, 0.5, 1]], atol=1e-15)
    np.testing.assert_allclose(applied(Softplus(), z)[0], [[0, np.log(2), 1000]], rtol=1e-15)
    np.testing.assert_allclose(applied(GELU(), z)[0], [[0, 0, 1000]], atol=1e-15)
    np.testing.assert_allclose(
        applied(Softmax(), np.log([[1.0, 2.0, 5.0]]))[0], [[1 / 8, 2 / 8, 5 / 8]], rtol=1e-14
    )


def neuron(gate: str, activation: Activation, dtype: type = np.float64) -> Network:
    """One neuron behind the two inputs of a gate, with half squared error."""
    document = in_a_row(
        Input(),
        Dense(units=1, activation=activation),
        Output(loss=HalfSquared()),
        data=DataRecipe(source=LogicGate(gate=gate), encoding="0/1", train_share=1.0),
    )
    network = compiled(document, dtype)
    network.set_preprocessing(np.zeros(2), np.ones(2))
    network.parameters[...] = 0
    return network


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_neuron_of_the_text_book(dtype: type) -> None:
    """Inputs 0.5 and 0.6, weights 0.5 and 0.7, bias 0, threshold 0.5: sum 0.67, output 1."""
    inputs = np.array([[0.5, 0.6]])
    for activation, wanted in ((Linear(), 0.67), (Step(threshold=0.5), 1), (Step(threshold=0.68), 0)):
        network = neuron("AND", activation, dtype)
        network.parameters[:2] = 0.5, 0.7
        assert network.predict(inputs).item() == pytest.approx(wanted, rel=1e-6)


def test_step_fires_at_its_threshold() -> None:
    y, _ = applied(Step(threshold=0.5), np.array([[0.5, np.nextafter(0.5, 0), 0.75]]))
    np.testing.assert_array_equal(y, [[1, 0, 1]])


def trained(network: Network, gate: str, epochs: int, rate: float) -> tuple[np.ndarray, int]:
    """The parameters after each row of the truth table, by SGD, and the wrong answers of the last epoch."""
    data = LogicGate(gate=gate).load(0)
    workspace = network.workspace(1, Mode.TRAINING)
    updater = SGD().updater(network.parameters, network.gradients, {}, network.decays)
    steps = []
    for _ in range(epochs):
        wrong = 0
        for sample, label in zip(data.samples, data.labels, strict=True):
            workspace.samples[:, 0], workspace.targets[...] = sample, label
            workspace.forward()
            wrong += float(workspace.total) > 0
            workspace.backward()
            updater.step(rate)
            steps.append(network.parameters.copy())
    return np.array(steps), wrong


def rosenblatt(gate: str, epochs: int, rate: float, threshold: float) -> np.ndarray:
    """The perceptron learning rule as it is taught: w ← w + η (t - y) x and b ← b + η (t - y)."""
    data, w, b, steps = LogicGate(gate=gate).load(0), np.zeros(2), 0.0, []
    for _ in range(epochs):
        for x, t in zip(data.samples.astype(np.float64), data.labels, strict=True):
            y = 1 if w @ x + b >= threshold else 0
            w, b = w + rate * (t - y) * x, b + rate * (t - y)
            steps.append([*w, b])
    return np.array(steps)


@pytest.mark.parametrize("threshold", [0.0, 0.5])
@pytest.mark.parametrize("rate", [0.1, 1.0])
def test_step_half_squared_and_sgd_are_the_perceptron_rule(rate: float, threshold: float) -> None:
    found, _ = trained(neuron("AND", Step(threshold=threshold)), "AND", 20, rate)
    np.testing.assert_allclose(found, rosenblatt("AND", 20, rate, threshold), atol=1e-12)
    assert np.any(found)


@pytest.mark.parametrize(("gate", "learned"), [("AND", True), ("OR", True), ("NAND", True), ("XOR", False)])
def test_a_perceptron_learns_what_a_line_can_part(gate: str, learned: bool) -> None:
    _, wrong = trained(neuron(gate, Step()), gate, 50, 1.0)
    assert (wrong == 0) == learned
