"""Sunspots, forecast by two networks side by side."""

from core.activations.linear import Linear
from core.data.recipe import DataRecipe
from core.data.sources.sunspots import Sunspots
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.lstm import LSTM
from core.layers.output import Output
from core.layers.simple_rnn import SimpleRNN
from core.losses.mean_squared import MeanSquared
from core.metrics.r_squared import RSquared
from core.optimizers.adam import Adam
from core.schedules.cosine import Cosine
from core.templates.base import Template, below, in_a_row, onward


class SunspotsBoth(Template, frozen=True, kw_only=True, tag="sunspots-both"):
    """An LSTM and a simple RNN of 32 units read the same 22 years; two Outputs, whose losses are added up."""

    title = "Sunspots, two at once"
    help = "An LSTM and a simple RNN forecast the same years: both curves and the truth in one plot."
    order = 115
    group = "Sequences"

    def document(self) -> Document:
        document = in_a_row(
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
            (LSTM(units=32), ""),
            (Dense(units=1, activation=Linear()), "Next year"),
            (Output(loss=MeanSquared()), "LSTM"),
        )
        document, other = below(document, "lstm1", (SimpleRNN(units=32), ""))
        document = edits.connect(document, End("input1", "out"), End(other, "in"))
        return onward(
            document,
            other,
            (Dense(units=1, activation=Linear()), "Next year"),
            (Output(loss=MeanSquared()), "RNN"),
        )[0]
