"""What a loss is: one number to make small, and its gradient, each a few NumPy calls."""

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from core.spec import Spec

if TYPE_CHECKING:
    from core.engine.build import Array, Build

Encoding = Literal["values", "one-hot", "0/1", "-1/+1"]


class Loss(Spec, frozen=True, kw_only=True):
    """Base of all losses. The loss of a batch is the mean over its samples.

    ``fuses``: tags of activations that the loss computes itself, from the sums z in front of them, because
    that is safer and faster (softmax with cross-entropy); then ``build_fused`` is called, not ``build``.
    ``encodings``: how targets may be written for this loss; empty means any.
    """

    fuses: ClassVar[tuple[str, ...]] = ()
    encodings: ClassVar[tuple[Encoding, ...]] = ()

    def build(self, build: "Build", y: "Array", target: "Array", dy: "Array | None", total: "Array") -> None:
        """Add the forward calls that write the loss into ``total``, a 0-d array, and ∂L/∂y into ``dy``.

        ``y``, ``target`` and ``dy`` have shape (outputs, batch), any strides. ``dy`` is None when only the
        value is asked for.
        """
        raise NotImplementedError

    def build_fused(
        self, build: "Build", z: "Array", target: "Array", dz: "Array | None", total: "Array"
    ) -> None:
        """The same from the sums ``z``: overwrites them with y = f(z), and writes ∂L/∂z into ``dz``."""
        raise NotImplementedError


def add_scaled_sum(build: "Build", terms: "Array", scale: float, total: "Array") -> None:
    """Add the call for total = scale · Σ terms, as a product: half the time of a sum and a scaling.

    ``terms`` is a buffer of the loss's own, contiguous.
    """
    build.forward(np.dot, terms.reshape(-1), build.constant(scale, (terms.size,)), total)
