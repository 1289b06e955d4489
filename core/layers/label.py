"""The answers as something to know beforehand."""

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.layers.base import Category, Feed, Layer, Shape

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Label(Layer, frozen=True, kw_only=True, tag="labels"):
    """Hands the answers of the data set to the network as an input: one number a class, or the values.

    Wired into a generator and its discriminator it makes both conditional (Mirza and Osindero 2014).
    """

    title = "Label"
    help = "The right answers as an input: tells a generator what to make, and its discriminator what it should be."
    order = 20
    icon = "M2.5 8V3.5a1 1 0 0 1 1-1H8l5.5 5.5L8 13.5zM5.5 5.5h.1"
    category: ClassVar[Category] = "source"
    inputs: ClassVar[tuple[str, ...]] = ()
    fed: ClassVar[tuple[Feed, ...]] = ("target",)

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return inputs

    def build(self, build: "Build") -> None:
        value = build.emit_new(build.shape_in(0))
        build.forward(np.copyto, value.array, build.fed("target"))

    def lower(self, lowering: "Lowering") -> None:
        lowering.emit(lowering.graph_input("label", lowering.shape_in(0)))
