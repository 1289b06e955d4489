"""The usual loss."""

from typing import TYPE_CHECKING

from core.adversarial.base import AdversarialLoss, add_cross_entropy

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class NonSaturating(AdversarialLoss, frozen=True, kw_only=True, tag="non-saturating"):
    """Discriminator: cross-entropy with real and generated; generator: -log D(G(z)), with D = sigmoid(z).

    Goodfellow et al. 2014, section 3. The sigmoid is computed here.
    """

    title = "Non-saturating"
    help = "The generator wants its samples taken for real. Learns also while the discriminator is far ahead."
    order = 10
    fuses = ("sigmoid",)

    def real(self, build: "Build", z: "Array", terms: "Array", slope: "Array", smoothing: float) -> None:
        add_cross_entropy(build, z, terms, slope, 1 - smoothing)

    def generated(self, build: "Build", z: "Array", terms: "Array", slope: "Array") -> None:
        add_cross_entropy(build, z, terms, slope, 0.0)

    def fooling(self, build: "Build", z: "Array", terms: "Array", slope: "Array") -> None:
        add_cross_entropy(build, z, terms, slope, 1.0)
