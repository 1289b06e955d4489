"""Squared distances instead of cross-entropy."""

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.adversarial.base import AdversarialLoss

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class LeastSquares(AdversarialLoss, frozen=True, kw_only=True, tag="least-squares"):
    """½ (D - 1)² for real, ½ D² for generated samples; the generator's is ½ (D - 1)² (Mao et al. 2017, eq. 9)."""

    title = "Least squares"
    help = "Answers are pulled to 1 for real and 0 for generated. Gentle, and seldom stuck."
    order = 30
    boundary: ClassVar[float | None] = 0.5

    def opinion(self, answers: "Array") -> "Array":
        return np.clip(answers, 0, 1)

    def real(self, build: "Build", z: "Array", terms: "Array", slope: "Array", smoothing: float) -> None:
        build.forward(np.subtract, z, build.number(1 - smoothing), slope)
        build.forward(np.multiply, slope, slope, terms)
        build.forward(np.multiply, terms, build.number(0.5), terms)

    def generated(self, build: "Build", z: "Array", terms: "Array", slope: "Array") -> None:
        build.forward(np.copyto, slope, z)
        build.forward(np.multiply, z, z, terms)
        build.forward(np.multiply, terms, build.number(0.5), terms)

    def fooling(self, build: "Build", z: "Array", terms: "Array", slope: "Array") -> None:
        self.real(build, z, terms, slope, 0.0)
