"""What edits have taken from a network, kept so that undoing them gives it back."""

from collections import OrderedDict
from typing import NamedTuple

import numpy as np

from core.engine.build import Array

MOST_BYTES = 256 * 2**20


class Step(NamedTuple):
    """A step of the undo history: its number, and whether it was made (or made again) or undone."""

    number: int
    forward: bool

    @property
    def opposite(self) -> "Step":
        return Step(self.number, not self.forward)


class Keepsakes:
    """Parameters by the step that took them away; of too many, the oldest go."""

    def __init__(self) -> None:
        self._lost: OrderedDict[Step, dict[str, Array]] = OrderedDict()

    def keep(self, step: Step, lost: dict[str, Array]) -> None:
        """Remember what a step has taken away; the arrays are not to be changed any more."""
        self._lost.pop(step, None)
        if lost:
            self._lost[step] = lost
        while self._bytes() > MOST_BYTES:
            self._lost.popitem(last=False)

    def back(self, step: Step) -> dict[str, Array]:
        """What this step gives back: what was lost when it was last gone the other way."""
        return self._lost.pop(step.opposite, {})

    def forget(self) -> None:
        self._lost.clear()

    def _bytes(self) -> int:
        arrays = {id(a): a.nbytes for lost in self._lost.values() for a in lost.values()}
        return sum(arrays.values())


def lost(before: dict[str, Array], after: dict[str, Array]) -> dict[str, Array]:
    """Of two states of a network's parameters, by name, what the first has and the second has not or otherwise."""
    return {
        key: array.copy()
        for key, array in before.items()
        if key not in after or after[key].shape != array.shape or not np.array_equal(after[key], array)
    }
