"""Digits squeezed through a narrow place."""

from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.layers.reshape import Reshape
from core.losses.binary_cross_entropy import BinaryCrossEntropy
from core.optimizers.adam import Adam
from core.schedules.cosine import Cosine
from core.templates.base import Template, in_a_row


class Autoencoder(Template, frozen=True, kw_only=True, tag="autoencoder"):
    """64-32-8-32-64: the answer is the sample itself (Hinton and Salakhutdinov 2006)."""

    title = "Autoencoder"
    help = "Squeezes each digit into eight numbers and draws it again from these."
    order = 180
    group = "Generators"

    def document(self) -> Document:
        return in_a_row(
            Document(
                data=DataRecipe(source=Digits(), preprocessing=Pixels(white=16)),
                training=TrainingRecipe(
                    optimizer=Adam(),
                    learning_rate=0.003,
                    schedule=Cosine(),
                    batch_size=32,
                    epochs=60,
                    metrics=(),
                ),
            ),
            (Input(), "Digits"),
            (Flatten(), ""),
            (Dense(units=32, activation=ReLU()), "Squeeze"),
            (Dense(units=8, activation=Linear()), "Eight numbers"),
            (Dense(units=32, activation=ReLU()), "Unfold"),
            (Dense(units=64, activation=Sigmoid()), "Pixels"),
            (Reshape(shape=(8, 8, 1)), "Drawn again"),
            (Output(loss=BinaryCrossEntropy(), compares="sample"), ""),
        )
