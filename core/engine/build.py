"""What a layer is handed to bind its kernel: arrays to read and write, and a list to put calls into.

A network is run as two flat lists of ``(function, arguments)``. Everything is allocated and every view is bound
while the lists are made; a training step only walks them.

Layout rule: a value of one axis, ``(features,)``, is stored feature-major as ``(features, batch)``, with a row of ones
behind it where the producer allocated it, so that a bias can ride in the product. A value of more axes is stored
batch-first and C-contiguous, ``(batch, *shape)``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.layers.base import Feed, Shape

if TYPE_CHECKING:
    from core.activations.base import Activation
    from core.losses.base import Loss

Array = NDArray[Any]
Call = tuple[Callable[..., Any], tuple[Any, ...]]


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
    dtype: np.dtype[Any]
    inputs: list[Value]
    shapes: tuple[Shape, ...]  # of the input ports, then of what the data feeds
    feeds: dict[Feed, Array]
    sample_ones: Array | None  # the raw samples with a row of ones behind them, where they lie feature-major
    arrays: Arrays
    random: Callable[[str], np.random.Generator]  # by use; the same use is the same generator
    learns: bool  # something learned lies here or upstream, so gradients flow through here
    readers: tuple[int, ...]  # of each output port
    fusing: bool = False  # the loss behind this layer computes its activation
    outputs: list[Value] = field(default_factory=list)
    forward_calls: list[Call] = field(default_factory=list)
    backward_calls: list[Call] = field(default_factory=list)
    sums: list[Call] = field(default_factory=list)
    total: Array | None = None  # where a loss writes its value

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

    # -- arrays --------------------------------------------------------------------------------------------------------
    def buffer(self, shape: Shape, dtype: Any = None) -> Array:
        """An array of the layer's own, for this batch size."""
        return np.empty(shape, self.dtype if dtype is None else dtype)

    def number(self, value: float) -> Array:
        """A 0-d array: faster in a call than a Python number."""
        return np.array(value, self.dtype)

    @property
    def one(self) -> Array:
        return self.number(1.0)

    def constant(self, value: float, shape: Shape) -> Array:
        return np.full(shape, value, self.dtype)

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

    def fed(self, feed: Feed) -> Array:
        """What the data recipe hands over: raw samples (laid out as values are), targets (outputs, batch)."""
        return self.feeds[feed]

    # -- values --------------------------------------------------------------------------------------------------------
    def shape_in(self, port: int) -> Shape:
        return self.shapes[port]

    def input(self, port: int) -> Value:
        return self.inputs[port]

    def input_gradient(self, port: int) -> Array | None:
        """Where the layer's backward calls write ∂L/∂input; to be asked for once. None: nobody needs it.

        Where several layers read one value, each writes its own array; the engine adds them up.
        """
        value = self.inputs[port]
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
        array, ones = self._allocate(shape)
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
        self.outputs.append(value)
        return value

    def _allocate(self, shape: Shape) -> tuple[Array, Array | None]:
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
        if z is None:
            z = y
            if activation.needs_input and self.mode is Mode.TRAINING:
                z = np.empty_like(y)
                self.forward(np.copyto, z, y)
        activation.forward(self, z, y, value.feature_axis)
        if value.gradient is not None:
            activation.backward(self, z, y, value.gradient, value.feature_axis)
        return value.gradient

    def lose(self, loss: "Loss", y: Value) -> None:
        """End the network in a loss."""
        if self.mode is Mode.INFERENCE:
            return
        assert self.total is not None
        gradient = self.input_gradient(0) if self.mode is Mode.TRAINING else None
        bind = loss.build_fused if y.fusing else loss.build
        bind(self, y.array, self.fed("target"), gradient, self.total)
