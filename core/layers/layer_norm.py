"""Layer normalisation."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np

from core.layers.base import Category, Layer, Parameter, Shape, size_of
from core.layers.batch_norm import scale_and_shift
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build, Value
    from core.lowering import Lowering


class LayerNorm(Layer, frozen=True, kw_only=True, tag="layer-norm"):
    """y = γ (x - μ) / sqrt(σ² + ε) + β over the last axis of each sample (Ba, Kiros and Hinton 2016).

    That is: over all values of a list, over the features of each step, over the channels of each pixel, as in Keras
    and in transformers. It does the same in training and afterwards.
    """

    title = "LayerNorm"
    help = "Brings the values of each sample, or of each step, to mean 0 and spread 1. Used in transformers."
    order = 20
    icon = "M13 3H9M13 6.3H3.5M13 9.7H3.5M13 13H9M13.5 2v12"
    each_step: ClassVar[bool] = True
    category: ClassVar[Category] = "normalisation"

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

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return 3 * size_of(inputs[0])

    def memory(self, inputs: tuple[Shape, ...]) -> int:
        return 2 * 4 * size_of(inputs[0])

    def build(self, build: "Build") -> None:
        x = build.input(0)
        dx = build.input_gradient(0) if build.training else None
        y = build.emit_new(x.shape, dx)  # both gradients in one array
        kernel = _Kernel(build, x)
        normal, product, inverse = kernel.forward(y.array, self.epsilon)
        if y.gradient is not None:
            kernel.backward(y.gradient, normal, product, inverse)

    def lower(self, lowering: "Lowering") -> None:
        names = (lowering.parameter("scale"), lowering.parameter("shift"))
        x = lowering.input(0)
        lowering.emit(lowering.add("LayerNormalization", x, *names, axis=-1, epsilon=self.epsilon))


class _Kernel:
    """Any value as a matrix, and sums over one side of it as products: they are fast and round little."""

    def __init__(self, build: "Build", x: "Value") -> None:
        self.build, self.x = build, x
        self.flat, self.features = len(x.shape) == 1, x.shape[-1]
        self.count = x.array.size // self.features
        self.share = build.constant(1 / self.features, (self.features,))
        self.ones = build.constant(1.0, (self.count,))

    def matrix(self, array: "Array") -> "Array":
        return array if self.flat else array.reshape(-1, self.features)

    def over_features(self, matrix: "Array", weights: "Array", out: "Array") -> "tuple[Array, Array, Array]":
        return (weights, matrix, out) if self.flat else (matrix, weights, out)

    def over_samples(self, matrix: "Array", out: "Array") -> "tuple[Array, Array, Array]":
        return (matrix, self.ones, out) if self.flat else (self.ones, matrix, out)

    def a_sample(self, numbers: "Array") -> "Array":
        return numbers if self.flat else numbers[:, None]

    def a_feature(self, numbers: "Array") -> "Array":
        return numbers[:, None] if self.flat else numbers

    def forward(self, y: "Array", epsilon: float) -> "tuple[Array, Array, Array]":
        build, x, y = self.build, self.matrix(self.x.array), self.matrix(y)
        normal, product = build.buffer(x.shape), build.buffer(x.shape)
        mean, inverse = build.buffer((self.count,)), build.buffer((self.count,))
        build.forward(np.dot, *self.over_features(x, self.share, mean))
        build.forward(np.subtract, x, self.a_sample(mean), normal)
        build.forward(np.multiply, normal, normal, product)
        build.forward(np.dot, *self.over_features(product, self.share, inverse))
        build.forward(np.add, inverse, build.number(epsilon), inverse)
        build.forward(np.sqrt, inverse, inverse)
        build.forward(np.divide, build.one, inverse, inverse)
        build.forward(np.multiply, normal, self.a_sample(inverse), normal)
        build.forward(np.multiply, normal, self.a_feature(build.parameter("scale")), y)
        build.forward(np.add, y, self.a_feature(build.parameter("shift")), y)
        return normal, product, inverse

    def backward(self, dy: "Array", normal: "Array", product: "Array", inverse: "Array") -> None:
        """dx = (γ dy - mean(γ dy) - x̂ mean(γ dy x̂)) / σ, in the array of dy."""
        build, dy, scale = self.build, self.matrix(dy), self.build.parameter("scale")
        build.backward(np.multiply, dy, normal, product)
        if not build.frozen:
            build.backward(np.dot, *self.over_samples(dy, build.gradient("shift")))
            build.backward(np.dot, *self.over_samples(product, build.gradient("scale")))
        if self.x.gradient is None:
            return
        weights = build.buffer((self.features,))
        mean, slope = build.buffer((self.count,)), build.buffer((self.count,))
        build.backward(np.multiply, scale, self.share, weights)
        build.backward(np.dot, *self.over_features(dy, weights, mean))
        build.backward(np.dot, *self.over_features(product, weights, slope))
        build.backward(np.multiply, dy, self.a_feature(scale), dy)
        build.backward(np.multiply, normal, self.a_sample(slope), product)
        build.backward(np.subtract, dy, product, dy)
        build.backward(np.subtract, dy, self.a_sample(mean), dy)
        build.backward(np.multiply, dy, self.a_sample(inverse), dy)
