"""Dropout."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np

from core.layers.base import Layer, Shape
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Dropout(Layer, frozen=True, kw_only=True, tag="dropout"):
    """y = x · m / (1 - rate), each m 0 with probability ``rate``, else 1, in training; y = x otherwise.

    Inverted dropout (Srivastava et al. 2014, section 10): the scaling keeps the expected value, so that
    nothing changes when training is over.
    """

    title = "Dropout"
    help = (
        "Silences a random part of the values at each step of training, so that no unit relies on one other."
    )
    order = 30
    icon = "M8 3a5 5 0 1 0 0 10a5 5 0 1 0 0-10zM3 13L13 3"
    each_step: ClassVar[bool] = True

    rate: Annotated[
        float,
        meta(
            "Rate",
            "The part of the values that is set to 0 at each step.",
            ge=0,
            le=0.95,
            step=0.05,
            live=True,
        ),
    ] = 0.5

    @property
    def summary(self) -> str:
        return f"{self.rate:.0%}"

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return inputs

    def build(self, build: "Build") -> None:
        x, dx = build.input(0), build.input_gradient(0)
        if not build.training:
            build.emit_view(x.shape, x.array, dx, x.ones)
            return
        y = build.emit_new(x.shape, dx)  # both gradients in one array: dx = dy · mask
        rate, kept = build.live("rate"), build.number(0.0)
        noise, mask = build.buffer(y.array.shape, np.float32), build.buffer(y.array.shape)
        build.forward(build.random("mask").random, None, np.float32, noise)
        build.forward(np.greater_equal, noise, rate, mask)
        build.forward(np.subtract, build.one, rate, kept)
        build.forward(np.divide, mask, kept, mask)
        build.forward(np.multiply, x.array, mask, y.array)
        if dx is not None:
            build.backward(np.multiply, dx, mask, dx)

    def lower(self, lowering: "Lowering") -> None:
        lowering.emit(lowering.input(0))
