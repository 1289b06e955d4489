"""What recurrent layers have in common: steps, directions, layers above each other, masks, truncation.

Everything inside is time-major and feature-major, ``(steps, features, batch)``: a step's gates are blocks that lie
together, so that each elementwise call is one pass over contiguous numbers, and products come out faster than with
the batch in front. Block t of ``stacked`` is [h_t; 1; x_t]: a step's sums, bias and inputs included, are one product,
and so are the gradients of all weights over all steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.layers.recurrent import Recurrent


class Mask:
    """Which steps count: ``valid`` and ``padded`` are 1 and 0 the other way round, (steps, 1, batch)."""

    def __init__(self, build: Build, lengths: Array, steps: int) -> None:
        shape = (steps, 1, build.batch)
        self.valid, self.padded = build.buffer(shape), build.buffer(shape)
        self.where = build.buffer(shape, bool)  # padded, as a condition
        build.forward(np.less_equal, lengths, np.arange(steps)[:, None, None], self.where)
        build.forward(np.copyto, self.padded, self.where)
        build.forward(np.subtract, build.one, self.padded, self.valid)

    def reversed(self) -> Mask:
        other = object.__new__(Mask)
        other.valid, other.padded, other.where = self.valid[::-1], self.padded[::-1], self.where[::-1]
        return other


class Run:
    """One direction of one layer: all its steps, there and back, in its own order of time.

    At a padded step the state stays as it was. In the backward direction padding comes first, so that this one begins
    with the last step that counts. ``slopes`` (steps, sums · units, batch) are first the derivatives of all steps,
    computed in a few large calls, and then, step by step, ∂L/∂(sums).
    """

    gates: ClassVar[int]  # blocks of units in a weight
    sums: ClassVar[int]  # blocks of units in ∂L/∂(sums)
    memories: ClassVar[tuple[str, ...]] = ("start",)  # names of the first states' parameters

    def __init__(
        self, build: Build, spec: Recurrent, shape: tuple[int, int], suffix: str, mask: Mask | None
    ) -> None:
        self.build, self.spec, self.suffix, self.mask = build, spec, suffix, mask
        self.steps, self.features = shape
        self.units, self.batch, self.ones = spec.units, build.batch, int(spec.bias)
        self.stacked = build.constant(1.0, (self.steps + 1, self.rows, self.batch))
        self.h, self.x = self.stacked[:, : self.units], self.stacked[:-1, self.units + self.ones :]
        self.temporary = self.block()
        if build.training:
            self.slopes = build.buffer((self.steps, self.sums * self.units, self.batch))
            self.arriving: list[Array] = []  # ∂L/∂h_t of t = 0 ... steps
            self.passed = self.block()  # what a step hands back to the one before it

    @property
    def rows(self) -> int:
        """The length of [h; 1; x]."""
        return self.units + self.ones + self.features

    def block(self, count: int = 1) -> Array:
        return self.build.buffer((count * self.units, self.batch))

    def parameter(self, name: str) -> Array:
        return self.build.parameter(name + self.suffix)

    def gradient(self, name: str) -> Array:
        return self.build.gradient(name + self.suffix)

    def in_own_time(self, sequence: Array) -> Array:
        """A view of an array with time in front; applied twice it is the array itself."""
        return sequence[::-1] if self.suffix.endswith("back") else sequence

    # -- what a cell says of itself --------------------------------------------------------------------------------
    def states(self) -> tuple[Array, ...]:
        """For each of ``memories`` the states before and after all steps, (steps + 1, units, batch)."""
        return (self.h,)

    def prepare(self) -> None:
        """Bind what comes before the first step: buffers, and weights in the kernel's own order."""
        raise NotImplementedError

    def step(self, t: int) -> None:
        """Bind the calls that compute h_{t+1}."""
        raise NotImplementedError

    def differentiate(self) -> None:
        """Bind the calls that fill ``slopes`` with what only depends on the forward pass."""
        raise NotImplementedError

    def step_back(self, t: int, dh: Array) -> None:
        """Bind the calls that turn slopes[t] into ∂L/∂(sums), given ∂L/∂h_{t+1}."""
        raise NotImplementedError

    def pass_back(self, t: int, cut: bool) -> None:
        """Bind the calls that write ∂L/∂h_t through step t into ``passed``; nothing of it where it is cut."""
        raise NotImplementedError

    def weight_gradients(self, stacked: Array, slopes: Array) -> None:
        """Bind the gradients of the weights, from (rows, steps · batch) and (sums · units, steps · batch)."""
        raise NotImplementedError

    def input_slopes(self, slopes: Array) -> Array:
        """The rows of (sums · units, steps · batch) that stand for the sums which the inputs are part of."""
        return slopes

    # -- forward ---------------------------------------------------------------------------------------------------
    def forward(self) -> None:
        forward, mask = self.build.forward, self.mask
        self.prepare()
        self._begin()
        for t in range(self.steps):
            self.step(t)
            if mask is not None:
                for state in self.states():
                    forward(hold, state[t + 1], state[t], mask.where[t])
        if self.build.carries:
            for name, state in zip(self.memories, self.states(), strict=True):
                forward(np.subtract, state[-1], self._start(name), self._carried(name))

    def _begin(self) -> None:
        for name, state in zip(self.memories, self.states(), strict=True):
            state[0] = 0
            if self.build.carries:  # what is carried is how far the state has come from its start
                self.build.forward(np.add, self._start(name), self._carried(name), state[0])
            elif self.spec.learns_start:
                self.build.forward(np.copyto, state[0], self._start(name))

    def _start(self, name: str) -> Array:
        return self.parameter(name)[:, None] if self.spec.learns_start else self.build.number(0.0)

    def _carried(self, name: str) -> Array:
        return self.build.carry(name + self.suffix, (self.units, self.batch))

    def collect(self, weights: Array, gates: slice, *, recurrent: bool = True, inputs: bool = True) -> None:
        """Bind the copying of some columns of [recurrent weight; bias; input weight] into one array."""
        parts = ["recurrent_weight"] * recurrent + ["bias"] * bool(self.ones) + ["input_weight"] * inputs
        row = 0
        for part in parts:
            source = np.atleast_2d(self.parameter(part))[:, gates]
            self.build.forward(np.copyto, weights[row : row + len(source)], source)
            row += len(source)

    # -- backward --------------------------------------------------------------------------------------------------
    def receive(self, last: Array | None) -> Array | None:
        """Make room for ∂L/∂h.

        Args:
            last: ∂L/∂h of the last step, where that is the only one that anybody reads.

        Returns:
            (steps, units, batch) for the others to write into, of all steps; None where ``last`` was given.
        """
        if last is not None:
            self.arriving = [self.passed] * self.steps + [last]
            return None
        arriving = self.build.constant(0.0, (self.steps + 1, self.units, self.batch))
        self.arriving = [self.passed, *arriving[1:]]  # nobody outside reads the state before the first step
        return arriving[1:]

    def backward(self) -> None:
        build = self.build
        self.differentiate()
        if self.mask is not None:
            build.backward(np.multiply, self.slopes, self.mask.valid, self.slopes)
        for t in reversed(range(self.steps)):
            self.step_back(t, self.arriving[t + 1])
            if t or self.spec.learns_start:
                self._back_through(t)
        if self.spec.learns_start and not build.frozen:
            for name, slope in zip(self.memories, self.start_slopes(), strict=True):
                ones = build.constant(1.0, (self.batch,))
                build.backward(np.dot, slope, ones, self.gradient(name))

    def start_slopes(self) -> tuple[Array, ...]:
        """∂L/∂state_0 for each of ``memories``."""
        return (self.arriving[0],)

    def _back_through(self, t: int) -> None:
        backward, passed = self.build.backward, self.passed
        if self.mask is not None:  # where the state stayed, so does its gradient
            backward(np.multiply, self.arriving[t + 1], self.mask.padded[t], self.temporary)
        self.pass_back(t, self.spec.cuts(t))
        if self.mask is not None:
            backward(np.add, passed, self.temporary, passed)
        if self.arriving[t] is not passed:  # others read h_t too
            backward(np.add, self.arriving[t], passed, self.arriving[t])

    def finish(self, wants_input: bool) -> Array | None:
        """Bind the gradients of the weights; ∂L/∂(sums of the inputs) as (gates · units, steps · batch) if wanted."""
        build, count = self.build, self.steps * self.batch
        if build.frozen and not wants_input:
            return None
        slopes = build.buffer((self.sums * self.units, self.steps, self.batch))
        build.backward(np.copyto, slopes, self.slopes.transpose(1, 0, 2))
        flat = slopes.reshape(-1, count)
        if not build.frozen:
            stacked = build.buffer((self.rows, self.steps, self.batch))
            build.backward(np.copyto, stacked, self.stacked[:-1].transpose(1, 0, 2))
            self.weight_gradients(stacked.reshape(-1, count), flat)
        return self.input_slopes(flat) if wants_input else None

    def product(self, stacked: Array, slopes: Array, *targets: Array) -> None:
        """Bind stacked · slopesᵀ, its rows handed out to the targets in turn."""
        result, row = self.build.buffer((len(stacked), len(slopes))), 0
        self.build.backward(np.dot, stacked, slopes.T, result)
        for target in targets:
            count = 1 if target.ndim == 1 else len(target)
            self.build.backward(
                np.copyto, target, result[row] if target.ndim == 1 else result[row : row + count]
            )
            row += count


