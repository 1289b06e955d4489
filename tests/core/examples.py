"""Small documents that the tests share."""

from core.activations import AnyActivation
from core.activations.relu import ReLU
from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.data.sources.logic_gate import LogicGate
from core.document import edits
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.losses.half_squared import HalfSquared


def in_a_row(
    *layers: Layer, data: DataRecipe | None = None, training: TrainingRecipe | None = None
) -> Document:
    """Layers wired one behind the other."""
    document, node = Document(data=data or DataRecipe(), training=training or TrainingRecipe()), None
    for layer in layers:
        document, node = edits.append(document, layer, node)
    return document


def digits(*, hidden: AnyActivation | None = None, training: TrainingRecipe | None = None) -> Document:
    """8×8 digits through 16 hidden units to 10 classes."""
    return in_a_row(
        Input(),
        Flatten(),
        Dense(units=16, activation=hidden or ReLU()),
        Dense(units=10, activation=Softmax()),
        Output(loss=CategoricalCrossEntropy()),
        data=DataRecipe(source=Digits(), preprocessing=Pixels(white=16)),
        training=training or TrainingRecipe(batch_size=64, epochs=3, learning_rate=0.01),
    )


def gate(*, training: TrainingRecipe | None = None) -> Document:
    """A logic gate through 4 hidden tanh units to one value."""
    return in_a_row(
        Input(),
        Dense(units=4, activation=Tanh()),
        Dense(units=1, activation=Tanh()),
        Output(loss=HalfSquared()),
        data=DataRecipe(source=LogicGate(), encoding="-1/+1", train_share=1.0),
        training=training or TrainingRecipe(batch_size=4, epochs=50, learning_rate=0.05),
    )
