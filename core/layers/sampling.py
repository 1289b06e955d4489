"""The random middle of a variational autoencoder."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np

from core.activations.linear import Linear
from core.errors import ShapeError
from core.layers.base import Layer, Shape, in_words, size_of
from core.layers.dense import Dense
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering

LOWEST, HIGHEST = -30.0, 20.0


class Sampling(Layer, frozen=True, kw_only=True, tag="sampling"):
    """z = μ + exp(v / 2) ε, ε standard normal, in training; z = μ otherwise (Kingma and Welling 2014, section 2.4).

    ``weight`` times the divergence from a standard normal, -½ Σ (1 + v - μ² - exp v), the mean over the batch, joins
    the loss (appendix B). v, the log variance, acts in exp only between -30 and 20; the divergence goes on as a
    straight line beyond, so that large values remain finite and find back.
    """

    title = "Sampling"
    help = "Draws from a bell curve whose middle and width the network chose: the heart of a variational autoencoder."
    order = 80
    icon = "M2 12.5c4 0 3.5-9 6-9s2 9 6 9M8 3.5v9"
    inputs: ClassVar[tuple[str, ...]] = ("mean", "log variance")

    weight: Annotated[
        float,
        meta(
            "Weight of the divergence",
            "How strongly the bell curves are drawn towards the standard one; 0: not at all.",
            ge=0,
            le=100,
            step=0.1,
            reach=5,
            live=True,
        ),
    ] = 1.0

    @property
    def summary(self) -> str:
        return f"weight {self.weight:g}"

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        mean, log_variance = inputs
        if mean != log_variance:
            raise ShapeError(
                f"{in_words(mean)} at mean, {in_words(log_variance)} at log variance; "
                f"{self.title} wants the same shape at both.",
                (Dense(units=log_variance[0], activation=Linear()),)
                if len(mean) == len(log_variance) == 1
                else (),
                wanted=log_variance,
            )
        return (mean,)

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return size_of(inputs[0])

    def memory(self, inputs: tuple[Shape, ...]) -> int:
        return 6 * 4 * size_of(inputs[0])

    def build(self, build: "Build") -> None:
        mean, log_variance = build.input(0), build.input(1)
        gradients = [build.input_gradient(port) if build.training else None for port in (0, 1)]
        if not build.training:
            z = build.emit_view(mean.shape, mean.array, None, mean.ones)
        else:
            z = build.emit_new(mean.shape, gradients[0])  # both gradients in one array
        if build.mode.value == "inference":
            return
        kernel = _Kernel(build, mean.array, log_variance.array)
        kernel.diverge(build.live("weight"))
        if build.training:
            kernel.draw(z.array)
            kernel.backward(z.gradient, gradients[1], gradients[0] is not None)

    def lower(self, lowering: "Lowering") -> None:
        lowering.emit(lowering.input(0))


class _Kernel:
    """With c = v held between the bounds."""

    def __init__(self, build: "Build", mean: "Array", log_variance: "Array") -> None:
        self.build, self.mean, self.log_variance = build, mean, log_variance
        self.held, self.variance, self.noise, self.part = (build.buffer(mean.shape) for _ in range(4))
        self.share = build.number(0.0)  # weight / batch
        low, high = build.constant(LOWEST, mean.shape), build.constant(HIGHEST, mean.shape)
        build.forward(partial(np.maximum, log_variance, low, out=self.held))
        build.forward(partial(np.minimum, self.held, high, out=self.held))

    def diverge(self, weight: "Array") -> None:
        """½ Σ (μ² - 1 - v + e^c (1 + v - c)): the divergence, and lines that touch it at the bounds."""
        build, part, total = self.build, self.part, self.build.term()
        build.forward(np.exp, self.held, self.variance)
        build.forward(np.subtract, self.log_variance, self.held, part)
        build.forward(np.add, part, build.one, part)
        build.forward(np.multiply, part, self.variance, part)
        build.forward(np.subtract, part, self.log_variance, part)
        build.forward(np.subtract, part, build.one, part)
        build.forward(np.multiply, self.mean, self.mean, self.noise)
        build.forward(np.add, part, self.noise, part)
        build.forward(np.multiply, weight, build.number(1 / build.batch), self.share)
        build.forward(np.add.reduce, part, None, None, total)
        build.forward(np.multiply, total, self.share, total)
        build.forward(np.multiply, total, build.number(0.5), total)

    def draw(self, z: "Array") -> None:
        """z = μ + exp(c / 2) ε; the second summand is kept for the gradient."""
        build, normal = self.build, self.build.buffer(z.shape, np.float32)
        build.forward(build.random("noise").standard_normal, None, np.float32, normal)
        build.forward(np.sqrt, self.variance, self.noise)
        build.forward(np.multiply, self.noise, normal, self.noise)
        build.forward(np.add, self.mean, self.noise, z)

    def backward(self, dz: "Array | None", d_log_variance: "Array | None", onward: bool) -> None:
        """dμ = dz + w μ, dv = ½ (dz exp(c / 2) ε [v = c] + w (e^c - 1)), w = weight / batch; dμ in the array of dz."""
        build, part = self.build, self.part
        if d_log_variance is not None and dz is not None:
            build.backward(np.equal, self.log_variance, self.held, part)
            build.backward(np.multiply, part, self.noise, part)
            build.backward(np.multiply, part, dz, part)
            build.backward(np.subtract, self.variance, build.one, d_log_variance)
            build.backward(np.multiply, d_log_variance, self.share, d_log_variance)
            build.backward(np.add, d_log_variance, part, d_log_variance)
            build.backward(np.multiply, d_log_variance, build.number(0.5), d_log_variance)
        if dz is not None and onward:
            build.backward(np.multiply, self.mean, self.share, part)
            build.backward(np.add, dz, part, dz)
