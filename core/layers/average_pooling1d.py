"""Average pooling of sequences."""

from typing import Annotated

from core.layers.average_pooling2d import AveragePooling2D
from core.layers.pooling import PoolingOfSequences
from core.layers.sliding import SIMPLE_PADDING_HELP, SimplePadding
from core.spec import meta


class AveragePooling1D(PoolingOfSequences, frozen=True, kw_only=True, tag="average-pooling1d"):
    """y[t, c] = mean of x[t·s + a, c] over a window.

    x (steps, channels), y (steps, channels). Places of the window beyond the ends are left out and not counted.
    """

    title = "AvgPool1D"
    help = "Keeps the mean of each few steps: the sequence gets shorter and smoother."
    order = 35
    icon = "M2.5 6h11v4h-11zM8 6v4M4.2 3.8h2.2"
    mean = True
    operator = "AveragePool"
    in_images = AveragePooling2D

    kernel: Annotated[int, meta("Window", "Length of the window.", unit="steps", ge=1, le=31)] = 2
    stride: Annotated[int, meta("Stride", "How far the window moves.", unit="steps", ge=1, le=16)] = 2
    padding: Annotated[SimplePadding, meta("Padding", SIMPLE_PADDING_HELP)] = "valid"
