"""Batch normalisation."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np

from core.initializers.ones import Ones
from core.initializers.zeros import Zeros
from core.layers.base import Category, Layer, Parameter, Shape, State, size_of
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build, Value
    from core.lowering import Lowering

LONG_ROW = 256  # numbers in a row from which on NumPy's cost of starting the next row no longer counts


class BatchNorm(Layer, frozen=True, kw_only=True, tag="batch-norm"):
    """y = γ (x - μ) / sqrt(σ² + ε) + β, with μ and σ² of each feature or channel (Ioffe and Szegedy 2015).

    In training μ and σ² are those of the batch, over all samples, steps and pixels (all steps, also those behind
    the end of a shorter sequence), and the running ones follow: r ← r + momentum · (batch's - r), with the unbiased
    variance, as in torch. Otherwise the running ones are used.
    """

    title = "BatchNorm"
    help = "Brings each value to mean 0 and spread 1 over the batch: training becomes faster and steadier."
    order = 10
    icon = "M3 13V9M6.3 13V3.5M9.7 13V3.5M13 13V9M2 13.5h12"
    counts_padding: ClassVar[bool] = True
    each_step: ClassVar[bool] = True
    category: ClassVar[Category] = "normalisation"

    momentum: Annotated[
        float,
        meta(
            "Momentum",
            "How much of each batch goes into the running mean and variance, which are used after training.",
            ge=0,
            le=1,
            step=0.05,
            advanced=True,
        ),
    ] = 0.1
    epsilon: Annotated[
        float,
        meta(
            "Epsilon",
            "A small number added to the variance, so that nothing is divided by zero.",
            ge=1e-7,
            le=1,
            log=True,
            advanced=True,
        ),
    ] = 1e-5

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return inputs

    def parameters(self, inputs: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        return scale_and_shift(inputs[0][-1])

    def states(self, inputs: tuple[Shape, ...]) -> dict[str, State]:
        channels = inputs[0][-1:]
        return {"mean": State(channels), "variance": State(channels, 1.0)}

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return size_of(inputs[0])

    def memory(self, inputs: tuple[Shape, ...]) -> int:
        return 2 * 4 * size_of(inputs[0])

    def smallest_batch(self, inputs: tuple[Shape, ...]) -> int:
        return 2 if size_of(inputs[0][:-1]) == 1 else 1  # one number has no spread

    def build(self, build: "Build") -> None:
        x = build.input(0)
        dx = build.input_gradient(0) if build.training else None
        y = build.emit_new(x.shape, dx)  # both gradients in one array
        kernel = _Kernel(build, x)
        if build.training:
            kernel.train(self, y)
        else:
            kernel.apply(self, y)

    def lower(self, lowering: "Lowering") -> None:
        names = (lowering.parameter("scale"), lowering.parameter("shift"))
        states = (lowering.state("mean"), lowering.state("variance"))
        rank = len(lowering.shape_in(0))
        x, back = lowering.input(0), [0, *range(2, rank + 1), 1]
        if rank > 1:
            x = lowering.add("Transpose", x, perm=[0, rank, *range(1, rank)])
        y = lowering.add("BatchNormalization", x, *names, *states, epsilon=self.epsilon)
        lowering.emit(lowering.add("Transpose", y, perm=back) if rank > 1 else y)


def scale_and_shift(count: int) -> tuple[Parameter, Parameter]:
    """γ, 1 at first, and β, 0 at first; weight decay leaves both alone."""
    shared = {"shape": (count,), "fan_in": 1, "fan_out": 1, "decays": False}
    return (
        Parameter(name="scale", initializer=Ones(), **shared),  # type: ignore[arg-type]
        Parameter(name="shift", initializer=Zeros(), **shared),  # type: ignore[arg-type]
    )


def repeats(shape: Shape) -> int:
    """How many pixels or steps behind each other are best taken as one row, so that rows are long."""
    count = 1
    for extent in reversed(shape[:-1]):
        if count * shape[-1] >= LONG_ROW:
            break
        count *= extent
    return count


class _Kernel:
    """Arrays as rows of numbers of one kind, and numbers a channel laid out so that they go with them."""

    def __init__(self, build: "Build", x: "Value") -> None:
        self.build, self.x = build, x
        self.channels = x.shape[-1]
        self.flat = len(x.shape) == 1
        self.count = x.array.size // self.channels
        self.repeats = repeats(x.shape)
        self.ones = build.constant(1.0, (self.count,))

    def rows(self, array: "Array") -> "Array":
        return array if self.flat else array.reshape(-1, self.repeats * self.channels)

    def total(self, array: "Array", out: "Array") -> "tuple[Array, Array, Array]":
        """Arguments of np.dot for the sum over all but the channels; as a product it is fast and rounds little."""
        if self.flat:
            return array, self.ones, out
        return self.ones, array.reshape(-1, self.channels), out

    def vector(self) -> "Array":
        return self.build.buffer((self.channels,))

    def spread(self, vector: "Array", backward: bool = False) -> "Array":
        """A number a channel, repeated as often as a row needs it."""
        if self.flat:
            return vector[:, None]
        if self.repeats == 1:
            return vector
        row = self.build.buffer((self.repeats, self.channels))
        (self.build.backward if backward else self.build.forward)(np.copyto, row, vector)
        return row.reshape(-1)

    def apply(self, spec: BatchNorm, y: "Value") -> None:
        """y = x a + b with a = γ / sqrt(σ² + ε), b = β - μ a."""
        build, a, b = self.build, self.vector(), self.vector()
        build.forward(np.add, build.state("variance"), build.number(spec.epsilon), a)
        build.forward(np.sqrt, a, a)
        build.forward(np.divide, build.parameter("scale"), a, a)
        build.forward(np.multiply, build.state("mean"), a, b)
        build.forward(np.subtract, build.parameter("shift"), b, b)
        rows = self.rows(y.array)
        build.forward(np.multiply, self.rows(self.x.array), self.spread(a), rows)
        build.forward(np.add, rows, self.spread(b), rows)

    def train(self, spec: BatchNorm, y: "Value") -> None:
        build, x = self.build, self.x.array
        share = build.number(1 / self.count)
        mean, variance, inverse, a = (self.vector() for _ in range(4))
        centred, product = build.buffer(x.shape), build.buffer(x.shape)
        build.forward(np.dot, *self.total(x, mean))
        build.forward(np.multiply, mean, share, mean)
        build.forward(np.subtract, self.rows(x), self.spread(mean), self.rows(centred))
        build.forward(np.multiply, centred, centred, product)
        build.forward(np.dot, *self.total(product, variance))
        build.forward(np.multiply, variance, share, variance)
        build.forward(np.add, variance, build.number(spec.epsilon), inverse)
        build.forward(np.sqrt, inverse, inverse)
        build.forward(np.divide, build.one, inverse, inverse)
        build.forward(np.multiply, build.parameter("scale"), inverse, a)
        build.forward(np.multiply, self.rows(centred), self.spread(a), self.rows(y.array))
        build.forward(np.add, self.rows(y.array), self.spread(build.parameter("shift")), self.rows(y.array))
        self._follow(spec.momentum, mean, variance)
        if y.gradient is not None:
            self._backward(y.gradient, centred, product, inverse, a)

    def _follow(self, momentum: float, mean: "Array", variance: "Array") -> None:
        """r ← r + m (batch's - r); the batch's variance becomes the unbiased one."""
        build, unbiased = self.build, self.build.number(self.count / max(1, self.count - 1))
        build.forward(np.multiply, variance, unbiased, variance)
        for name, found in (("mean", mean), ("variance", variance)):
            running, rate = build.state(name), build.number(momentum)
            build.forward(np.subtract, found, running, found)
            build.forward(np.multiply, found, rate, found)
            build.forward(np.add, running, found, running)

    def _backward(
        self, dy: "Array", centred: "Array", product: "Array", inverse: "Array", a: "Array"
    ) -> None:
        """dx = a (dy - mean(dy) - x̂ mean(dy x̂)), x̂ = centred · inverse; in the array of dy."""
        build, share = self.build, self.build.number(1 / self.count)
        shift, scale = self.vector(), self.vector()
        build.backward(np.dot, *self.total(dy, shift))
        build.backward(np.multiply, dy, centred, product)
        build.backward(np.dot, *self.total(product, scale))
        build.backward(np.multiply, scale, inverse, scale)
        if not build.frozen:
            build.backward(np.copyto, build.gradient("shift"), shift)
            build.backward(np.copyto, build.gradient("scale"), scale)
        if self.x.gradient is None:
            return
        for vector in (shift, scale):
            build.backward(np.multiply, vector, a, vector)
            build.backward(np.multiply, vector, share, vector)
        build.backward(np.multiply, scale, inverse, scale)
        rows, parts = self.rows(dy), self.rows(product)
        build.backward(np.multiply, rows, self.spread(a, True), rows)
        build.backward(np.multiply, self.rows(centred), self.spread(scale, True), parts)
        build.backward(np.subtract, rows, parts, rows)
        build.backward(np.subtract, rows, self.spread(shift, True), rows)
