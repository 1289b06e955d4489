"""Dropout of whole channels."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np

from core.errors import ShapeError
from core.layers.base import Category, Layer, Shape, mismatch
from core.layers.dropout import Dropout
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class SpatialDropout(Layer, frozen=True, kw_only=True, tag="spatial-dropout"):
    """y = x · m / (1 - rate), one m for all pixels or steps of a channel, 0 with probability ``rate``, else 1.

    In training only (Tompson et al. 2015, section 3.2). Neighbouring pixels say nearly the same, so that a channel
    with a few missing pixels would still tell everything.
    """

    title = "Spatial dropout"
    help = (
        "Silences whole channels of an image, or features of a sequence, at random at each step of training."
    )
    order = 40
    icon = "M2.5 2.5h11v3h-11zM2.5 10.5h11v3h-11zM3 6.8l10 2.4M13 6.8L3 9.2"
    category: ClassVar[Category] = "normalisation"
    each_step: ClassVar[bool] = True

    rate: Annotated[
        float,
        meta(
            "Rate",
            "The part of the channels that is set to 0 at each step.",
            ge=0,
            le=0.95,
            step=0.05,
            live=True,
        ),
    ] = 0.2

    @property
    def summary(self) -> str:
        return f"{self.rate:.0%}"

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        if len(inputs[0]) == 1:
            raise ShapeError(
                mismatch(inputs[0], self.title, "channels of an image, or features of a sequence")
                + " For a list, take Dropout.",
                instead=(Dropout(rate=self.rate),),
            )
        return inputs

    def build(self, build: "Build") -> None:
        x, dx = build.input(0), build.input_gradient(0)
        if not build.training:
            build.emit_view(x.shape, x.array, dx)
            return
        y = build.emit_new(x.shape, dx)  # both gradients in one array: dx = dy · mask
        rate, kept = build.live("rate"), build.number(0.0)
        channels = (build.batch, *(1 for _ in x.shape[:-1]), x.shape[-1])
        noise, mask = build.buffer(channels, np.float32), build.buffer(channels)
        build.forward(build.random("mask").random, None, np.float32, noise)
        build.forward(np.greater_equal, noise, rate, mask)
        build.forward(np.subtract, build.one, rate, kept)
        build.forward(np.divide, mask, kept, mask)
        build.forward(np.multiply, x.array, mask, y.array)
        if dx is not None:
            build.backward(np.multiply, dx, mask, dx)

    def lower(self, lowering: "Lowering") -> None:
        lowering.emit(lowering.input(0))
