"""Which products compute a group of single neurons: neurons of equal depth become one, with zeros for missing wires.

All values of a group lie in one matrix, a row a value, in sections: the inputs, constants and values of the step
before; then the neurons of depth 1, 2 and so on. A row of ones ends each section but the last, so that the biases of
the next ride in its product. A product reads the rows from the first that one of its neurons needs to the section's
end; where a neuron has no wire from a row between, its weight is 0 and stays so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.activations.base import Activation
from core.document.graph import End
from core.layers.base import Parameter
from core.layers.neuron import Neuron


@dataclass(frozen=True, slots=True)
class Source:
    """Where a neuron's input comes from: another neuron of the group, a value of an input list, or a constant.

    ``again``: of a constant that several wires bring to one neuron, which of them; each has a row, and so a weight.
    """

    neuron: str = ""
    block: int = -1
    place: int = 0
    constant: float | None = None
    again: int = 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """A wire into a neuron. ``first``: its weight at the start, None where it is drawn."""

    wire: str
    source: Source
    delayed: bool
    locked: bool
    first: float | None
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Member:
    """A neuron of the group and the wires into it."""

    id: str
    spec: Neuron
    wires: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single learned number: where it lies in the group's part of the flat vector, and what it starts with."""

    key: str  # the id of its wire or neuron
    parameter: Parameter
    place: int
    first: float | None
    learns: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring rows with the same activation."""

    activation: Activation
    rows: slice


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Neurons of equal depth: rows ``rows`` = f(Wᵀ · rows ``reads``), with W (reads, neurons) at ``place``.

    ``biased``: the last row that is read is the row of ones. ``mask`` is W's shape, True where something is learned;
    None where all of it is. ``runs`` count within the level.
    """

    reads: slice
    rows: slice
    place: int
    biased: bool
    mask: NDArray[np.bool_] | None
    runs: tuple[Run, ...]

    @property
    def shape(self) -> tuple[int, int]:
        return self.reads.stop - self.reads.start, self.rows.stop - self.rows.start

    @property
    def size(self) -> int:
        return self.shape[0] * self.shape[1]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """How a group is computed.

    ``blocks``: of each input list the places that are used and the rows that they go to. ``constants``: rows that
    always hold the same. ``delays``: pairs of a row and the row whose value of the step before it holds. ``ones``: all
    rows of ones. ``inputs``: how many rows there are before the first row of ones. ``outputs``: the neurons that are
    read outside. ``rows``: where each neuron's value stands; ``shown``: other single values that stand here only.
    """

    height: int
    inputs: int
    blocks: tuple[tuple[tuple[int, ...], slice], ...]
    whole: tuple[bool, ...]  # of each input list, whether all of it is used
    constants: tuple[tuple[int, float], ...]
    delays: tuple[tuple[int, int], ...]
    ones: tuple[int, ...]
    levels: tuple[Level, ...]
    scalars: tuple[Scalar, ...]
    outputs: tuple[str, ...]
    rows: dict[str, int]
    shown: dict[End, int]

    @property
    def size(self) -> int:
        """Numbers in the flat vector, the zeros of missing wires among them."""
        return sum(level.size for level in self.levels)


def planned(
    members: Sequence[Member], sizes: Sequence[int], outputs: tuple[str, ...], shown: dict[End, Source]
) -> Plan:
    """Lay out a group.

    Args:
        members: in an order in which wires that are not delayed lead forward.
        sizes: how many values each input list has.
        shown: single values that stand nowhere else, to be looked at.
    """
    return _Planner(members, sizes, shown).plan(outputs)


