"""Small hand-written digits."""

from core.activations.relu import ReLU
from core.activations.softmax import Softmax
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.optimizers.adam import Adam
from core.templates.base import Template, in_a_row


class DigitsMLP(Template, frozen=True, kw_only=True, tag="digits-mlp"):
    """64-64-10 with ReLU, softmax and cross-entropy."""

    title = "Digits, 8×8"
    help = "Reads small hand-written digits after a second of training."
    order = 60
    group = "Images"

    def document(self) -> Document:
        return in_a_row(
            Document(
                data=DataRecipe(source=Digits(), preprocessing=Pixels(white=16)),
                training=TrainingRecipe(optimizer=Adam(), learning_rate=0.003, batch_size=32, epochs=20),
            ),
            (Input(), "Digits"),
            (Flatten(), ""),
            (Dense(units=64, activation=ReLU()), "Hidden"),
            (Dense(units=10, activation=Softmax()), "Which digit"),
            (Output(loss=CategoricalCrossEntropy()), ""),
        )
