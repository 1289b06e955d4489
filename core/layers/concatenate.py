"""Several values, one behind the other."""

from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.errors import ShapeError
from core.layers.base import Shape, in_words
from core.layers.flatten import Flatten
from core.layers.merging import Merging

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


class Concatenate(Merging, frozen=True, kw_only=True, tag="concatenate"):
    """The inputs one behind the other along the last axis: values, the features of each step, channels."""

    title = "Concatenate"
    help = "Puts its inputs side by side: lists become one longer list, images one with more channels."
    order = 10
    icon = "M2.5 3h4v10h-4zM9.5 3h4v10h-4zM6.5 8h3"
    each_step: ClassVar[bool] = True

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        first = inputs[0]
        for port, (name, shape) in enumerate(zip(self.inputs, inputs, strict=True)):
            if shape[:-1] != first[:-1]:
                same_kind = len(shape) == len(first)
                raise ShapeError(
                    f"{in_words(first)} at {self.inputs[0]}, {in_words(shape)} at {name}; Concatenate wants "
                    + (
                        "all but the last number to agree."
                        if same_kind
                        else "all of one kind: lists, say, or images."
                    ),
                    (Flatten(),) if 1 in (len(shape), len(first)) else (),
                    port=port if len(first) == 1 else 0,
                )
        return ((*first[:-1], sum(shape[-1] for shape in inputs)),)

    def build(self, build: "Build") -> None:
        y = build.emit_new((*build.shape_in(0)[:-1], sum(build.shape_in(p)[-1] for p in range(self.count))))
        values = [build.input(port) for port in range(self.count)]
        y.lengths = next((v.lengths for v in values if v.lengths is not None), y.lengths)
        places = pieces(y.array, [v.shape[-1] for v in values], y.feature_axis)
        for value, place in zip(values, places, strict=True):
            build.forward(np.copyto, place, value.array)
        for port in range(self.count):
            dx = build.input_gradient(port)
            if dx is not None and y.gradient is not None:
                parts = pieces(y.gradient, [v.shape[-1] for v in values], y.feature_axis)
                build.backward(np.copyto, dx, parts[port])

    def lower(self, lowering: "Lowering") -> None:
        lowering.emit(lowering.add("Concat", *(lowering.input(port) for port in range(self.count)), axis=-1))


def pieces(array: "Array", sizes: list[int], axis: int) -> "list[Array]":
    """Views of an array's parts along an axis, in their order."""
    return np.split(array, list(accumulate(sizes))[:-1], axis)
