"""MNIST with one hidden layer."""

from core.activations.relu import ReLU
from core.activations.softmax import Softmax
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.mnist import MNIST
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.optimizers.adam import Adam
from core.schedules.cosine import Cosine
from core.templates.base import Template, in_a_row


class MnistMLP(Template, frozen=True, kw_only=True, tag="mnist-mlp"):
    """784-128-10 with ReLU, softmax and cross-entropy, trained on all 60,000 training digits."""

    title = "MNIST digits, 28×28"
    help = "Reads 98 of 100 hand-written digits right, after some seconds of training on 60,000 of them."
    order = 70
    group = "Images"

    def document(self) -> Document:
        return in_a_row(
            Document(
                data=DataRecipe(source=MNIST(), train_share=1.0, preprocessing=Pixels()),
                training=TrainingRecipe(
                    optimizer=Adam(), learning_rate=0.003, schedule=Cosine(), batch_size=128, epochs=10
                ),
            ),
            (Input(), "Digits"),
            (Flatten(), ""),
            (Dense(units=128, activation=ReLU()), "Hidden"),
            (Dense(units=10, activation=Softmax()), "Which digit"),
            (Output(loss=CategoricalCrossEntropy()), ""),
        )