def hold(target: Array, source: Array, where: Array) -> None:
    """target = source where a step is padded; np.copyto takes the condition by name only."""
    np.copyto(target, source, where=where)


def bind(build: Build, spec: Recurrent, kind: type[Run]) -> None:
    """Bind a recurrent layer: all its layers and directions, and what it emits."""
    x = build.input(0)
    steps = x.shape[0]
    mask = None if x.lengths is None else Mask(build, x.lengths, steps)
    sources, floors = [x.array.transpose(1, 2, 0)], []
    for depth in range(spec.layers):
        features = sum(source.shape[1] for source in sources)
        runs = [
            kind(
                build,
                spec,
                (steps, features),
                suffix,
                mask.reversed() if mask and suffix.endswith("back") else mask,
            )
            for suffix in spec.suffixes(depth)
        ]
        for run in runs:
            for target, source in zip(_parts(run.x, sources), sources, strict=True):
                build.forward(np.copyto, target, run.in_own_time(source))
            run.forward()
        floors.append(runs)
        sources = [run.in_own_time(run.h[1:]) for run in runs]
    dy = _emit(build, spec, floors[-1], sources, mask)
    if dy is not None:
        _bind_backward(build, floors, dy, mask)


def _parts(array: Array, like: list[Array]) -> list[Array]:
    """(steps, features, batch) cut where the features of several sources meet."""
    ends = np.cumsum([source.shape[1] for source in like])
    return np.split(array, ends[:-1].tolist(), axis=1)


