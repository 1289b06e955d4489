"""What a pair of adversarial losses is: one for the discriminator, one for the generator."""

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.activations.softplus import add_softplus
from core.spec import Spec

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class AdversarialLoss(Spec, frozen=True, kw_only=True):
    """Base of all adversarial losses.

    Of z (1, samples), the discriminator's answers: the mean over the real samples plus the mean over the generated
    ones is the discriminator's loss; a mean over generated ones is the generator's.

    ``fuses``: tags of activations in front that the loss computes itself: then z are the sums. ``boundary``: answers
    above it mean “real”; None where an answer alone says nothing. ``clip``: after each step the discriminator's
    weights are cut to ± this; None: they are not.
    """

    fuses: ClassVar[tuple[str, ...]] = ()
    boundary: ClassVar[float | None] = 0.0

    @property
    def clips(self) -> float | None:
        return None

    def opinion(self, answers: "Array") -> "Array":
        """Answers as how real a sample seems, from 0 to 1."""
        return np.asarray(0.5 + 0.5 * np.tanh(0.5 * answers))

    def real(self, build: "Build", z: "Array", terms: "Array", slope: "Array", smoothing: float) -> None:
        """Add the calls for each real sample's part of the discriminator's loss, and its slope ∂/∂z."""
        raise NotImplementedError

    def generated(self, build: "Build", z: "Array", terms: "Array", slope: "Array") -> None:
        """The same for the generated samples."""
        raise NotImplementedError

    def fooling(self, build: "Build", z: "Array", terms: "Array", slope: "Array") -> None:
        """The same for the generator's loss."""
        raise NotImplementedError


def add_cross_entropy(build: "Build", z: "Array", terms: "Array", slope: "Array", real: float) -> None:
    """terms = log(1 + eᶻ) - real · z, the cross-entropy of sigmoid(z) with a truth; slope = sigmoid(z) - real."""
    half = build.number(0.5)
    add_softplus(build, z, terms)
    if real:
        build.forward(np.multiply, z, build.number(real), slope)
        build.forward(np.subtract, terms, slope, terms)
    build.forward(np.multiply, z, half, slope)
    build.forward(np.tanh, slope, slope)
    build.forward(np.multiply, slope, half, slope)
    build.forward(np.add, slope, build.number(0.5 - real), slope)
