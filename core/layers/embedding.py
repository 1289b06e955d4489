"""Vectors for tokens."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from core.activations.linear import Linear
from core.errors import ShapeError
from core.initializers import AnyInitializer
from core.initializers.base import Initializer
from core.initializers.uniform import Uniform
from core.layers.base import Category, Layer, Parameter, Shape, mismatch
from core.layers.flatten import Flatten
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering

INT64 = 7  # the number of that type in ONNX


class ZeroRow(Initializer, frozen=True, kw_only=True, tag="zero-row"):
    """Another initialiser with one row set to zero. Not offered in forms."""

    inner: AnyInitializer
    row: int

    def sample(
        self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator
    ) -> NDArray[np.float64]:
        drawn = self.inner.sample(shape, fan_in, fan_out, random)
        drawn[self.row] = 0
        return drawn


class Embedding(Layer, frozen=True, kw_only=True, tag="embedding"):
    """y_t = W[x_t], with x (steps,) of whole numbers and W (tokens, size). Others count as the nearest."""

    title = "Embedding"
    help = "Gives each token (a letter, a word) a list of numbers of its own, which is learned."
    order = 40
    icon = "M2.5 3.5h3v3h-3zM2.5 9.5h3v3h-3zM8.5 5h5M8.5 11h5"
    category: ClassVar[Category] = "recurrent"
    takes_tokens: ClassVar[bool] = True
    each_step: ClassVar[bool] = True

    tokens: Annotated[
        int, meta("Tokens", "How many different tokens there are.", ge=1, le=100_000, log=True, reach=10_000)
    ] = 64
    size: Annotated[
        int, meta("Size", "How many numbers stand for each token.", ge=1, le=4096, log=True, reach=256)
    ] = 16
    padding: (
        Annotated[
            int,
            meta(
                "Padding token",
                "A token whose vector stays zero, such as the one that fills up short sequences.",
                ge=0,
                le=99_999,
                start=0,
                advanced=True,
            ),
        ]
        | None
    ) = None
    initializer: Annotated[
        AnyInitializer, meta("First vectors", "How the vectors are drawn at the start.", advanced=True)
    ] = Uniform()

    @property
    def summary(self) -> str:
        return f"{self.tokens:,} → {self.size}"

    def giving(self, shape: Shape) -> "Embedding | None":
        return replace(self, size=shape[1]) if len(shape) == 2 else None

    @property
    def blank(self) -> int | None:
        """The padding token, where there is such a token."""
        return self.padding if self.padding is not None and self.padding < self.tokens else None

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        if len(shape) != 1:
            raise ShapeError(mismatch(shape, self.title, "a list of token numbers, one a step"), (Flatten(),))
        return ((shape[0], self.size),)

    def parameters(self, inputs: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        drawn = self.initializer.fitted(Linear())
        if self.blank is not None:
            drawn = ZeroRow(inner=drawn, row=self.blank)
        shape = (self.tokens, self.size)
        return (
            Parameter(name="weight", shape=shape, initializer=drawn, fan_in=self.tokens, fan_out=self.size),
        )

    def memory(self, inputs: tuple[Shape, ...]) -> int:
        return 8 * inputs[0][0] * (1 + self.size)

    def build(self, build: "Build") -> None:
        x = build.input(0)
        y, weight = build.emit_new((x.shape[0], self.size)), build.parameter("weight")
        numbers = build.buffer((build.batch, x.shape[0]), np.intp)
        build.forward(_to_whole, numbers, x.array.T)
        build.forward(partial(np.maximum, numbers, np.intp(0), out=numbers))
        build.forward(partial(np.minimum, numbers, np.intp(self.tokens - 1), out=numbers))
        build.forward(_take, weight, numbers, y.array)
        counts = None
        if self.blank is not None:
            counts = build.buffer((*numbers.shape, 1), bool)
            build.forward(np.not_equal, numbers[..., None], np.intp(self.blank), counts)
            build.forward(np.multiply, y.array, counts, y.array)
        if build.training and y.gradient is not None:
            self._backward(build, y.gradient, numbers)

    def _backward(self, build: "Build", dy: "Array", numbers: "Array") -> None:
        """Each vector's gradient is the sum over the places where its token stands."""
        dx = build.input_gradient(0)
        if dx is not None:  # a token is a name, not an amount
            build.backward(dx.fill, 0)
        if build.frozen:
            return
        gradient = build.gradient("weight")
        # np.add.at has a fast loop for one axis only: 5 times faster than with rows, and needs no sorting
        places, within = build.buffer((*numbers.shape, self.size), np.intp), np.arange(self.size)
        build.backward(np.multiply, numbers[..., None], np.intp(self.size), places)
        build.backward(np.add, places, within, places)
        build.backward(gradient.fill, 0)
        build.backward(np.add.at, gradient.reshape(-1), places.reshape(-1), dy.reshape(-1))
        if self.blank is not None:
            build.backward(gradient[self.blank].fill, 0)

    def lower(self, lowering: "Lowering") -> None:
        weight = lowering.parameter("weight")
        if self.blank is not None:
            kept = lowering.values("weight").copy()
            kept[self.blank] = 0
            weight = lowering.constant(kept)
        number = lowering.add("Cast", lowering.input(0), to=INT64)
        bounds = (lowering.constant(np.array(bound, np.int64)) for bound in (0, self.tokens - 1))
        lowering.emit(lowering.add("Gather", weight, lowering.add("Clip", number, *bounds), axis=0))


def _to_whole(numbers: "Array", values: "Array") -> None:
    np.copyto(numbers, values, casting="unsafe")


def _take(weight: "Array", numbers: "Array", vectors: "Array") -> None:
    """vectors = weight[numbers]; without a mode, np.take would fill a copy of its output first."""
    np.take(weight, numbers, axis=0, out=vectors, mode="clip")
