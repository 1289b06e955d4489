"""From an image, or any block, to a flat list."""

from typing import TYPE_CHECKING, ClassVar

from core.layers.base import Layer, Shape, size_of
from core.layers.reshape import reshape

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Flatten(Layer, frozen=True, kw_only=True, tag="flatten"):
    """The same numbers as one list, row by row, channels last. Costs nothing: it is a view."""

    title = "Flatten"
    help = "Lays the pixels of an image in one long row, so that a Dense layer can take them."
    order = 40
    icon = "M4.5 2.5h7v6h-7zM2.5 13h11"
    counts_padding: ClassVar[bool] = True

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return ((size_of(inputs[0]),),)

    def build(self, build: "Build") -> None:
        reshape(build, (size_of(build.shape_in(0)),))

    def lower(self, lowering: "Lowering") -> None:
        lowering.emit(lowering.add("Flatten", lowering.input(0), axis=1))
