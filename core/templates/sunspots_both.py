"""Sunspots, forecast by two networks side by side."""

from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.layers.lstm import LSTM
from core.layers.simple_rnn import SimpleRNN
from core.templates.base import Template, below, onward
from core.templates.memories import sunspots, value


class SunspotsBoth(Template, frozen=True, kw_only=True, tag="sunspots-both"):
    """An LSTM and a simple RNN of 32 units read the same 22 years; two Outputs, whose losses are added up."""

    title = "Sunspots, two at once"
    help = "An LSTM and a simple RNN forecast the same years: both curves and the truth in one plot."
    order = 115
    group = "Sequences"

    def document(self) -> Document:
        document, other = below(
            sunspots(LSTM(units=32), title="", output="LSTM"), "lstm1", (SimpleRNN(units=32), "")
        )
        document = edits.connect(document, End("input1", "out"), End(other, "in"))
        return onward(document, other, *value("Next year", "RNN"))[0]
