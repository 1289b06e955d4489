"""What a layer is handed to bind its kernel: arrays to read and write, and a list to put calls into.

A network is run as two flat lists of ``(function, arguments)``. Everything is allocated and every view is bound
while the lists are made; a training step only walks them.

Layout rule: a value of one axis, ``(features,)``, is stored feature-major as ``(features, batch)``, with a row of ones
behind it where the producer allocated it, so that a bias can ride in the product. A value of more axes is stored
batch-first and C-contiguous, ``(batch, *shape)``.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.engine.parts import Parted, Room, parts_of
from core.engine.workers import Table, Workers

if TYPE_CHECKING:
    from core.activations.base import Activation
    from core.adversarial.base import AdversarialLoss
    from core.document.graph import End
    from core.layers.base import Feed
    from core.losses.base import Loss

Array = NDArray[Any]
Shape = tuple[int, ...]
Call = tuple[Callable[..., Any], tuple[Any, ...]]


class Turn(Enum):
    """Whose turn it is in an adversarial network; every other network has ``ALL`` only."""

    ALL = "all"
    DISCRIMINATOR = "discriminator"  # a batch of generated and one of real samples; the discriminator learns
    GENERATOR = "generator"  # generated samples only; the generator learns
    JUDGE = "judge"  # samples from outside go to the discriminator, as if they were real; nobody learns


class Mode(Enum):
    """What a workspace is for."""

    TRAINING = "training"  # forward with dropout and the like, loss, backward
    EVALUATION = "evaluation"  # forward, loss
    INFERENCE = "inference"  # forward


@dataclass(slots=True)
class Value:
    """What flows along a wire, for one batch. ``gradient`` is ∂L/∂array, None where nothing learned lies upstream."""

    shape: Shape
    array: Array
    gradient: Array | None = None
    ones: Array | None = None  # (features + 1, batch): array, and behind it a row of ones
    readers: int = 1  # how many input ports and losses read it
    handed: int = 0  # how many of them have asked for their gradient so far
    fusing: bool = False  # its only reader is a loss that computes the last activation itself
    lengths: Array | None = None  # (batch,): how many steps of each sample count; None: all

    @property
    def feature_axis(self) -> int:
        return 0 if len(self.shape) == 1 else -1


@dataclass(slots=True)
class Arrays:
    """The parts of a network that a layer may ask for by name: parameters, gradients, state."""

    parameters: dict[str, Array]
    gradients: dict[str, Array]
    state: dict[str, Array]
    live: dict[str, Array]
    joined: Callable[[str, str], tuple[Array, Array]]


@dataclass(slots=True)
class Build:
    """One layer's view of the workspace that is being made."""

    batch: int
    mode: Mode
    turn: Turn
    dtype: np.dtype[Any]
    inputs: list[Value | None]  # None at a port that takes no part in this turn
    shapes: tuple[Shape, ...]  # of the input ports, then of what the data feeds
    feeds: dict[str, Array]
    sample_ones: Array | None  # the raw samples with a row of ones behind them, where they lie feature-major
    arrays: Arrays
    random: Callable[[str], np.random.Generator]  # by use; the same use is the same generator
    learns: bool  # something learned lies here or upstream, so gradients flow through here
    readers: tuple[int, ...]  # of each output port
    fusing: bool = False  # the loss behind this layer computes its activation
    frozen: bool = False  # the parameters are held fixed: their gradients are not wanted
    given: bool = False  # what stands at the output is put there from outside
    workers: Workers = field(default_factory=Workers)
    part_count: int = 1
    part: slice | None = None  # None: the whole batch
    place: int = 0  # the number of this part
    worker: int = 0  # who computes it
    rooms: tuple[Room, Room] | None = None  # a part's buffers, and its constants
    carried: dict[str, Array] | None = None  # what is kept from one forward pass to the next, if anything is
    outputs: list[Value] = field(default_factory=list)
    forward_calls: list[Call] = field(default_factory=list)
    backward_calls: list[Call] = field(default_factory=list)
    sums: list[Call] = field(default_factory=list)
    first_calls: list[Call] = field(default_factory=list)
    last_calls: list[Call] = field(default_factory=list)
    compared: Array | None = None  # what the network's answer is compared with here
    terms: list[Array] = field(default_factory=list)  # what the layer adds to the network's loss
    named: dict["End", Value] = field(default_factory=dict)  # values inside the layer that can be looked at

    @property
    def training(self) -> bool:
        return self.mode is Mode.TRAINING

    # -- calls ---------------------------------------------------------------------------------------------------------
    def forward(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Append a call to the forward pass."""
        self.forward_calls.append((function, arguments))

    def backward(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Append a call to the backward pass; within a layer they run in the order given. Ignored outside training."""
        if self.mode is Mode.TRAINING:
            self.backward_calls.append((function, arguments))

    def beforehand(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Append a call to what comes before all layers' forward passes: a preparation of parameters."""
        self.first_calls.append((function, arguments))

    def afterwards(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Append a call to what comes after all layers' backward passes: the rest of a parameter's gradient."""
        if self.mode is Mode.TRAINING:
            self.last_calls.append((function, arguments))

    def by_parts(self, bind: Callable[["Build"], None], count: int | None = None) -> None:
        """Append calls a part of the batch at a time, which cores share and which stay in their caches.

        Neighbouring layers that both do so are computed together, part for part. So the calls may touch only what
        belongs to their part: what ``own`` cuts out, buffers, which last until the calls are done, and what is kept by
        the number of the part or of the worker. Where the batch is small, ``bind`` is handed this build itself.

        Args:
            bind: appends the calls of one part to the build it is handed; called for each worker and part.
            count: of parts, if not the usual one; such calls stand alone.
        """
        parts = parts_of(self.batch, self.part_count if count is None else count)
        if len(parts) == 1:
            bind(self)
            return
        constants = Room()
        forward: Table = []
        backward: Table = []
        for worker in range(self.workers.count):
            room, builds = Room(), []
            for place, part in enumerate(parts):
                rooms = room.restart(), constants.restart()
                build = replace(
                    self,
                    worker=worker,
                    place=place,
                    part=part,
                    rooms=rooms,
                    forward_calls=[],
                    backward_calls=[],
                )
                bind(build)
                builds.append(build)
            forward.append([build.forward_calls for build in builds])
            backward.append([build.backward_calls for build in builds])
        if any(forward[0]):
            self.forward(self.workers.share, Parted(forward, self.batch))
        if any(backward[0]):
            self.backward(self.workers.share, Parted(backward, self.batch))

    def own(self, array: Array) -> Array:
        """The part of a batch-first array, one of all steps of each sample too, that this build is for."""
        if self.part is None:
            return array
        steps = len(array) // self.batch
        return array[self.part.start * steps : self.part.stop * steps]

    # -- arrays --------------------------------------------------------------------------------------------------------
    def buffer(self, shape: Shape, dtype: Any = None) -> Array:
        """An array of the layer's own, for this batch size."""
        dtype = self.dtype if dtype is None else dtype
        return np.empty(shape, dtype) if self.rooms is None else self.rooms[0].take(shape, dtype)

    def number(self, value: float) -> Array:
        """A 0-d array: faster in a call than a Python number."""
        return np.array(value, self.dtype)

    @property
    def one(self) -> Array:
        return self.number(1.0)

    def constant(self, value: float, shape: Shape) -> Array:
        if self.rooms is None:
            return np.full(shape, value, self.dtype)
        return self.rooms[1].take(shape, self.dtype, value)

    def parameter(self, name: str) -> Array:
        return self.arrays.parameters[name]

    def gradient(self, name: str) -> Array:
        return self.arrays.gradients[name]

    def joined(self, first: str, second: str) -> Array:
        """A matrix parameter and the vector behind it as one matrix with one row more."""
        return self.arrays.joined(first, second)[0]

    def joined_gradient(self, first: str, second: str) -> Array:
        return self.arrays.joined(first, second)[1]

    def state(self, name: str) -> Array:
        """What the layer keeps from step to step without learning it; saved with the weights."""
        return self.arrays.state[name]

    def live(self, name: str) -> Array:
        """A field that may change while a training runs, as a 0-d array that the engine keeps up to date."""
        return self.arrays.live[name]

    def fed(self, feed: "Feed") -> Array:
        """What the data recipe hands over: raw samples (laid out as values are), targets (outputs, batch)."""
        return self.feeds[feed]

    @property
    def carries(self) -> bool:
        """Whether a layer with a memory goes on where the last forward pass ended."""
        return self.carried is not None

    def carry(self, name: str, shape: Shape) -> Array:
        """An array, zero at first, that keeps its content from one forward pass to the next."""
        assert self.carried is not None
        return self.carried.setdefault(name, np.zeros(shape, self.dtype))

    # -- values --------------------------------------------------------------------------------------------------------
    def shape_in(self, port: int) -> Shape:
        return self.shapes[port]

    def input(self, port: int) -> Value:
        value = self.inputs[port]
        assert value is not None
        return value

    def input_gradient(self, port: int) -> Array | None:
        """Where the layer's backward calls write ∂L/∂input; to be asked for once. None: nobody needs it.

        Where several layers read one value, each writes its own array; the engine adds them up.
        """
        return self.gradient_of(self.input(port))

    def gradient_of(self, value: Value) -> Array | None:
        """The same for an input value itself."""
        if value.gradient is None:
            return None
        value.handed += 1
        if value.handed == value.readers:  # the last reader's backward runs first
            return value.gradient
        own = np.empty_like(value.gradient)
        self.sums.append((np.add, (value.gradient, own, value.gradient)))
        return own

    def emit_new(self, shape: Shape, gradient: Array | None = None) -> Value:
        """Allocate the value of the next output port.

        Args:
            gradient: where readers are to write its gradient instead of an array of its own: the input's gradient
                of the same shape, by layers which then turn the one into the other in place.
        """
        array, ones = self.fresh(shape)
        if gradient is None and self.learns and self.mode is Mode.TRAINING:
            gradient = self._allocate_gradient(shape)
        return self._emit(Value(shape, array, gradient, ones))

    def emit_view(
        self, shape: Shape, array: Array, gradient: Array | None, ones: Array | None = None
    ) -> Value:
        """Emit a value that is a view of an input; ``gradient`` the same view of the input's gradient."""
        return self._emit(Value(shape, array, gradient, ones))

    def _emit(self, value: Value) -> Value:
        value.readers = self.readers[len(self.outputs)]
        value.fusing = self.fusing
        if not value.readers and value.gradient is not None:
            self.backward(value.gradient.fill, 0.0)  # nobody else writes it; a view of it may be added to
        source = self.inputs[0] if self.inputs else None
        if len(value.shape) > 1 and source is not None and value.shape[0] == source.shape[0]:
            value.lengths = source.lengths
        self.outputs.append(value)
        return value

    def fresh(self, shape: Shape) -> tuple[Array, Array | None]:
        """An array laid out as values of a shape are, and for lists the same with a row of ones behind it."""
        if len(shape) != 1:
            return np.empty((self.batch, *shape), self.dtype), None
        ones = np.ones((shape[0] + 1, self.batch), self.dtype)
        return ones[:-1], ones

    def _allocate_gradient(self, shape: Shape) -> Array:
        full = (shape[0], self.batch) if len(shape) == 1 else (self.batch, *shape)
        return np.empty(full, self.dtype)

    # -- activation and loss -------------------------------------------------------------------------------------------
    def activate(self, activation: "Activation", value: Value, z: Array | None = None) -> Array | None:
        """Write y = f(z) into ``value.array``; return where ∂L/∂z will stand (None: not needed).

        Call it after the forward calls that write z, before the backward calls that read ∂L/∂z.

        Args:
            z: the sums, left as they are; None: they stand in ``value.array``.
        """
        y = value.array
        if value.fusing and self.mode is not Mode.INFERENCE:
            if z is not None:
                self.forward(np.copyto, y, z)
            return value.gradient  # the loss computes y and ∂L/∂z
        fresh = z is None and activation.needs_input and self.mode is Mode.TRAINING
        if z is None:
            z = np.empty_like(y) if fresh else y
        if len(value.shape) == 1:
            self._activate(activation, value, z, fresh)
        else:
            self.by_parts(lambda part: part._activate(activation, value, z, fresh))
        return value.gradient

    def _activate(self, activation: "Activation", value: Value, z: Array, fresh: bool) -> None:
        """The calls of this part. ``fresh``: the sums stand in ``value.array`` still."""
        z, y, axis = self.own(z), self.own(value.array), value.feature_axis
        if fresh:
            self.forward(np.copyto, z, y)
        activation.forward(self, z, y, axis)
        if value.gradient is not None:
            activation.backward(self, z, y, self.own(value.gradient), axis)

    def term(self) -> Array:
        """A 0-d array, filled by the layer's forward calls, that is added to the network's loss."""
        self.terms.append(self.number(0.0))
        return self.terms[-1]

    def lose(self, loss: "Loss", target: Array, weight: float, judged: Array | None) -> None:
        """End the network in a loss of its only input.

        Args:
            target: laid out as the input is.
            judged: (1, batch · steps), 1 where a step counts and 0 where not; None: all samples and steps count.
        """
        if self.mode is Mode.INFERENCE:
            return
        y, total, self.compared = self.input(0), self.term(), target
        gradient = self.input_gradient(0) if self.mode is Mode.TRAINING else None
        columns = as_columns(y.array, y.shape)
        share: float | Array = 1.0 / columns.shape[1]
        if judged is not None:
            share, count = self.buffer(judged.shape), self.number(0.0)
            self.forward(np.dot, judged[0], self.constant(1.0, (judged.size,)), count)
            self.forward(partial(np.maximum, count, self.one, out=count))
            self.forward(np.divide, judged, count, share)
        slope = None if gradient is None else as_columns(gradient, y.shape)
        bind = loss.build_fused if y.fusing else loss.build
        bind(self, columns, as_columns(target, y.shape), slope, total, share)
        if weight != 1:
            self.forward(np.multiply, total, self.number(weight), total)
            if gradient is not None:
                self.forward(np.multiply, gradient, self.number(weight), gradient)

    def judge(self, loss: "AdversarialLoss", smoothing: float) -> None:
        """End an adversarial network in its loss; of a double batch the first half is generated."""
        if self.mode is Mode.INFERENCE or self.turn is Turn.JUDGE:
            return
        z = self.input(0)
        gradient = self.input_gradient(0) if self.mode is Mode.TRAINING else None
        slope = np.empty_like(z.array) if gradient is None else gradient
        if self.turn is Turn.GENERATOR:
            halves = [(z.array, slope, loss.fooling)]
        else:
            (fake, real), (fake_slope, real_slope) = np.split(z.array, 2, 1), np.split(slope, 2, 1)
            halves = [
                (fake, fake_slope, loss.generated),
                (real, real_slope, partial(loss.real, smoothing=smoothing)),
            ]
        for answers, part, bind in halves:
            terms, total = np.empty_like(answers), self.term()
            bind(self, answers, terms, part)
            self.forward(np.dot, terms.ravel(), self.constant(1 / terms.size, (terms.size,)), total)
            if gradient is not None:
                self.forward(np.multiply, part, self.number(1 / terms.size), part)


def as_columns(array: Array, shape: Shape) -> Array:
    """A value or its gradient as (features, columns), a view: a column a sample, or a step of a sequence."""
    if len(shape) == 1:
        return array
    return array.reshape(-1, shape[-1] if len(shape) == 2 else math.prod(shape)).T
