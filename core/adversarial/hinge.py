"""Margins instead of cross-entropy."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.adversarial.base import AdversarialLoss

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class HingeAdversarial(AdversarialLoss, frozen=True, kw_only=True, tag="hinge-adversarial"):
    """max(0, 1 - D) for real, max(0, 1 + D) for generated samples; the generator's is -D (Lim and Ye 2017)."""

    title = "Hinge"
    help = "The discriminator stops pulling once an answer is right by a margin of 1."
    order = 40

    def opinion(self, answers: "Array") -> "Array":
        return np.clip((answers + 1) / 2, 0, 1)

    def real(self, build: "Build", z: "Array", terms: "Array", slope: "Array", smoothing: float) -> None:
        self._margin(build, z, terms, slope, 1 - smoothing, -1.0)

    def generated(self, build: "Build", z: "Array", terms: "Array", slope: "Array") -> None:
        self._margin(build, z, terms, slope, 1.0, 1.0)

    def _margin(
        self, build: "Build", z: "Array", terms: "Array", slope: "Array", margin: float, sign: float
    ) -> None:
        """terms = max(0, margin + sign · z), slope = sign where that is above 0."""
        zeros = np.zeros_like(z)
        build.forward(np.multiply, z, build.number(sign), terms)
        build.forward(np.add, terms, build.number(margin), terms)
        build.forward(partial(np.maximum, terms, zeros, out=terms))
        build.forward(np.greater, terms, zeros, slope)
        build.forward(np.multiply, slope, build.number(sign), slope)

    def fooling(self, build: "Build", z: "Array", terms: "Array", slope: "Array") -> None:
        build.forward(np.negative, z, terms)
        build.forward(np.copyto, slope, build.number(-1.0))