class _Planner:
    def __init__(self, members: Sequence[Member], sizes: Sequence[int], shown: dict[End, Source]) -> None:
        self.members, self.sizes, self.shown = members, sizes, shown
        self.row: dict[Source, int] = {}
        self.delayed: dict[Source, int] = {}
        self.ones: list[int] = []
        self.scalars: list[Scalar] = []
        self.height = self.size = 0

    def plan(self, outputs: tuple[str, ...]) -> Plan:
        blocks = self._place_blocks()
        constants = self._place_constants()
        for source in dict.fromkeys(w.source for m in self.members for w in m.wires if w.delayed):
            self.delayed[source] = self._take_row()
        inputs = self.height
        depths = self._depths()
        levels = [
            self._level([m for m in self.members if depths[m.id] == depth])
            for depth in range(1, max(depths.values()) + 1)
        ]
        return Plan(
            height=self.height,
            inputs=inputs,
            blocks=blocks,
            whole=tuple(places == tuple(range(n)) for (places, _), n in zip(blocks, self.sizes, strict=True)),
            constants=constants,
            delays=tuple((row, self.row[source]) for source, row in self.delayed.items()),
            ones=tuple(self.ones),
            levels=tuple(levels),
            scalars=tuple(self.scalars),
            outputs=outputs,
            rows={m.id: self.row[Source(neuron=m.id)] for m in self.members},
            shown={end: self.row[source] for end, source in self.shown.items()},
        )

    def _take_row(self) -> int:
        self.height += 1
        return self.height - 1

    def _sources(self) -> Iterable[Source]:
        yield from (w.source for m in self.members for w in m.wires)
        yield from self.shown.values()

    def _place_blocks(self) -> tuple[tuple[tuple[int, ...], slice], ...]:
        used: list[set[int]] = [set() for _ in self.sizes]
        for source in self._sources():
            if source.block >= 0:
                used[source.block].add(source.place)
        blocks = []
        for block, places in enumerate(map(sorted, used)):
            start = self.height
            for place in places:
                self.row[Source(block=block, place=place)] = self._take_row()
            blocks.append((tuple(places), slice(start, self.height)))
        return tuple(blocks)

    def _place_constants(self) -> tuple[tuple[int, float], ...]:
        found = {}
        for source in self._sources():
            if source.constant is not None and source not in self.row:
                self.row[source] = self._take_row()
                found[self.row[source]] = source.constant
        return tuple(found.items())

    def _depths(self) -> dict[str, int]:
        depths: dict[str, int] = {}
        for member in self.members:
            before = (depths[w.source.neuron] for w in member.wires if w.source.neuron and not w.delayed)
            depths[member.id] = 1 + max(before, default=0)
        return depths

    def _level(self, members: list[Member]) -> Level:
        kinds = list(dict.fromkeys(m.spec.activation for m in members))
        members = sorted(members, key=lambda m: kinds.index(m.spec.activation))
        biased = any(m.spec.bias for m in members)
        self.ones.append(self._take_row())
        stop = self.height if biased else self.height - 1
        start = min((self._reads(w) for m in members for w in m.wires), default=self.height - 1)
        first = self.height
        for member in members:
            self.row[Source(neuron=member.id)] = self._take_row()
        level = Level(
            reads=slice(start, stop),
            rows=slice(first, self.height),
            place=self.size,
            biased=biased,
            mask=None,
            runs=tuple(_runs(members)),
        )
        mask = self._fill(level, members)
        self.size += level.size
        if mask.all():
            return level
        return Level(level.reads, level.rows, level.place, biased, mask, level.runs)

    def _reads(self, wire: Weighed) -> int:
        return self.delayed[wire.source] if wire.delayed else self.row[wire.source]

    def _fill(self, level: Level, members: list[Member]) -> NDArray[np.bool_]:
        """Note the level's learned numbers; returns where something learns."""
        mask, count = np.zeros(level.shape, bool), len(members)
        for column, member in enumerate(members):
            for wire in member.wires:
                row = self._reads(wire) - level.reads.start
                place = level.place + row * count + column
                self.scalars.append(Scalar(wire.wire, wire.parameter, place, wire.first, not wire.locked))
                mask[row, column] = not wire.locked
            if member.spec.bias:
                (bias,) = member.spec.parameters(((1,),) * len(member.wires))
                place, learns = level.place + level.size - count + column, not member.spec.bias_locked
                self.scalars.append(Scalar(member.id, bias, place, member.spec.first_bias, learns))
                mask[-1, column] = learns
        return mask


def _runs(members: list[Member]) -> Iterable[Run]:
    start = 0
    for end in range(1, len(members) + 1):
        if end == len(members) or members[end].spec.activation != members[start].spec.activation:
            yield Run(members[start].spec.activation, slice(start, end))
            start = end
