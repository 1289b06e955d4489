"""The sigmoid of recurrent gates, in place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.layers.base import Shape


class Sigmoid:
    """σ(z) = 1 / (1 + e⁻ᶻ) of arrays of one shape that hold -z; the weights in front are negated instead.

    Where NumPy's tanh goes by way of a table (AVX2), this takes two thirds of the time of (tanh(z / 2) + 1) / 2.
    """

    def __init__(self, build: Build, shape: Shape) -> None:
        self._build = build
        # beyond this e⁻ᶻ overflows; an array, because NumPy's minimum with a single number is five times slower
        self._highest = build.constant(np.floor(np.log(np.finfo(build.dtype).max)) - 1, shape)

    def forward(self, z: Array) -> None:
        """Bind the calls that turn -z into σ(z)."""
        forward, one = self._build.forward, self._build.one
        forward(partial(np.minimum, z, self._highest, out=z))
        forward(np.exp, z, z)
        forward(np.add, z, one, z)
        forward(np.divide, one, z, z)
