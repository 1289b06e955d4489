"""Made-up names, letter by letter."""

from core.activations.softmax import Softmax
from core.data.recipe import DataRecipe
from core.data.sources.names import Names
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.embedding import Embedding
from core.layers.input import Input
from core.layers.lstm import LSTM
from core.layers.output import Output
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.optimizers.adam import Adam
from core.schedules.cosine import Cosine
from core.templates.base import Template, in_a_row


class NamesLSTM(Template, frozen=True, kw_only=True, tag="names-lstm"):
    """29 tokens → 16, LSTM of 128, softmax over the next letter (Graves 2013: Generating sequences)."""

    title = "Names with an LSTM"
    help = "Reads thousands of names letter by letter, then makes up new ones that sound like names."
    order = 140
    group = "Sequences"

    def document(self) -> Document:
        names = Names()
        tokens = len(names.info().vocabulary)
        return in_a_row(
            Document(
                data=DataRecipe(source=names, train_share=0.9),
                training=TrainingRecipe(
                    optimizer=Adam(), learning_rate=0.003, schedule=Cosine(), batch_size=32, epochs=30
                ),
            ),
            (Input(), "Letters"),
            (Embedding(tokens=tokens, size=16), ""),
            (LSTM(units=128, gives="whole sequence"), "Memory"),
            (Dropout(rate=0.3), ""),
            (Dense(units=tokens, activation=Softmax()), "Next letter"),
            (Output(loss=CategoricalCrossEntropy()), ""),
        )
