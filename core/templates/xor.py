"""The smallest problem that a single neuron cannot solve."""

from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.data.recipe import DataRecipe
from core.data.sources.logic_gate import LogicGate
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.output import Output
from core.losses.binary_cross_entropy import BinaryCrossEntropy
from core.optimizers.adam import Adam
from core.templates.base import Template, in_a_row


class Xor(Template, frozen=True, kw_only=True, tag="xor"):
    """2-6-1: the hidden layer bends the plane so that one line parts XOR (Rumelhart, Hinton, Williams 1986)."""

    title = "XOR"
    help = "What a single neuron cannot learn: a few hidden neurons make it possible."
    order = 30

    def document(self) -> Document:
        return in_a_row(
            Document(
                data=DataRecipe(source=LogicGate(gate="XOR"), train_share=1.0, encoding="0/1"),
                training=TrainingRecipe(optimizer=Adam(), learning_rate=0.05, batch_size=4, epochs=200),
            ),
            (Input(), "Switches"),
            (Dense(units=6, activation=Tanh()), "Hidden"),
            (Dense(units=1, activation=Sigmoid()), "Answer"),
            (Output(loss=BinaryCrossEntropy()), "Lamp"),
        )
