"""Random numbers to make something of."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np

from core.layers.base import Category, Layer, Shape
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


class Noise(Layer, frozen=True, kw_only=True, tag="noise"):
    """z (size,), drawn anew for every sample: normal with mean 0 and deviation 1, or uniform in -1 ... 1.

    Outside training every batch has the same noise, so that what is measured depends on the weights only.
    """

    title = "Noise"
    help = "Random numbers. A generator makes of them something that looks like the data."
    order = 10
    icon = "M3 4h.1M7 3h.1M11 5h.1M13 9h.1M4 8h.1M8 7h.1M6 11h.1M10 12h.1M3 13h.1M13 13h.1"
    category: ClassVar[Category] = "adversarial"
    inputs: ClassVar[tuple[str, ...]] = ()

    size: Annotated[
        int, meta("Size", "How many random numbers a sample is made of.", ge=1, le=4_096, log=True, reach=256)
    ] = 2
    distribution: Annotated[
        Literal["normal", "uniform"],
        meta("Distribution", "Most near 0 and some far out, or all between -1 and 1 alike."),
    ] = "normal"

    @property
    def summary(self) -> str:
        return f"{self.size} · {self.distribution}"

    def giving(self, shape: Shape) -> "Noise | None":
        return type(self)(size=shape[0], distribution=self.distribution) if len(shape) == 1 else None

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return ((self.size,),)

    def draw(self, random: np.random.Generator, out: "Array") -> None:
        """Fill ``out`` (size, batch)."""
        if self.distribution == "normal":
            random.standard_normal(out.shape, out.dtype, out)
        else:
            random.random(out.shape, out.dtype, out)
            np.multiply(out, out.dtype.type(2), out)
            np.subtract(out, out.dtype.type(1), out)

    def build(self, build: "Build") -> None:
        z = build.emit_new((self.size,))
        if build.training:
            build.forward(self.draw, build.random("noise"), z.array)
        elif not build.given:
            self.draw(build.random("noise"), z.array)

    def lower(self, lowering: "Lowering") -> None:
        lowering.emit(lowering.graph_input("noise", (self.size,)))
