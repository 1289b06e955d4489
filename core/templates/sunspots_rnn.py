"""Sunspots, forecast by a simple recurrent network."""

from core.activations.linear import Linear
from core.data.recipe import DataRecipe
from core.data.sources.sunspots import Sunspots
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.output import Output
from core.layers.simple_rnn import SimpleRNN
from core.losses.mean_squared import MeanSquared
from core.metrics.r_squared import RSquared
from core.optimizers.adam import Adam
from core.schedules.cosine import Cosine
from core.templates.base import Template, in_a_row


class SunspotsRNN(Template, frozen=True, kw_only=True, tag="sunspots-rnn"):
    """32 tanh units with a memory read 22 years and tell the 23rd; checked with the last years."""

    title = "Sunspots with a simple RNN"
    help = "The same forecast by the simplest network with a memory: compare the two."
    order = 110
    group = "Sequences"

    def document(self) -> Document:
        return in_a_row(
            Document(
                data=DataRecipe(source=Sunspots()),
                training=TrainingRecipe(
                    optimizer=Adam(),
                    learning_rate=0.005,
                    schedule=Cosine(),
                    batch_size=16,
                    epochs=40,
                    metrics=(RSquared(),),
                ),
            ),
            (Input(), "Years"),
            (SimpleRNN(units=32), "Memory"),
            (Dense(units=1, activation=Linear()), "Next year"),
            (Output(loss=MeanSquared()), ""),
        )
