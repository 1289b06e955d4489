"""The neuron of the text book."""

from core.activations.step import Step
from core.data.recipe import DataRecipe
from core.data.sources.typed_table import TypedTable
from core.document import edits
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.losses.half_squared import HalfSquared
from core.optimizers.sgd import SGD
from core.templates.base import Template
from core.templates.wired import inputs_in_a_column, weighed


class TextbookNeuron(Template, frozen=True, kw_only=True, tag="textbook-neuron"):
    """Inputs 0.5 and 0.6, weights 0.5 and 0.7, bias 0, threshold 0.5: the sum is 0.67, so the neuron fires."""

    title = "The text book's neuron"
    help = (
        "One neuron with given weights: 0.5 · 0.5 + 0.6 · 0.7 = 0.67 reaches the threshold 0.5, so it fires."
    )
    order = 10

    def document(self) -> Document:
        document, inputs = inputs_in_a_column(
            Document(
                data=DataRecipe(
                    source=TypedTable(rows="x₁, x₂, answer\n0.5, 0.6, 1\n"), train_share=1.0, encoding="0/1"
                ),
                training=TrainingRecipe(optimizer=SGD(), learning_rate=0.1, batch_size=1, epochs=10),
            ),
            2,
        )
        document, neuron = edits.add_node(document, Neuron(activation=Step(threshold=0.5)), (240.0, 64.0))
        for source, weight in zip(inputs, (0.5, 0.7), strict=True):
            document = weighed(document, source, neuron, weight)
        document, answer = edits.add_node(document, OutputValue(loss=HalfSquared()), (416.0, 64.0))
        return edits.wire_pair(document, neuron, answer)
