"""Sunspots, forecast by an LSTM."""

from core.document.document import Document
from core.layers.lstm import LSTM
from core.templates.base import Template
from core.templates.memories import sunspots


class SunspotsLSTM(Template, frozen=True, kw_only=True, tag="sunspots-lstm"):
    """32 LSTM units read 22 years and tell the 23rd; checked with the last years."""

    title = "Sunspots with an LSTM"
    help = "Forecasts the sun's spots from the 22 years before, far better than “as last year”."
    order = 100
    group = "Sequences"

    def document(self) -> Document:
        return sunspots(LSTM(units=32))
