"""Two numbers to remember over a hundred steps, by a network that cannot."""

from core.document.document import Document
from core.layers.simple_rnn import SimpleRNN
from core.templates.base import Template
from core.templates.memories import adding


class AddingRNN(Template, frozen=True, kw_only=True, tag="adding-rnn"):
    """The adding problem of 100 steps, with as many tanh units (Hochreiter and Schmidhuber 1997, experiment 4)."""

    title = "Adding problem, simple RNN"
    help = "The same task, trained as long: it forgets, and does no better than always answering 1."
    order = 130
    group = "Sequences"

    def document(self) -> Document:
        return adding(SimpleRNN(units=32))
