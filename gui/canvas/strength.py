"""How the size of a weight is seen: the width of its wire, in levels, so that few pens do for thousands of wires.

The scale is fixed and soft, width = 1 + 5 tanh(|w| / 3): equal weights look the same in every network and at every
moment of a training, and none can grow past six pixels.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

THINNEST, SPAN, SOFT = 1.0, 5.0, 3.0
WIDTH_STEP = 0.5
NOTHING = 0.005  # a weight that is written as 0.00


def levels(weights: ArrayLike) -> NDArray[np.int8]:
    """0 for a weight of nothing, else 1 to 11 with the weight's sign."""
    weights = np.asarray(weights, np.float64)
    size = np.abs(weights)
    steps = np.round(SPAN * np.tanh(size / SOFT) / WIDTH_STEP)
    return np.where(size < NOTHING, 0, np.sign(weights) * (steps + 1)).astype(np.int8)


def width_of(level: int) -> float:
    """The width of a wire at a level, in canvas units."""
    return THINNEST + WIDTH_STEP * max(0, abs(level) - 1)
