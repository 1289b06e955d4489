"""The distance between two heaps of sand."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np

from core.adversarial.base import AdversarialLoss
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class Wasserstein(AdversarialLoss, frozen=True, kw_only=True, tag="wasserstein"):
    """-D for real, D for generated samples; the generator's is -D; weights are clipped (Arjovsky et al. 2017)."""

    title = "Wasserstein"
    help = (
        "The discriminator measures how far apart real and generated samples lie; its weights are kept small."
    )
    order = 50
    boundary: ClassVar[float | None] = None

    clip: Annotated[
        float,
        meta(
            "Clip weights",
            "The discriminator's weights are cut to this after each step.",
            gt=0,
            le=10,
            log=True,
        ),
    ] = 0.01

    @property
    def summary(self) -> str:
        return f"clip {self.clip:g}"

    @property
    def clips(self) -> float:
        return self.clip

    def opinion(self, answers: "Array") -> "Array":
        """Answers have no scale of their own: beside their mean, in deviations."""
        return np.asarray(0.5 + 0.5 * np.tanh((answers - answers.mean()) / (answers.std() + 1e-12)))

    def real(self, build: "Build", z: "Array", terms: "Array", slope: "Array", smoothing: float) -> None:
        build.forward(np.multiply, z, build.number(smoothing - 1), terms)
        build.forward(np.copyto, slope, build.number(smoothing - 1))

    def generated(self, build: "Build", z: "Array", terms: "Array", slope: "Array") -> None:
        build.forward(np.copyto, terms, z)
        build.forward(np.copyto, slope, build.one)

    def fooling(self, build: "Build", z: "Array", terms: "Array", slope: "Array") -> None:
        self.real(build, z, terms, slope, 0.0)
