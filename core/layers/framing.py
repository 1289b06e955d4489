"""What the layers that add or cut off rows and columns have in common."""

from typing import TYPE_CHECKING, ClassVar

from core.engine.kernels.window import Margins
from core.layers.base import Category, Layer, Shape
from core.layers.sliding import image_in

if TYPE_CHECKING:
    from core.engine.build import Array


class Framing(Layer, frozen=True, kw_only=True):
    """Base of ZeroPadding and Cropping; both declare the field."""

    category: ClassVar[Category] = "convolution"

    if TYPE_CHECKING:
        margins: Margins

    @property
    def summary(self) -> str:
        alike = len({*self.margins}) == 1
        return ", ".join(map(str, self.margins[:1] if alike else self.margins))

    def resized(self, shape: Shape, sign: int) -> Shape:
        """The shape with (1) or without (-1) the margins."""
        height, width, channels = image_in(self, shape)
        top, left, bottom, right = self.margins
        return (*shape[:-3], height + sign * (top + bottom), width + sign * (left + right), channels)

    def inside(self, array: "Array", smaller: Shape) -> "Array":
        """The part of images with margins that lies inside of them."""
        top, left, _, _ = self.margins
        return array[..., top : top + smaller[-3], left : left + smaller[-2], :]

    def edges(self, array: "Array", smaller: Shape) -> "list[Array]":
        """The margins of images: top, bottom, left, right."""
        top, left, _, _ = self.margins
        middle = array[..., top : top + smaller[-3], :, :]
        parts = [array[..., :top, :, :], array[..., top + smaller[-3] :, :, :]]
        parts += [middle[..., :left, :], middle[..., left + smaller[-2] :, :]]
        return [part for part in parts if part.size]