def _emit(
    build: Build, spec: Recurrent, runs: list[Run], sources: list[Array], mask: Mask | None
) -> Array | None:
    """Emit the output; its gradient, batch last."""
    if spec.gives == "last step":
        y = build.emit_new((spec.units * len(runs),))
        for target, run in zip(np.split(y.array, len(runs)), runs, strict=True):
            build.forward(np.copyto, target, run.h[-1])
        return y.gradient
    y = build.emit_new((len(sources[0]), spec.units * len(runs)))
    for target, source in zip(_parts(y.array.transpose(1, 2, 0), sources), sources, strict=True):
        if mask is None:
            build.forward(np.copyto, target, source)
        else:
            build.forward(np.multiply, source, mask.valid, target)
    return None if y.gradient is None else y.gradient.transpose(1, 2, 0)


def _bind_backward(build: Build, floors: list[list[Run]], dy: Array, mask: Mask | None) -> None:
    if not build.training:
        return
    top = floors[-1]
    if dy.ndim == 2:
        for run, last in zip(top, np.split(dy, len(top)), strict=True):
            run.receive(last)
    else:
        for run, part in zip(top, np.split(dy, len(top), axis=1), strict=True):
            arriving = run.receive(None)
            assert arriving is not None
            valid = build.one if mask is None else mask.valid
            build.backward(np.multiply, part, valid, run.in_own_time(arriving))
    dx = build.input_gradient(0)
    for depth in reversed(range(len(floors))):
        targets = _room_below(floors[depth - 1]) if depth else [] if dx is None else [dx.transpose(1, 2, 0)]
        for number, run in enumerate(floors[depth]):
            run.backward()
            slopes = run.finish(bool(targets))
            if slopes is not None:
                _hand_down(build, run, slopes, targets, first=number == 0)


def _room_below(runs: list[Run]) -> list[Array]:
    """Where each run of the layer below takes ∂L/∂h, in natural time."""
    arriving = [run.receive(None) for run in runs]
    return [run.in_own_time(a) for run, a in zip(runs, arriving, strict=True) if a is not None]


def _hand_down(build: Build, run: Run, slopes: Array, targets: list[Array], first: bool) -> None:
    """Bind ∂L/∂x = W · slopes, written by the first direction and added to by the second."""
    dx = build.buffer((run.features, run.steps, run.batch))
    build.backward(np.dot, run.parameter("input_weight"), slopes, dx.reshape(run.features, -1))
    own = run.in_own_time(dx.transpose(1, 0, 2))
    for target, part in zip(targets, _parts(own, targets), strict=True):
        if first:
            build.backward(np.copyto, target, part)
        else:
            build.backward(np.add, target, part, target)
