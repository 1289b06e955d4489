"""A table that the user typed or pasted."""

from functools import lru_cache
from typing import Annotated

from core.data.base import Dataset
from core.data.table import Answers, Tabular, parse_table
from core.spec import meta

_parsed = lru_cache(maxsize=8)(parse_table)  # asked for at every edit


class TypedTable(Tabular, frozen=True, kw_only=True, tag="typed-table"):
    """Numbers typed or pasted into the document: one sample a line, the answer last."""

    title = "Table, typed in"
    help = "Your own numbers: one sample a line, the answer in the last column."
    order = 60

    rows: Annotated[
        str,
        meta(
            "Rows",
            "One sample a line, columns parted by commas, the answer last. The first line may name them.",
            max_length=200_000,
            entry="lines",
        ),
    ] = "x₁, x₂, answer\n0.1, 0.2, 0\n0.9, 0.4, 1\n0.5, 0.6, 1\n0.2, 0.7, 0\n"
    answers: Answers = "auto"

    def table(self) -> Dataset:
        return _parsed(self.rows, self.answers)
