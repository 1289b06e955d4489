"""Three species of iris."""

from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.data.preprocessing.standardise import Standardise
from core.data.recipe import DataRecipe
from core.data.sources.iris import Iris
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.output import Output
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.optimizers.adam import Adam
from core.templates.base import Template, in_a_row


class IrisFlowers(Template, frozen=True, kw_only=True, tag="iris"):
    """4-16-3 with softmax and cross-entropy, on standardised lengths."""

    title = "Iris flowers"
    help = "Tells three species of iris apart by four lengths: the first step from toys to real data."
    order = 50

    def document(self) -> Document:
        return in_a_row(
            Document(
                data=DataRecipe(source=Iris(), preprocessing=Standardise()),
                training=TrainingRecipe(optimizer=Adam(), learning_rate=0.01, batch_size=16, epochs=60),
            ),
            (Input(), "Lengths"),
            (Dense(units=16, activation=Tanh()), "Hidden"),
            (Dense(units=3, activation=Softmax()), "Species"),
            (Output(loss=CategoricalCrossEntropy()), ""),
        )
