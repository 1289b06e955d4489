"""Where the data comes in."""

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.layers.base import Category, Feed, Layer, Shape

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Input(Layer, frozen=True, kw_only=True, tag="input"):
    """Hands the samples of the data set to the network: x = (raw - offset) · scale.

    ``offset`` and ``scale`` come from the data recipe's preprocessing, fitted on the training part; they are state,
    saved with the weights and exported with the network, which so takes raw data.
    """

    title = "Data"
    help = "The samples of the data set, one at a time or in batches."
    order = 10
    icon = "M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.6 6.3V13"
    category: ClassVar[Category] = "source"
    inputs: ClassVar[tuple[str, ...]] = ()
    fed: ClassVar[tuple[Feed, ...]] = ("sample",)

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return inputs

    def states(self, inputs: tuple[Shape, ...]) -> dict[str, Shape]:
        return {"offset": inputs[0], "scale": inputs[0]}

    def build(self, build: "Build") -> None:
        raw, shape = build.fed("sample"), build.shape_in(0)
        offset, scale = build.state("offset"), build.state("scale")
        shifts = bool(offset.any())
        if raw.dtype == build.dtype and not shifts and (scale == 1).all():
            build.emit_view(shape, raw, None, build.sample_ones)
            return
        value = build.emit_new(shape)
        column = (slice(None), None) if len(shape) == 1 else (None,)
        # one scale for all pixels, as a 0-d array, is twice as fast as one a pixel
        factor = build.number(float(scale.flat[0])) if (scale == scale.flat[0]).all() else scale[column]
        if shifts:
            build.forward(np.subtract, raw, offset[column], value.array)
            build.forward(np.multiply, value.array, factor, value.array)
        else:
            build.forward(np.multiply, raw, factor, value.array)

    def lower(self, lowering: "Lowering") -> None:
        offset, scale = lowering.state("offset"), lowering.state("scale")
        lowering.emit(lowering.add("Mul", lowering.add("Sub", lowering.graph_input(), offset), scale))
