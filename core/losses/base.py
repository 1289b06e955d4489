"""What a loss is: one number to make small, and its gradient, each a few NumPy calls."""

from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

import numpy as np

from core.spec import Spec

if TYPE_CHECKING:
    from core.engine.build import Array, Build

Encoding = Literal["values", "one-hot", "0/1", "-1/+1"]


Share: TypeAlias = "float | Array"
"""How much each column counts: one number for all, or (1, columns). They add up to 1: the loss is a mean."""


class Loss(Spec, frozen=True, kw_only=True):
    """Base of all losses. The loss of a batch is the mean over its samples, or over all steps of its samples.

    ``fuses``: tags of activations that the loss computes itself, from the sums z in front of them, because
    that is safer and faster (softmax with cross-entropy); then ``build_fused`` is called, not ``build``.
    ``encodings``: how targets may be written for this loss; empty means any.
    """

    fuses: ClassVar[tuple[str, ...]] = ()
    encodings: ClassVar[tuple[Encoding, ...]] = ()

    def build(
        self, build: "Build", y: "Array", target: "Array", dy: "Array | None", total: "Array", share: Share
    ) -> None:
        """Add the forward calls that write the loss into ``total``, a 0-d array, and ∂L/∂y into ``dy``.

        ``y``, ``target`` and ``dy`` have shape (outputs, columns), any strides; a column is a sample, or one step
        of one. ``dy`` is None when only the value is asked for. Buffers are best made like ``y``.
        """
        raise NotImplementedError

    def build_fused(
        self, build: "Build", z: "Array", target: "Array", dz: "Array | None", total: "Array", share: Share
    ) -> None:
        """The same from the sums ``z``: overwrites them with y = f(z), and writes ∂L/∂z into ``dz``."""
        raise NotImplementedError


def add_mean(build: "Build", terms: "Array", share: Share, total: "Array", factor: float = 1.0) -> None:
    """Add the calls for total = factor · Σ_n share_n Σ_k terms_kn, as a product: half the time of a sum.

    ``terms`` (outputs, columns) is a buffer of the loss's own, made like ``y``; it may be overwritten.
    """
    if not isinstance(share, float):
        build.forward(np.multiply, terms, share, terms)
        share = 1.0
    build.forward(np.dot, terms.ravel("K"), build.constant(factor * share, (terms.size,)), total)


def add_squares(build: "Build", error: "Array", share: Share, total: "Array", factor: float) -> None:
    """Add the calls for total = factor · Σ_n share_n Σ_k error_kn²; ``error`` is made like ``y`` and kept."""
    if not isinstance(share, float):
        terms = np.empty_like(error)
        build.forward(np.multiply, error, error, terms)
        add_mean(build, terms, share, total, factor)
        return
    flat = error.ravel("K")
    build.forward(np.dot, flat, flat, total)
    build.forward(np.multiply, total, build.number(factor * share), total)


def add_gradient(build: "Build", slope: "Array", share: Share, dy: "Array", factor: float = 1.0) -> None:
    """Add the calls for dy = factor · share · slope."""
    if isinstance(share, float):
        build.forward(np.multiply, slope, build.number(factor * share), dy)
        return
    build.forward(np.multiply, slope, share, dy)
    if factor != 1:
        build.forward(np.multiply, dy, build.number(factor), dy)
