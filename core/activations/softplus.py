"""Smooth rectifier."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.activations.base import Activation

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


SMALL = 64  # numbers below which one call of a slow function beats seven fast ones


class Softplus(Activation, frozen=True, kw_only=True, tag="softplus"):
    """y = log(1 + eᶻ), dy/dz = 1 / (1 + e⁻ᶻ) = 1 - e⁻ʸ (Dugas et al. 2000)."""

    title = "Softplus"
    help = "ReLU with a rounded corner; its output is always positive."
    order = 80
    initializer = "he"

    def forward(self, build: "Build", z: "Array", y: "Array", axis: int) -> None:
        add_softplus(build, z, y)

    def backward(self, build: "Build", z: "Array", y: "Array", dy: "Array", axis: int) -> None:
        slope = build.buffer(y.shape)
        build.backward(np.negative, y, slope)
        build.backward(np.exp, slope, slope)
        build.backward(np.subtract, build.one, slope, slope)
        build.backward(np.multiply, dy, slope, dy)

    def lower(self, lowering: "Lowering", value: str) -> str:
        return lowering.add("Softplus", value)


def add_softplus(build: "Build", z: "Array", y: "Array") -> None:
    """Add the calls for y = log(1 + eᶻ) = max(z, 0) + log(1 + e^-|z|), which cannot overflow; y may be z."""
    if z.size < SMALL:
        build.forward(np.logaddexp, z, build.number(0.0), y)
        return
    tail, zeros = build.buffer(z.shape), build.constant(0.0, z.shape)
    build.forward(np.absolute, z, tail)
    build.forward(np.negative, tail, tail)
    build.forward(np.exp, tail, tail)
    build.forward(np.add, tail, build.one, tail)
    build.forward(np.log, tail, tail)
    build.forward(partial(np.maximum, z, zeros, out=y))
    build.forward(np.add, y, tail, y)
