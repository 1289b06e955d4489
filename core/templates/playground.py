"""A small network in the plane."""

from core.activations.tanh import Tanh
from core.data.recipe import DataRecipe
from core.data.sources.circle import Circle
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.output import Output
from core.losses.half_squared import HalfSquared
from core.optimizers.sgd import SGD
from core.templates.base import Template, in_a_row


class Playground(Template, frozen=True, kw_only=True, tag="playground"):
    """2-4-2-1 tanh on points of a plane: what the TensorFlow Playground starts with (Smilkov et al. 2017)."""

    title = "Playground"
    help = (
        "Points of a plane in two colours. Watch the border form; then try the spiral, noise, other inputs."
    )
    order = 40

    def document(self) -> Document:
        return in_a_row(
            Document(
                data=DataRecipe(source=Circle(), train_share=0.5, encoding="-1/+1"),
                training=TrainingRecipe(optimizer=SGD(), learning_rate=0.03, batch_size=10, epochs=1000),
            ),
            (Input(), "Points"),
            (Dense(units=4, activation=Tanh()), "Hidden 1"),
            (Dense(units=2, activation=Tanh()), "Hidden 2"),
            (Dense(units=1, activation=Tanh()), "Answer"),
            (Output(loss=HalfSquared()), ""),
        )
