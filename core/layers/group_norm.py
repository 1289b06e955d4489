"""Group normalisation."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from msgspec.structs import replace

from core.errors import ShapeError
from core.layers.base import Category, Layer, Parameter, Shape, mismatch, size_of
from core.layers.batch_norm import repeats, scale_and_shift
from core.spec import meta

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.engine.build import Array, Build
    from core.lowering import Lowering

    Add = Callable[..., None]


class GroupNorm(Layer, frozen=True, kw_only=True, tag="group-norm"):
    """y = γ (x - μ) / sqrt(σ² + ε) + β over each group of channels and all pixels of a sample (Wu and He 2018).

    It needs no batch. One group: the layer normalisation of images; a group a channel: instance normalisation.
    """

    title = "GroupNorm"
    help = "Like BatchNorm, but over groups of channels of one sample: works with the smallest batches."
    order = 30
    icon = "M2.5 3h4.5v10H2.5zM9 3h4.5v10H9zM2.5 8H7M9 8h4.5"
    counts_padding: ClassVar[bool] = True
    category: ClassVar[Category] = "normalisation"

    groups: Annotated[
        int,
        meta("Groups", "How many groups the channels are divided into.", ge=1, le=64, log=True),
    ] = 2
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

    @property
    def summary(self) -> str:
        return f"{self.groups} group{'' if self.groups == 1 else 's'}"

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        channels = inputs[0][-1]
        if channels % self.groups:
            fitting = max(g for g in range(1, self.groups) if channels % g == 0)
            wanted = (*inputs[0][:-1], -(-channels // self.groups) * self.groups)
            raise ShapeError(
                mismatch(
                    inputs[0],
                    self.title,
                    f"a multiple of {self.groups} channels, for {self.groups} equal groups",
                )
                + f" {fitting} would do.",
                wanted=wanted,
                instead=(replace(self, groups=fitting),),
            )
        return inputs

    def parameters(self, inputs: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        return scale_and_shift(inputs[0][-1])

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return 3 * size_of(inputs[0])

    def memory(self, inputs: tuple[Shape, ...]) -> int:
        return 2 * 4 * size_of(inputs[0])

    def build(self, build: "Build") -> None:
        x = build.input(0)
        dx = build.input_gradient(0) if build.training else None
        y = build.emit_new(x.shape, dx)  # both gradients in one array
        views = (_Lists if len(x.shape) == 1 else _Images)(build, self.groups, x.shape)
        kernel = _Kernel(build, views, self.epsilon)
        kernel.forward(x.array, y.array)
        if y.gradient is not None:
            kernel.backward(y.gradient, onward=x.gradient is not None)

    def lower(self, lowering: "Lowering") -> None:
        shape = lowering.shape_in(0)
        split = (-1, size_of(shape[:-1]), self.groups, shape[-1] // self.groups)
        x = lowering.add("Reshape", lowering.input(0), lowering.constant(np.array(split)))
        mean = lowering.add("ReduceMean", x, axes=[1, 3])
        centred = lowering.add("Sub", x, mean)
        variance = lowering.add("ReduceMean", lowering.add("Mul", centred, centred), axes=[1, 3])
        deviation = lowering.add("Sqrt", lowering.add("Add", variance, lowering.constant(self.epsilon)))
        normal = lowering.add("Div", centred, deviation)
        normal = lowering.add("Reshape", normal, lowering.constant(np.array((-1, *shape))))
        scaled = lowering.add("Mul", normal, lowering.parameter("scale"))
        lowering.emit(lowering.add("Add", scaled, lowering.parameter("shift")))


class _Views:
    """How values are looked at, so that numbers a group or a channel go with them in long runs.

    ``add``: appends a call to one of the two passes.
    """

    def __init__(self, build: "Build", groups: int, shape: Shape) -> None:
        self.build, self.groups, self.inside = build, groups, shape[-1] // groups
        self.channels, self.pixels = shape[-1], size_of(shape[:-1])
        self.share = build.number(1 / (self.inside * self.pixels))

    def rows(self, array: "Array") -> "Array":
        raise NotImplementedError

    def mean(self, add: "Add", array: "Array") -> "Array":
        """Where the mean of each group will stand."""
        raise NotImplementedError

    def a_group(self, add: "Add", numbers: "Array") -> "Array":
        """Numbers as ``mean`` gives them, shaped to go with ``rows``."""
        raise NotImplementedError

    def a_channel(self, add: "Add", numbers: "Array") -> "Array":
        """Numbers (channels,), shaped to go with ``rows``."""
        raise NotImplementedError

    def sum(self, array: "Array", out: "Array") -> None:
        """Add up what belongs to each channel, in the backward pass."""
        raise NotImplementedError


class _Lists(_Views):
    """Rows (groups, channels of a group, batch)."""

    def rows(self, array: "Array") -> "Array":
        return array.reshape(self.groups, self.inside, -1)

    def mean(self, add: "Add", array: "Array") -> "Array":
        mean = self.build.buffer((self.groups, 1, self.build.batch))
        add(np.add.reduce, self.rows(array), 1, None, mean, True)
        add(np.multiply, mean, self.share, mean)
        return mean

    def a_group(self, add: "Add", numbers: "Array") -> "Array":
        return numbers

    def a_channel(self, add: "Add", numbers: "Array") -> "Array":
        return numbers.reshape(self.groups, self.inside, 1)

    def sum(self, array: "Array", out: "Array") -> None:
        self.build.backward(np.dot, array, self.build.constant(1.0, (self.build.batch,)), out)


class _Images(_Views):
    """Rows (batch, pixels / repeats, repeats · channels)."""

    def __init__(self, build: "Build", groups: int, shape: Shape) -> None:
        super().__init__(build, groups, shape)
        self.repeats = repeats(shape)

    def rows(self, array: "Array") -> "Array":
        return array.reshape(self.build.batch, -1, self.repeats * self.channels)

    def mean(self, add: "Add", array: "Array") -> "Array":
        build = self.build
        sums, mean = (
            build.buffer((build.batch, 1, self.channels)),
            build.buffer((build.batch, self.groups, 1)),
        )
        ones = build.constant(1.0, (1, self.pixels))
        add(np.matmul, ones, array.reshape(build.batch, self.pixels, self.channels), sums)
        add(np.add.reduce, sums.reshape(build.batch, self.groups, self.inside), 2, None, mean, True)
        add(np.multiply, mean, self.share, mean)
        return mean

    def a_group(self, add: "Add", numbers: "Array") -> "Array":
        row = self.build.buffer((self.build.batch, self.repeats, self.groups, self.inside))
        add(np.copyto, row, numbers[:, None])
        return row.reshape(self.build.batch, 1, -1)

    def a_channel(self, add: "Add", numbers: "Array") -> "Array":
        row = self.build.buffer((self.repeats, self.channels))
        add(np.copyto, row, numbers)
        return row.reshape(-1)

    def sum(self, array: "Array", out: "Array") -> None:
        matrix = array.reshape(-1, self.channels)
        self.build.backward(np.dot, self.build.constant(1.0, (len(matrix),)), matrix, out)


class _Kernel:
    """``normal``: x̂ = (x - μ) / sqrt(σ² + ε); ``inverse``: 1 / sqrt(σ² + ε) of each group."""

    def __init__(self, build: "Build", views: _Views, epsilon: float) -> None:
        self.build, self.views, self.epsilon = build, views, build.number(epsilon)

    def forward(self, x: "Array", y: "Array") -> None:
        build, views, add = self.build, self.views, self.build.forward
        self.normal, self.product = build.buffer(x.shape), build.buffer(x.shape)
        normal, product, out = views.rows(self.normal), views.rows(self.product), views.rows(y)
        mean = views.a_group(add, views.mean(add, x))
        add(np.subtract, views.rows(x), mean, normal)
        add(np.multiply, normal, normal, product)
        self.inverse = views.mean(add, self.product)
        add(np.add, self.inverse, self.epsilon, self.inverse)
        add(np.sqrt, self.inverse, self.inverse)
        add(np.divide, build.one, self.inverse, self.inverse)
        add(np.multiply, normal, views.a_group(add, self.inverse), normal)
        add(np.multiply, normal, views.a_channel(add, build.parameter("scale")), out)
        add(np.add, out, views.a_channel(add, build.parameter("shift")), out)

    def backward(self, dy: "Array", *, onward: bool) -> None:
        """dx = (γ dy - mean(γ dy) - x̂ mean(γ dy x̂)) / sqrt(σ² + ε), in the array of dy."""
        build, views, add = self.build, self.views, self.build.backward
        normal, product, rows = views.rows(self.normal), views.rows(self.product), views.rows(dy)
        if not build.frozen:
            views.sum(dy, build.gradient("shift"))
            add(np.multiply, rows, normal, product)
            views.sum(self.product, build.gradient("scale"))
        if not onward:
            return
        add(np.multiply, rows, views.a_channel(add, build.parameter("scale")), rows)
        add(np.multiply, rows, normal, product)
        slope = views.a_group(add, views.mean(add, self.product))
        mean = views.a_group(add, views.mean(add, dy))
        add(np.multiply, normal, slope, product)
        add(np.subtract, rows, product, rows)
        add(np.subtract, rows, mean, rows)
        add(np.multiply, rows, views.a_group(add, self.inverse), rows)
