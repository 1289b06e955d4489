"""Two numbers to remember over a hundred steps."""

from core.document.document import Document
from core.layers.lstm import LSTM
from core.templates.base import Template
from core.templates.memories import adding


class AddingLSTM(Template, frozen=True, kw_only=True, tag="adding-lstm"):
    """The adding problem of 100 steps, with 32 LSTM units (Hochreiter and Schmidhuber 1997, experiment 4)."""

    title = "Adding problem, LSTM"
    help = "Remembers two marked numbers over a hundred steps and tells their sum."
    order = 120
    group = "Sequences"

    def document(self) -> Document:
        return adding(LSTM(units=32))
