"""Sunspots, forecast by an LSTM."""

from core.activations.linear import Linear
from core.data.recipe import DataRecipe
from core.data.sources.sunspots import Sunspots
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.lstm import LSTM
from core.layers.output import Output
from core.losses.mean_squared import MeanSquared
from core.metrics.r_squared import RSquared
from core.optimizers.adam import Adam
from core.schedules.cosine import Cosine
from core.templates.base import Template, in_a_row


class SunspotsLSTM(Template, frozen=True, kw_only=True, tag="sunspots-lstm"):
    """32 LSTM units read 22 years and tell the 23rd; checked with the last years."""

    title = "Sunspots with an LSTM"
    help = "Forecasts the sun's spots from the 22 years before, far better than “as last year”."
    order = 100
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
            (LSTM(units=32), "Memory"),
            (Dense(units=1, activation=Linear()), "Next year"),
            (Output(loss=MeanSquared()), ""),
        )
