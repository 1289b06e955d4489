"""Twenty steps of training, in float64, are those that torch makes with its own optimizers."""

from typing import Any

import numpy as np
import pytest
import torch

from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.adding_problem import AddingProblem
from core.data.sources.digits import Digits
from core.data.sources.names import Names
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.engine.build import Mode
from core.layers.average_pooling2d import AveragePooling2D
from core.layers.base import Layer
from core.layers.batch_norm import BatchNorm
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.embedding import Embedding
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.lstm import LSTM
from core.layers.max_pooling2d import MaxPooling2D
from core.layers.output import Output
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.losses.mean_squared import MeanSquared
from core.optimizers.adam import Adam
from core.optimizers.momentum import Momentum
from core.optimizers.sgd import SGD
from core.training.trainer import Trainer
from tests.core import torch_reference
from tests.core.examples import in_a_row

STEPS, RATE = 20, 0.01
IMAGES = DataRecipe(source=Digits(), preprocessing=Pixels(white=16))
OPTIMIZERS: dict[type, Any] = {
    SGD: lambda leaves: torch.optim.SGD(leaves, RATE),
    Momentum: lambda leaves: torch.optim.SGD(leaves, RATE, momentum=0.9),
    Adam: lambda leaves: torch.optim.Adam(leaves, RATE),
}


def classifier(*layers: Layer, optimizer: Any) -> Document:
    recipe = TrainingRecipe(optimizer=optimizer, learning_rate=RATE, batch_size=16, metrics=())
    ends = Dense(units=10, activation=Softmax()), Output(loss=CategoricalCrossEntropy())
    return in_a_row(Input(), *layers, *ends, data=IMAGES, training=recipe)


def lenet(optimizer: Any) -> Document:
    """LeNet-5 for images of 8×8: convolutions, pooling, three dense layers (LeCun et al. 1998)."""
    return classifier(
        Conv2D(filters=6, kernel=(3, 3), activation=Tanh()),
        AveragePooling2D(),
        Conv2D(filters=16, kernel=(3, 3), activation=Tanh()),
        MaxPooling2D(),
        Flatten(),
        Dense(units=24, activation=Tanh()),
        Dense(units=16, activation=Tanh()),
        optimizer=optimizer,
    )


def normed(optimizer: Any) -> Document:
    return classifier(
        Conv2D(
            filters=6, kernel=(3, 3), activation=Linear(), bias=False
        ),  # its slope would be nothing but rounding
        BatchNorm(),
        Flatten(),
        Dense(units=20, activation=ReLU()),
        BatchNorm(),
        optimizer=optimizer,
    )


def adding(optimizer: Any) -> Document:
    return in_a_row(
        Input(),
        LSTM(units=7),
        Dense(units=1, activation=Linear()),
        Output(loss=MeanSquared()),
        data=DataRecipe(source=AddingProblem(length=12)),
        training=TrainingRecipe(optimizer=optimizer, learning_rate=RATE, batch_size=16, metrics=()),
    )


def letters(optimizer: Any) -> Document:
    """Names of unequal length, a letter at each step."""
    source = Names()
    tokens = len(source.info().vocabulary)
    return in_a_row(
        Input(),
        Embedding(tokens=tokens, size=5),
        LSTM(units=8, gives="whole sequence"),
        Dense(units=len(source.info().class_names), activation=Softmax()),
        Output(loss=CategoricalCrossEntropy()),
        data=DataRecipe(source=source),
        training=TrainingRecipe(optimizer=optimizer, learning_rate=RATE, batch_size=16, metrics=()),
    )


@pytest.mark.parametrize("optimizer", [SGD(), Momentum(), Adam()], ids=lambda o: type(o).__name__)
@pytest.mark.parametrize("made", [lenet, normed, adding, letters])
def test_twenty_steps(made: Any, optimizer: Any) -> None:
    trainer = Trainer(made(optimizer), dtype=np.float64)
    network = trainer.network
    leaves = {key: torch.tensor(view, requires_grad=True) for key, view in network.views().items()}
    theirs = OPTIMIZERS[type(optimizer)](list(leaves.values()))
    for _, loss in zip(range(STEPS), trainer.run(), strict=False):
        workspace = network.workspace(16, Mode.TRAINING)
        samples, targets = workspace.samples, workspace.targets
        samples = samples.T if samples.ndim == 2 else samples
        theirs.zero_grad()
        total, _ = torch_reference.forward(
            network, leaves, samples.copy(), (targets.T if targets.ndim == 2 else targets).copy(), workspace
        )
        total.backward()
        theirs.step()
        assert loss == pytest.approx(float(total.detach()), rel=1e-8)
    assert trainer.steps == STEPS
    for key, view in network.views().items():
        np.testing.assert_allclose(view, leaves[key].detach().numpy(), rtol=1e-6, atol=1e-9, err_msg=key)
