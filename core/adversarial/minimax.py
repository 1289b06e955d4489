"""The loss of the first article on adversarial networks."""

from typing import TYPE_CHECKING

import numpy as np

from core.adversarial.base import add_cross_entropy
from core.adversarial.non_saturating import NonSaturating

if TYPE_CHECKING:
    from core.engine.build import Array, Build


class Minimax(NonSaturating, frozen=True, kw_only=True, tag="minimax"):
    """The generator makes small what the discriminator makes large: log(1 - D(G(z))) (Goodfellow et al. 2014, eq. 1).

    Its slope vanishes where the discriminator is sure, so that a generator far behind hardly learns.
    """

    title = "Minimax"
    help = "The generator wants the discriminator to be wrong. Learns slowly while the discriminator is far ahead."
    order = 20

    def fooling(self, build: "Build", z: "Array", terms: "Array", slope: "Array") -> None:
        add_cross_entropy(build, z, terms, slope, 0.0)
        build.forward(np.negative, terms, terms)
        build.forward(np.negative, slope, slope)
