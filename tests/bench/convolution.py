"""Training steps of convolutional networks against torch eager, which has its usual layout, channels first."""

from collections.abc import Iterator

import torch

from core.activations.base import Activation
from core.activations.relu import ReLU
from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.mnist import MNIST
from core.document import edits
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.average_pooling2d import AveragePooling2D
from core.layers.base import Layer
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.max_pooling2d import MaxPooling2D
from core.layers.output import Output
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.optimizers.adam import Adam
from core.training.trainer import Trainer
from tests.bench.networks import our_step, torch_step
from tests.bench.timing import Row, in_words, interleaved

BATCH = 64


def rows() -> Iterator[Row]:
    """All rows of this file."""
    yield step(
        f"LeNet-5 tanh, average, batch {BATCH}", lenet(Tanh(), AveragePooling2D()), torch_lenet(True), 2.2
    )
    yield step(f"LeNet-5 ReLU, max, batch {BATCH}", lenet(ReLU(), MaxPooling2D()), torch_lenet(False), 2.2)
    yield step(f"CNN 32/64 3×3, batch {BATCH}", cnn(), torch_cnn(), 1.4)


def step(name: str, layers: list[Layer], model: torch.nn.Module, target: float) -> Row:
    """One step with Adam on 28×28 images."""
    recipe = TrainingRecipe(optimizer=Adam(), batch_size=BATCH, metrics=())
    data = DataRecipe(source=MNIST(), preprocessing=Pixels())
    document, node = edits.append(Document(data=data, training=recipe), Input(), None)
    for layer in [*layers, Dense(units=10, activation=Softmax()), Output(loss=CategoricalCrossEntropy())]:
        document, node = edits.append(document, layer, node)
    x, y = torch.rand(BATCH, 1, 28, 28), torch.randint(0, 10, (BATCH,))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    peer = torch_step(model, optimizer, torch.nn.functional.cross_entropy, x, y)
    trainer = Trainer(document)
    mine, theirs = interleaved(our_step(trainer), peer, network=trainer.network)
    return Row(f"step {name}", in_words(mine), in_words(theirs), theirs / mine, target)


def lenet(activation: Activation, pool: Layer) -> list[Layer]:
    """LeCun et al. 1998, with all channels connected."""
    return [
        Conv2D(filters=6, kernel=(5, 5), activation=activation),
        pool,
        Conv2D(filters=16, kernel=(5, 5), padding="valid", activation=activation),
        pool,
        Flatten(),
        Dense(units=120, activation=activation),
        Dense(units=84, activation=activation),
    ]


def torch_lenet(original: bool) -> torch.nn.Module:
    bend = torch.nn.Tanh if original else torch.nn.ReLU
    pool = torch.nn.AvgPool2d if original else torch.nn.MaxPool2d
    features = [
        torch.nn.Conv2d(1, 6, 5, padding=2),
        bend(),
        pool(2),
        torch.nn.Conv2d(6, 16, 5),
        bend(),
        pool(2),
    ]
    dense = [torch.nn.Linear(400, 120), bend(), torch.nn.Linear(120, 84), bend(), torch.nn.Linear(84, 10)]
    return torch.nn.Sequential(*features, torch.nn.Flatten(), *dense)


def cnn() -> list[Layer]:
    """Two 3×3 convolutions with ReLU and max pooling, a Dense layer."""
    return [
        Conv2D(filters=32, padding="valid"),
        MaxPooling2D(),
        Conv2D(filters=64, padding="valid"),
        MaxPooling2D(),
        Flatten(),
        Dense(units=128),
    ]


def torch_cnn() -> torch.nn.Module:
    bend = torch.nn.ReLU
    features = [torch.nn.Conv2d(1, 32, 3), bend(), torch.nn.MaxPool2d(2)]
    features += [torch.nn.Conv2d(32, 64, 3), bend(), torch.nn.MaxPool2d(2)]
    dense = [torch.nn.Linear(1600, 128), bend(), torch.nn.Linear(128, 10)]
    return torch.nn.Sequential(*features, torch.nn.Flatten(), *dense)
