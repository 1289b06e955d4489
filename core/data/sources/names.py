"""Names, letter by letter."""

from functools import cache
from typing import Annotated, ClassVar, Literal

import numpy as np

from core.data.base import DataInfo, Dataset, Source
from core.data.files import load_arrays
from core.data.tokens import END, PADDING, START, encoded
from core.spec import meta

VOCABULARY = (PADDING, START, END, *"abcdefghijklmnopqrstuvwxyz")
Kind = Literal["girls", "boys", "girls and boys", "families"]
LISTS: dict[Kind, tuple[str, ...]] = {
    "girls": ("girls",),
    "boys": ("boys",),
    "girls and boys": ("girls", "boys"),
    "families": ("families",),
}


class Names(Source, frozen=True, kw_only=True, tag="names"):
    """Names in the United States of 1990, letter by letter; the answer at each step is the next letter.

    Samples (steps,) are a start token and the letters, answers the letters and an end token; behind it nothing
    is judged.
    """

    title = "Names"
    help = "Thousands of names, letter by letter. A network that tells the next letter can make up new ones."
    order = 80
    merit: ClassVar[str] = "new"

    kind: Annotated[Kind, meta("Names of", "Whose names.")] = "girls and boys"

    @property
    def summary(self) -> str:
        return self.kind

    def names(self) -> tuple[str, ...]:
        """The names in small letters, the most frequent first, each once."""
        return _names(self.kind)

    def info(self) -> DataInfo:
        names = self.names()
        steps = max(map(len, names)) + 1
        return DataInfo(
            sample_shape=(steps,),
            class_names=VOCABULARY,
            vocabulary=VOCABULARY,
            count=len(names),
            steps=steps,
            unequal=True,
        )

    def load(self, seed: int) -> Dataset:
        info, names = self.info(), self.names()
        lengths = np.array([len(name) + 1 for name in names], np.intp)
        place = np.arange(info.steps)
        samples = np.full((info.count, info.steps), VOCABULARY.index(PADDING), np.uint8)
        samples[:, 0] = VOCABULARY.index(START)
        samples[(place > 0) & (place < lengths[:, None])] = encoded("".join(names), VOCABULARY)
        labels = np.full((info.count, info.steps), -1, np.intp)
        labels[:, :-1] = np.where(place[1:] < lengths[:, None], samples[:, 1:].astype(np.intp), -1)
        labels[place == lengths[:, None] - 1] = VOCABULARY.index(END)
        return Dataset(info, samples, labels=labels, lengths=lengths)

    def judge(self, text: str) -> list[tuple[int, int, bool]]:
        return [(0, len(text), text not in _known(self.kind))] if text else []


@cache
def _known(kind: Kind) -> frozenset[str]:
    return frozenset(_names(kind))


@cache
def _names(kind: Kind) -> tuple[str, ...]:
    arrays = load_arrays("names.npz")
    found = [name for part in LISTS[kind] for name in arrays[part].tobytes().decode("ascii").split("\n")]
    return tuple(dict.fromkeys(found))
