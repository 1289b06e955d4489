"""What computes a group of single neurons: a product for each depth, at each step of time where wires are delayed.

``rows`` (values, steps, columns) holds all values of the group as its plan lays them out, ``slopes`` the gradients.
Without delayed wires there is one step, and each step of a sequence is a column of its own; with them a column is a
sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from core.document.graph import End
from core.engine.build import Value
from core.engine.kernels.neuron_inputs import InputList

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.engine.neuron_plan import Level, Plan


class NeuronRun:
    """Binds the calls of a group to a build.

    Args:
        steps: how many steps a sequence has; None: there are no sequences.
    """

    def __init__(self, plan: Plan, build: Build, steps: int | None) -> None:
        self.plan, self.build, self.length = plan, build, steps
        self.steps = (steps or 1) if plan.delays else 1
        self.columns = build.batch if plan.delays else build.batch * (steps or 1)
        self.rows = np.zeros((plan.height, self.steps, self.columns), build.dtype)
        for row in plan.ones:
            self.rows[row] = 1
        for row, value in plan.constants:
            self.rows[row] = value
        self.lists = [
            InputList(self, build.input(port), places, rows)
            for port, (places, rows) in enumerate(plan.blocks)
        ]
        self.direct = self._direct()
        self.learns = build.learns and build.training
        self.slopes = build.buffer(self.rows.shape) if self.learns else self.rows
        self.sums: dict[Level, list[Array]] = {}
        self.written: set[int] = (
            set()
        )  # rows of slopes that hold something when the backward pass comes to them

    def _direct(self) -> Array | None:
        """The only input list with its row of ones, where the products can read it in its place."""
        plan, (first, *others) = self.plan, self.plan.levels
        if len(self.lists) != 1 or not plan.whole[0] or plan.constants or plan.delays or self.length:
            return None
        if any(level.reads.start <= plan.inputs for level in others):
            return None
        ones = self.lists[0].value.ones
        return ones if ones is not None or first.biased else self.lists[0].value.array

    # -- forward -------------------------------------------------------------------------------------------------------
    def bind(self) -> None:
        """Append the calls, and emit the values that others read."""
        forward, plan = self.build.forward, self.plan
        if self.direct is None:
            for entry in self.lists:
                entry.bind_forward()
        carried = self._carried()
        for t in range(self.steps):
            for held, source in self._delays():
                if t:
                    forward(np.copyto, self.rows[held, t], self.rows[source, t - 1])
            for level in plan.levels:
                self._forward(level, t)
        for place, (_, row) in enumerate(plan.delays if carried is not None else ()):
            forward(np.copyto, carried[place], self.rows[row, -1])  # type: ignore[index]
        values = self._emit()
        self._show()
        if self.learns:
            self._bind_backward(values)

    def _carried(self) -> Array | None:
        """Where the last step is kept for the next pass, if anything is; it is the step before the first."""
        if not self.plan.delays or not self.build.carries:
            return None
        carried = self.build.carry("previous", (len(self.plan.delays), self.columns))
        for place, (held, _) in enumerate(self.plan.delays):
            self.build.forward(np.copyto, self.rows[held, 0], carried[place])
        return carried

    def _delays(self) -> Iterator[tuple[slice, slice]]:
        """Rows that hold the step before, and what they hold, as many at a time as lie side by side."""
        start = 0
        pairs = self.plan.delays
        for end in range(1, len(pairs) + 1):
            if end == len(pairs) or pairs[end][1] != pairs[end - 1][1] + 1:
                (row, source), count = pairs[start], end - start
                yield slice(row, row + count), slice(source, source + count)
                start = end

    def weights(self, level: Level, flat: Array) -> Array:
        return flat[level.place : level.place + level.size].reshape(level.shape)

    def _read(self, level: Level) -> Array:
        """What a level's product reads, (values, steps, columns)."""
        if self.direct is not None and level is self.plan.levels[0]:
            return self.direct[level.reads, None]
        return self.rows[level.reads]

    def _forward(self, level: Level, t: int) -> None:
        build, (_, count) = self.build, level.shape
        y = self.rows[level.rows, t]
        keeps = build.training and any(run.activation.needs_input for run in level.runs)
        sums = self.sums.setdefault(level, [])
        if keeps or (self.steps > 1 and not sums):
            sums.append(build.buffer((count, self.columns)))
        elif self.steps > 1:
            sums.append(sums[0])
        else:
            sums.append(y)
        z = sums[t]
        build.forward(np.dot, self.weights(level, build.parameter("block")).T, self._read(level)[:, t], z)
        for run in level.runs:
            values = y[run.rows]
            run.activation.forward(build, values if z is y else z[run.rows], values, 0)

    def _emit(self) -> list[Value]:
        return [self._emit_row(self.plan.rows[name]) for name in self.plan.outputs]

    def _emit_row(self, row: int) -> Value:
        build = self.build
        if self.length is None:
            slope = self.slopes[row] if self.learns else None
            return build.emit_view((1,), self.rows[row], slope)
        shape = (self.length, 1)
        if self.steps == 1:
            whole = (build.batch, *shape)
            slope = self.slopes[row].reshape(whole) if self.learns else None
            value = build.emit_view(shape, self.rows[row].reshape(whole), slope)
        else:
            value = build.emit_new(shape)
            build.forward(np.copyto, value.array[..., 0], self.rows[row].T)
        value.lengths = next((e.value.lengths for e in self.lists if e.value.lengths is not None), None)
        return value

    def _show(self) -> None:
        """Say where the single values stand, for whoever looks at them."""
        rows = {End(name, "out"): row for name, row in self.plan.rows.items()} | self.plan.shown
        for end, row in rows.items():
            direct = self.direct is not None and row < self.plan.inputs
            array = self.direct[row : row + 1] if self.direct is not None and direct else self.rows[row]
            if self.length is None:
                self.build.named[end] = Value((1,), array)
            elif self.steps == 1:
                self.build.named[end] = Value(
                    (self.length, 1), array.reshape(self.build.batch, self.length, 1)
                )
            else:
                self.build.named[end] = Value((self.length, 1), array.T[..., None])

    # -- backward ------------------------------------------------------------------------------------------------------
    def _bind_backward(self, values: list[Value]) -> None:
        build, plan = self.build, self.plan
        outside = [plan.rows[name] for name in plan.outputs]
        self.written = set(outside)
        if self.steps > 1:
            build.backward(self.slopes.fill, 0.0)
            self.written = set(range(plan.height))  # everything is added
            for row, value in zip(outside, values, strict=True):
                if value.gradient is not None:
                    build.backward(np.copyto, self.slopes[row].T, value.gradient[..., 0])
        asked = any(entry.gradient is not None for entry in self.lists)
        for t in reversed(range(self.steps)):
            for level in reversed(plan.levels):
                self._backward(level, t, asked or bool(plan.delays))
            for held, source in self._delays():
                if t:
                    into = self.slopes[source, t - 1]
                    build.backward(np.add, into, self.slopes[held, t], into)
        if not build.frozen:
            for level in plan.levels:
                self._weight_gradient(level)
        for entry in self.lists:
            entry.bind_backward()

    def _backward(self, level: Level, t: int, asked: bool) -> None:
        """From the slopes of a level's values to those of its sums, and on to what it reads."""
        build, first = self.build, self.plan.inputs + 1
        self._fill(range(level.rows.start, level.rows.stop))
        y, slope, z = self.rows[level.rows, t], self.slopes[level.rows, t], self.sums[level][t]
        for run in level.runs:
            run.activation.backward(build, z[run.rows], y[run.rows], slope[run.rows], 0)
        start = level.reads.start if asked else max(level.reads.start, first)
        stop = level.reads.stop - level.biased
        if start >= stop:
            return
        weights = self.weights(level, build.parameter("block"))[
            start - level.reads.start : stop - level.reads.start
        ]
        into = self.slopes[start:stop, t]
        if self.written.isdisjoint(range(start, stop)):
            build.backward(np.dot, weights, slope, into)
        else:
            share = build.buffer((stop - start, self.columns))
            build.backward(np.dot, weights, slope, share)
            for part, known in self._parts(start, stop):
                here, there = self.slopes[part, t], share[part.start - start : part.stop - start]
                if known:
                    build.backward(np.add, here, there, here)
                else:
                    build.backward(np.copyto, here, there)
        self.written.update(range(start, stop))

    def _parts(self, start: int, stop: int) -> Iterator[tuple[slice, bool]]:
        """Neighbouring rows that hold something already, or do not."""
        edges = [
            start,
            *(r for r in range(start + 1, stop) if (r in self.written) != (r - 1 in self.written)),
            stop,
        ]
        for begin, end in pairwise(edges):
            yield slice(begin, end), begin in self.written

    def _fill(self, rows: Iterable[int]) -> None:
        """Nothing came back to these rows: their slopes are 0."""
        for row in rows:
            if row not in self.written:
                self.build.backward(self.slopes[row].fill, 0.0)
                self.written.add(row)

    def fill_inputs(self, rows: slice) -> Array:
        """The slopes of some input rows, (values, steps, columns), after the backward calls so far."""
        self._fill(range(rows.start, rows.stop))
        return self.slopes[rows]

    def _weight_gradient(self, level: Level) -> None:
        build = self.build
        gradient = self.weights(level, build.gradient("block"))
        read = self._read(level).reshape(level.shape[0], -1)
        build.backward(np.dot, read, self.slopes[level.rows].reshape(level.shape[1], -1).T, gradient)
        if level.mask is not None:
            build.backward(np.multiply, gradient, level.mask.astype(build.dtype), gradient)
