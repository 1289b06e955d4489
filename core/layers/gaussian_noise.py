"""Normally distributed noise on top of the values."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np

from core.layers.base import Category, Layer, Shape
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class GaussianNoise(Layer, frozen=True, kw_only=True, tag="gaussian-noise"):
    """y = x + σ n with n standard normal, drawn anew at each step of training; y = x otherwise."""

    title = "Gaussian noise"
    help = (
        "Adds a little noise to each value in training, so that the network does not learn samples by heart."
    )
    order = 50
    icon = "M2 9l2-3 1.5 5L7.5 4l2 8L11 6.5l1.5 3.5L14 8"
    each_step: ClassVar[bool] = True
    category: ClassVar[Category] = "normalisation"

    deviation: Annotated[
        float,
        meta(
            "Standard deviation",
            "How large the noise is: about two thirds of it lies within this distance of 0.",
            ge=0,
            le=10,
            step=0.05,
            reach=1,
            live=True,
        ),
    ] = 0.1

    @property
    def summary(self) -> str:
        return f"σ {self.deviation:g}"

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return inputs

    def build(self, build: "Build") -> None:
        x, dx = build.input(0), build.input_gradient(0)
        if not build.training:
            build.emit_view(x.shape, x.array, dx, x.ones)
            return
        y = build.emit_new(x.shape, dx)  # both gradients are the same
        noise = build.buffer(y.array.shape, np.float32)
        build.forward(build.random("noise").standard_normal, None, np.float32, noise)
        build.forward(np.multiply, noise, build.live("deviation"), y.array)
        build.forward(np.add, x.array, y.array, y.array)

    def lower(self, lowering: "Lowering") -> None:
        lowering.emit(lowering.input(0))
