"""Two numbers to remember over a hundred steps."""

from core.activations.linear import Linear
from core.data.recipe import DataRecipe
from core.data.sources.adding_problem import AddingProblem
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.lstm import LSTM
from core.layers.output import Output
from core.losses.mean_squared import MeanSquared
from core.metrics.mean_absolute_error import MeanAbsoluteError
from core.optimizers.adam import Adam
from core.schedules.cosine import Cosine
from core.templates.base import Template, in_a_row


class AddingLSTM(Template, frozen=True, kw_only=True, tag="adding-lstm"):
    """The adding problem of 100 steps, with 32 LSTM units (Hochreiter and Schmidhuber 1997, experiment 4)."""

    title = "Adding problem, LSTM"
    help = "Remembers two marked numbers over a hundred steps and tells their sum."
    order = 120
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
            (LSTM(units=32), "Memory"),
            (Dense(units=1, activation=Linear()), "Sum"),
            (Output(loss=MeanSquared()), ""),
        )
