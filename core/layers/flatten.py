"""From an image, or any block, to a flat list."""

from typing import TYPE_CHECKING

from core.layers.base import Layer, Shape, size_of

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Flatten(Layer, frozen=True, kw_only=True, tag="flatten"):
    """The same numbers as one list, row by row, channels last. Costs nothing: it is a view."""

    title = "Flatten"
    help = "Lays the pixels of an image in one long row, so that a Dense layer can take them."
    order = 40

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return ((size_of(inputs[0]),),)

    def build(self, build: "Build") -> None:
        x = build.input(0)
        dx = build.input_gradient(0)
        if len(x.shape) == 1:
            build.emit_view(x.shape, x.array, dx, x.ones)
            return
        gradient = None if dx is None else dx.reshape(build.batch, -1).T
        build.emit_view((size_of(x.shape),), x.array.reshape(build.batch, -1).T, gradient)

    def lower(self, lowering: "Lowering") -> None:
        lowering.emit(lowering.add("Flatten", lowering.input(0), axis=1))
