"""A group of single neurons as ONNX operators; delayed wires as so many steps behind each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.engine.build import Array
    from core.engine.neuron_plan import Level, Plan
    from core.lowering import Lowering


@dataclass(slots=True)
class _Rows:
    """The values of a step so far: names of tensors (batch, ..., count), and which rows of the plan each holds."""

    names: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def put(self, name: str, rows: slice) -> None:
        self.names.append(name)
        self.rows += range(rows.start, rows.stop)


class NeuronsLowering:
    """Writes a plan down. ``steps``: of sequences, how many there are."""

    def __init__(self, plan: Plan, steps: int | None, lowering: Lowering) -> None:
        self.plan, self.steps, self.lowering = plan, steps, lowering
        self.weights = lowering.values("block")
        self._written: dict[tuple[object, ...], str] = {}  # constants; the steps of a sequence share them
        self.lists = [self._list(port, places) for port, (places, _) in enumerate(plan.blocks)]

    def write(self) -> None:
        """Append all operators, and emit the values that others read."""
        if self.plan.delays:
            values = self._in_time()
        else:
            rows = _Rows()
            for name, (_, span) in zip(self.lists, self.plan.blocks, strict=True):
                rows.put(name, span)
            values = self._outputs(self._levels(rows))
        for place in range(len(self.plan.outputs)):
            self.lowering.emit(self._columns(values, [place]))

    def _list(self, port: int, places: tuple[int, ...]) -> str:
        value = self.lowering.input(port)
        if not self.plan.whole[port]:
            value = self._columns(value, list(places))
        if self.steps is not None and len(self.lowering.shape_in(port)) == 1:
            value = self.lowering.over_steps(value, self.steps)
        return value

    def _columns(self, value: str, places: list[int]) -> str:
        if (key := ("places", *places)) not in self._written:
            self._written[key] = self.lowering.constant(np.array(places, np.int64))
        return self.lowering.add("Gather", value, self._written[key], axis=-1)

    def _joined(self, names: list[str], axis: int = -1) -> str:
        return self.lowering.add("Concat", *names, axis=axis) if len(names) > 1 else names[0]

    def _levels(self, rows: _Rows) -> _Rows:
        if not rows.names:  # nothing comes in but constants: a column of zeros has the batch's size
            zeros = self.lowering.spread(0.0)
            if self.steps is not None and not self.plan.delays:
                zeros = self.lowering.over_steps(zeros, self.steps)
            rows.put(zeros, slice(self.plan.inputs, self.plan.inputs + 1))
        for level in self.plan.levels:
            rows.put(self._level(level, rows), level.rows)
        return rows

    def _level(self, level: Level, rows: _Rows) -> str:
        weights = self.weights[level.place : level.place + level.size].reshape(level.shape)
        matrix, bias = ("matrix", level.place, *rows.rows), ("bias", level.place)
        if matrix not in self._written:
            self._written[matrix] = self.lowering.constant(self._matrix(level, weights, rows))
        if bias not in self._written:
            self._written[bias] = self.lowering.constant(self._bias(level, weights))
        sums = self.lowering.add("MatMul", self._joined(rows.names), self._written[matrix])
        sums = self.lowering.add("Add", sums, self._written[bias])
        if len(level.runs) == 1:
            return level.runs[0].activation.lower(self.lowering, sums)
        parts = [
            run.activation.lower(
                self.lowering, self._columns(sums, list(range(run.rows.start, run.rows.stop)))
            )
            for run in level.runs
        ]
        return self._joined(parts)

    def _matrix(self, level: Level, weights: Array, rows: _Rows) -> Array:
        """The weights of all rows so far, 0 where the level does not read them."""
        matrix = np.zeros((len(rows.rows), level.shape[1]), np.float32)
        for place, row in enumerate(rows.rows):
            if level.reads.start <= row < level.reads.stop:
                matrix[place] = weights[row - level.reads.start]
        return matrix

    def _bias(self, level: Level, weights: Array) -> Array:
        """What is the same for all samples: biases, and constants times their weights."""
        bias = np.array(weights[-1] if level.biased else np.zeros(level.shape[1]), np.float32)
        for row, value in self.plan.constants:
            if level.reads.start <= row < level.reads.stop:
                bias += np.float32(value) * weights[row - level.reads.start]
        return bias

    def _outputs(self, rows: _Rows) -> str:
        places = [rows.rows.index(self.plan.rows[name]) for name in self.plan.outputs]
        return self._columns(self._joined(rows.names), places)

    def _in_time(self) -> str:
        held = [row for row, _ in self.plan.delays]
        span = slice(held[0], held[-1] + 1)
        before: _Rows | None = None
        answers = []
        for t in range(self.steps or 1):
            rows = _Rows()
            for name, (_, place) in zip(self.lists, self.plan.blocks, strict=True):
                at = self.lowering.constant(np.array(t, np.int64))
                rows.put(self.lowering.add("Gather", name, at, axis=1), place)
            if before is not None:
                rows.put(self._remembered(before), span)
            before = self._levels(rows)
            axis = self.lowering.constant(np.array([1], np.int64))
            answers.append(self.lowering.add("Unsqueeze", self._outputs(before), axis))
        return self._joined(answers, axis=1)

    def _remembered(self, before: _Rows) -> str:
        """The values that are held from the step before. A constant that is held is one that a bias can be."""
        places = [before.rows.index(source) for _, source in self.plan.delays]
        return self._columns(self._joined(before.names), places)
