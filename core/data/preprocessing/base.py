"""What preprocessing is: an offset and a scale for every number of a sample, fitted on the training part."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.spec import Spec

ROUNDING = 10 * np.finfo(np.float32).eps


class Preprocessing(Spec, frozen=True, kw_only=True):
    """Base of all preprocessing: x = (raw - offset) · scale."""

    def fit(self, samples: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Offset and scale, each of one sample's shape, from at least one training sample (count, *shape)."""
        raise NotImplementedError


def scales(spreads: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / spread; 1 where a column is constant but for rounding, beside the ``sizes`` of its values."""
    constant = spreads <= ROUNDING * sizes
    return 1.0 / np.where(constant, 1.0, spreads)
