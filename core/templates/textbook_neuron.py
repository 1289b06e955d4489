"""The neuron of the text book."""

from core.activations.step import Step
from core.data.recipe import DataRecipe
from core.data.sources.typed_table import TypedTable
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.losses.half_squared import HalfSquared
from core.optimizers.sgd import SGD
from core.templates import by_hand
from core.templates.base import Template


class TextbookNeuron(Template, frozen=True, kw_only=True, tag="textbook-neuron"):
    """Inputs 0.5 and 0.6, weights 0.5 and 0.7, bias 0, threshold 0.5: the sum is 0.67, so the neuron fires."""

    title = "The text book's neuron"
    help = (
        "One neuron with given weights: 0.5 · 0.5 + 0.6 · 0.7 = 0.67 reaches the threshold 0.5, so it fires."
    )
    order = 10

    def document(self) -> Document:
        document = Document(
            data=DataRecipe(
                source=TypedTable(rows="x₁, x₂, answer\n0.5, 0.6, 1\n"), train_share=1.0, encoding="0/1"
            ),
            training=TrainingRecipe(optimizer=SGD(), learning_rate=0.1, batch_size=1, epochs=10),
        )
        document, inputs = by_hand.column(
            document, 0, (InputValue(), ""), (InputValue(column=2), ""), down=128
        )
        document, (neuron,) = by_hand.column(document, 1.2, (Neuron(activation=Step(threshold=0.5)), ""))
        for source, weight in zip(inputs, (0.5, 0.7), strict=True):
            document, _ = by_hand.wire(document, source, neuron, weight)
        document, (answer,) = by_hand.column(document, 2.1, (OutputValue(loss=HalfSquared()), ""))
        return by_hand.wire(document, neuron, answer)[0]
