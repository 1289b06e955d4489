"""The neuron of the text book."""

import numpy as np
from numpy.typing import NDArray

from core.activations.step import Step
from core.data.recipe import DataRecipe
from core.data.sources.typed_table import TypedTable
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.output import Output
from core.losses.half_squared import HalfSquared
from core.optimizers.sgd import SGD
from core.templates.base import Template, in_a_row


class TextbookNeuron(Template, frozen=True, kw_only=True, tag="textbook-neuron"):
    """Inputs 0.5 and 0.6, weights 0.5 and 0.7, bias 0, threshold 0.5: the sum is 0.67, so the neuron fires."""

    title = "The text book's neuron"
    help = (
        "One neuron with given weights: 0.5 · 0.5 + 0.6 · 0.7 = 0.67 reaches the threshold 0.5, so it fires."
    )
    order = 10

    def document(self) -> Document:
        return in_a_row(
            Document(
                data=DataRecipe(
                    source=TypedTable(rows="x₁, x₂, answer\n0.5, 0.6, 1\n"), train_share=1.0, encoding="0/1"
                ),
                training=TrainingRecipe(optimizer=SGD(), learning_rate=0.1, batch_size=1, epochs=10),
            ),
            (Input(), "Inputs"),
            (Dense(units=1, activation=Step(threshold=0.5)), "Neuron"),
            (Output(loss=HalfSquared()), ""),
        )

    def weights(self) -> dict[str, NDArray[np.float32]]:
        return {"dense1/weight": np.array([[0.5], [0.7]], np.float32), "dense1/bias": np.zeros(1, np.float32)}
