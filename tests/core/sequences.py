"""Small documents over texts, series and images that the tests share."""

import itertools

from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.activations.softmax import Softmax
from core.data.base import Source
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.copy_memory import CopyMemory
from core.data.sources.digits import Digits
from core.data.sources.grammatical import Grammatical
from core.data.sources.names import Names
from core.data.sources.sentences import Sentences
from core.data.sources.shapes import Shapes
from core.data.sources.sunspots import Sunspots
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.base import Layer
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.embedding import Embedding
from core.layers.flatten import Flatten
from core.layers.gru import GRU
from core.layers.input import Input
from core.layers.max_pooling2d import MaxPooling2D
from core.layers.output import Output
from core.layers.reshape import Reshape
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.losses.mean_squared import MeanSquared
from core.optimizers.adam import Adam
from core.training.trainer import Trainer
from tests.core.examples import in_a_row

TRAINING = TrainingRecipe(optimizer=Adam(), learning_rate=0.01, batch_size=100, epochs=50)


def texts(source: Source, *layers: Layer, **memory: object) -> Document:
    """A text through a memory to the next token, or to a class."""
    info = source.info()
    memory = {"units": 16, "gives": "whole sequence" if info.steps else "last step"} | memory
    return in_a_row(
        Input(),
        Embedding(tokens=len(info.vocabulary), size=8),
        *(layers or (GRU(**memory),)),
        Dense(units=len(info.class_names), activation=Softmax()),
        Output(loss=CategoricalCrossEntropy()),
        data=DataRecipe(source=source),
        training=TRAINING,
    )


def names(**memory: object) -> Document:
    return texts(Names(), **memory)


def sentences() -> Document:
    return texts(Sentences(characters=4_000, steps=20))


def grammatical() -> Document:
    return texts(Grammatical(sentences=200))


def copying() -> Document:
    return texts(CopyMemory(symbols=2, pause=3, sequences=100))


def forgetful() -> Document:
    """The next letter of sentences, told from the last one alone: each step by itself."""
    source = Sentences(characters=4_000, steps=20)
    return texts(source, Dense(units=12, activation=ReLU()))


def sunspots(horizon: int = 1) -> Document:
    return in_a_row(
        Input(),
        GRU(units=8),
        Dense(units=horizon, activation=Linear()),
        Output(loss=MeanSquared()),
        data=DataRecipe(source=Sunspots(horizon=horizon)),
        training=TRAINING,
    )


def shapes(*, values: bool = False, colours: str = "grey") -> Document:
    """Which shape it is, or where it is."""
    end = Output(loss=MeanSquared(), compares="values") if values else Output(loss=CategoricalCrossEntropy())
    return in_a_row(
        Input(),
        Conv2D(filters=4, kernel=(5, 5)),
        MaxPooling2D(),
        Conv2D(filters=6),
        Flatten(),
        Dense(units=3, activation=Linear() if values else Softmax()),
        end,
        data=DataRecipe(source=Shapes(images=60, colours=colours), preprocessing=Pixels()),
        training=TRAINING,
    )


def autoencoder() -> Document:
    return in_a_row(
        Input(),
        Flatten(),
        Dense(units=12, activation=ReLU()),
        Dense(units=64, activation=Sigmoid()),
        Reshape(shape=(8, 8, 1)),
        Output(loss=MeanSquared(), compares="sample"),
        data=DataRecipe(source=Digits(), preprocessing=Pixels(white=16)),
        training=TRAINING,
    )


def trained(document: Document, steps: int) -> Trainer:
    trainer = Trainer(document)
    for _ in itertools.islice(trainer.run(), steps):
        pass
    return trainer


SEQUENCES = {
    "names": names,
    "sentences": sentences,
    "grammatical": grammatical,
    "copying": copying,
    "sunspots": sunspots,
    "shapes": shapes,
    "places": lambda: shapes(values=True),
    "autoencoder": autoencoder,
}
