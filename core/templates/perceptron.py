"""A single neuron that learns AND."""

from core.activations.step import Step
from core.data.recipe import DataRecipe
from core.data.sources.logic_gate import LogicGate
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.initializers.xavier import Xavier
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.output import Output
from core.losses.half_squared import HalfSquared
from core.optimizers.sgd import SGD
from core.templates.base import Template, in_a_row


class Perceptron(Template, frozen=True, kw_only=True, tag="perceptron"):
    """Step, half the squared error, SGD and one sample a step: the perceptron learning rule (Rosenblatt 1958)."""

    title = "Perceptron"
    help = "One neuron learns AND by the perceptron rule. Watch its line move until it parts the classes."
    order = 20

    def document(self) -> Document:
        return in_a_row(
            Document(
                data=DataRecipe(source=LogicGate(gate="AND"), train_share=1.0, encoding="0/1"),
                training=TrainingRecipe(optimizer=SGD(), learning_rate=0.1, batch_size=1, epochs=30),
            ),
            (Input(), "Switches"),
            (Dense(units=1, activation=Step(), initializer=Xavier()), "Neuron"),
            (Output(loss=HalfSquared()), "Lamp"),
        )
