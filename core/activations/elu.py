"""Exponential linear unit."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import numpy as np

from core.activations.base import Activation
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


class ELU(Activation, frozen=True, kw_only=True, tag="elu"):
    """y = z where z > 0, else α (eᶻ - 1); dy/dz = 1 where y > 0, else y + α (Clevert et al. 2016)."""

    title = "ELU"
    help = "Like ReLU, but negative sums bend smoothly towards -α instead of being cut off."
    order = 60
    initializer = "he"

    alpha: Annotated[float, meta("Alpha", "How far below zero the output can go.", gt=0, le=10, step=0.1)] = (
        1.0
    )

    @property
    def summary(self) -> str:
        return f"α {self.alpha:g}"

    def forward(self, build: "Build", z: "Array", y: "Array", axis: int) -> None:
        zeros, alpha, bent = build.constant(0.0, z.shape), build.number(self.alpha), build.buffer(z.shape)
        build.forward(partial(np.minimum, z, zeros, out=bent))
        build.forward(np.exp, bent, bent)
        if self.alpha != 1:
            build.forward(np.multiply, bent, alpha, bent)
        build.forward(np.subtract, bent, alpha, bent)
        build.forward(partial(np.maximum, z, zeros, out=y))
        build.forward(np.add, y, bent, y)

    def backward(self, build: "Build", z: "Array", y: "Array", dy: "Array", axis: int) -> None:
        zeros, slope = build.constant(0.0, y.shape), build.buffer(y.shape)
        build.backward(partial(np.minimum, y, zeros, out=slope))
        build.backward(np.add, slope, build.number(self.alpha), slope)
        if self.alpha != 1:  # where y > 0 that gave α, not 1
            rest = build.buffer(y.shape)
            build.backward(np.greater, y, build.number(0.0), rest)
            build.backward(np.multiply, rest, build.number(1 - self.alpha), rest)
            build.backward(np.add, slope, rest, slope)
        build.backward(np.multiply, dy, slope, dy)

    def lower(self, lowering: "Lowering", value: str) -> str:
        return lowering.add("Elu", value, alpha=self.alpha)
