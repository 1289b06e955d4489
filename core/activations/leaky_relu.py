"""ReLU that lets a little of the negative side through."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import numpy as np

from core.activations.base import Activation
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


class LeakyReLU(Activation, frozen=True, kw_only=True, tag="leaky-relu"):
    """y = max(z, slope · z), dy/dz = 1 where y > 0, else slope (Maas et al. 2013)."""

    title = "Leaky ReLU"
    help = "ReLU that passes a small part of negative sums too, so that no unit falls silent for good."
    order = 50
    initializer = "he"

    slope: Annotated[
        float, meta("Slope", "The part of a negative sum that is passed on.", ge=0, le=1, step=0.01)
    ] = 0.01

    @property
    def summary(self) -> str:
        return f"slope {self.slope:g}"

    def forward(self, build: "Build", z: "Array", y: "Array", axis: int) -> None:
        leaked = build.buffer(z.shape)
        build.forward(np.multiply, z, build.number(self.slope), leaked)
        build.forward(partial(np.maximum, z, leaked, out=y))

    def backward(self, build: "Build", z: "Array", y: "Array", dy: "Array", axis: int) -> None:
        slope, least = build.buffer(y.shape), build.constant(self.slope, y.shape)
        build.backward(np.greater, y, build.number(0.0), slope)
        build.backward(partial(np.maximum, slope, least, out=slope))
        build.backward(np.multiply, dy, slope, dy)

    def lower(self, lowering: "Lowering", value: str) -> str:
        return lowering.add("LeakyRelu", value, alpha=self.slope)
