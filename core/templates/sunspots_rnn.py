"""Sunspots, forecast by a simple recurrent network."""

from core.document.document import Document
from core.layers.simple_rnn import SimpleRNN
from core.templates.base import Template
from core.templates.memories import sunspots


class SunspotsRNN(Template, frozen=True, kw_only=True, tag="sunspots-rnn"):
    """32 tanh units with a memory read 22 years and tell the 23rd; checked with the last years."""

    title = "Sunspots with a simple RNN"
    help = "The same forecast by the simplest network with a memory: compare the two."
    order = 110
    group = "Sequences"

    def document(self) -> Document:
        return sunspots(SimpleRNN(units=32))
