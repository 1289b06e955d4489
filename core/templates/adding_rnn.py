"""Two numbers to remember over a hundred steps, by a network that cannot."""

from core.activations.linear import Linear
from core.data.recipe import DataRecipe
from core.data.sources.adding_problem import AddingProblem
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.output import Output
from core.layers.simple_rnn import SimpleRNN
from core.losses.mean_squared import MeanSquared
from core.metrics.mean_absolute_error import MeanAbsoluteError
from core.optimizers.adam import Adam
from core.schedules.cosine import Cosine
from core.templates.base import Template, in_a_row


class AddingRNN(Template, frozen=True, kw_only=True, tag="adding-rnn"):
    """The adding problem of 100 steps, with as many tanh units (Hochreiter and Schmidhuber 1997, experiment 4)."""

    title = "Adding problem, simple RNN"
    help = "The same task, trained as long: it forgets, and does no better than always answering 1."
    order = 130
    group = "Sequences"

    def document(self) -> Document:
        return in_a_row(
            Document(
                data=DataRecipe(source=AddingProblem()),
                training=TrainingRecipe(
                    optimizer=Adam(),
                    learning_rate=0.005,
                    schedule=Cosine(),
                    batch_size=64,
                    epochs=20,
                    clip_norm=1.0,
                    metrics=(MeanAbsoluteError(),),
                ),
            ),
            (Input(), "Numbers, markers"),
            (SimpleRNN(units=32), "Memory"),
            (Dense(units=1, activation=Linear()), "Sum"),
            (Output(loss=MeanSquared()), ""),
        )
