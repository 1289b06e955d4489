"""A whole training on real digits, beside scikit-learn's MLPClassifier: the same weights after the same batches."""

import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import hinge_loss
from sklearn.neural_network import MLPClassifier

from core.activations.base import Activation
from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.engine.build import Mode
from core.engine.compile import compile_document
from core.engine.network import Network
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.losses.hinge import Hinge
from core.optimizers.adam import Adam
from core.optimizers.base import Optimizer
from core.optimizers.momentum import Momentum
from core.optimizers.nesterov import Nesterov
from core.optimizers.regularise import add_penalty_gradient
from core.optimizers.sgd import SGD
from tests.core.examples import in_a_row
from tests.core.small_networks import batch_of, compiled, computed, ending_in

SAMPLES, BATCH, EPOCHS, ALPHA = 530, 50, 6, 0.5  # the last batch of an epoch has 30
HIDDEN, CLASSES = 24, 10


def digits_network(activation: Activation) -> Network:
    document = in_a_row(
        Input(),
        Flatten(),
        Dense(units=HIDDEN, activation=activation),
        Dense(units=CLASSES, activation=Softmax()),
        Output(loss=CategoricalCrossEntropy()),
        data=DataRecipe(source=Digits(), preprocessing=Pixels(white=16)),
    )
    network = compile_document(document, np.uint8, np.float64)
    network.set_preprocessing(np.zeros((8, 8, 1)), np.full((8, 8, 1), 1 / 16))
    return network


def our_training(
    network: Network, optimizer: Optimizer, rate: float, images: np.ndarray, labels: np.ndarray
) -> list[float]:
    """The mean loss of each epoch with scikit-learn's penalty, which divides alpha by the size of the batch."""
    slots = {name: np.zeros_like(network.parameters) for name in optimizer.slots}
    updater = optimizer.updater(network.parameters, network.gradients, slots, network.decays)
    scratch, curve = np.empty_like(network.parameters), []
    for _ in range(EPOCHS):
        total = 0.0
        for start in range(0, SAMPLES, BATCH):
            rows = slice(start, start + BATCH)
            count = len(images[rows])
            workspace = network.workspace(count, Mode.TRAINING)
            workspace.samples[...], workspace.targets[...] = images[rows], np.eye(CLASSES)[labels[rows]].T
            workspace.forward()
            squares = float(np.sum(network.decays * network.parameters**2))
            total += count * (float(workspace.total) + 0.5 * ALPHA / count * squares)
            workspace.backward()
            add_penalty_gradient(
                network.parameters, network.gradients, network.decays, 0.0, ALPHA / count, scratch
            )
            updater.step(rate)
        curve.append(total / SAMPLES)
    return curve


def their_training(
    network: Network, settings: dict[str, object], rate: float, images: np.ndarray, labels: np.ndarray
) -> MLPClassifier:
    """A classifier that has been trained from the network's weights on the same batches."""
    peer = MLPClassifier(
        (HIDDEN,),
        **settings,
        alpha=ALPHA,
        batch_size=BATCH,
        learning_rate_init=1e-300,
        max_iter=1,
        shuffle=False,
        warm_start=True,
        tol=0.0,
        n_iter_no_change=1000,
    )
    flat = images.reshape(SAMPLES, -1) / 16
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        peer.fit(flat, labels)  # a first epoch that moves nothing makes the arrays
        for layer, node in enumerate(("dense1", "dense2")):
            peer.coefs_[layer][...] = network.views()[f"{node}/weight"]
            peer.intercepts_[layer][...] = network.views()[f"{node}/bias"]
        peer.set_params(learning_rate_init=rate, max_iter=EPOCHS)
        peer.fit(flat, labels)
    return peer


@pytest.mark.parametrize(
    ("optimizer", "settings", "rate"),
    [
        (SGD(), {"solver": "sgd", "momentum": 0.0}, 0.2),
        (Momentum(momentum=0.8), {"solver": "sgd", "momentum": 0.8, "nesterovs_momentum": False}, 0.05),
        (Nesterov(momentum=0.8), {"solver": "sgd", "momentum": 0.8}, 0.05),
        (Adam(epsilon=1e-300), {"solver": "adam", "epsilon": 1e-300}, 0.002),
    ],
    ids=["sgd", "momentum", "nesterov", "adam"],
)
@pytest.mark.parametrize(
    ("activation", "name"),
    [(ReLU(), "relu"), (Tanh(), "tanh"), (Sigmoid(), "logistic")],
    ids=["relu", "tanh", "sigmoid"],
)
def test_a_training_on_digits(
    activation: Activation, name: str, optimizer: Optimizer, settings: dict[str, object], rate: float
) -> None:
    data = Digits().load(0)
    images, labels = data.samples[:SAMPLES], data.labels[:SAMPLES]
    network = digits_network(activation)
    peer = their_training(network, {**settings, "activation": name}, rate, images, labels)
    curve = our_training(network, optimizer, rate, images, labels)
    np.testing.assert_allclose(curve, peer.loss_curve_[1:], rtol=1e-6)
    assert curve[-1] < 0.95 * curve[0]
    views = network.views()
    for layer, node in enumerate(("dense1", "dense2")):
        np.testing.assert_allclose(views[f"{node}/weight"], peer.coefs_[layer], rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(views[f"{node}/bias"], peer.intercepts_[layer], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(
        network.predict(images), peer.predict_proba(images.reshape(SAMPLES, -1) / 16), rtol=1e-6
    )


def test_the_hinge_loss() -> None:
    network = compiled(ending_in(Hinge(), "-1/+1", Dense(units=1, activation=Linear())))
    samples, targets = batch_of(33, "-1/+1")
    workspace = computed(network, samples, targets)
    assert float(workspace.total) == pytest.approx(
        hinge_loss(targets[:, 0], workspace.answer()[:, 0]), rel=1e-12
    )
