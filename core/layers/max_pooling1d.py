"""Max pooling of sequences."""

from typing import Annotated

from core.layers.max_pooling2d import MaxPooling2D
from core.layers.pooling import PoolingOfSequences
from core.layers.sliding import SIMPLE_PADDING_HELP, SimplePadding
from core.spec import meta


class MaxPooling1D(PoolingOfSequences, frozen=True, kw_only=True, tag="max-pooling1d"):
    """y[t, c] = max of x[t·s + a, c] over a window; the gradient goes to the largest value.

    x (steps, channels), y (steps, channels). Of equal values the first has the gradient. Places of the window
    beyond the ends are left out.
    """

    title = "MaxPool1D"
    help = "Keeps the largest value of each few steps: the sequence gets shorter, what was found stays."
    order = 25
    icon = "M2.5 6h11v4h-11zM8 6v4M4.3 4.3l1-2 1 2"
    mean = False
    operator = "MaxPool"
    in_images = MaxPooling2D

    kernel: Annotated[int, meta("Window", "Length of the window.", unit="steps", ge=1, le=31)] = 2
    stride: Annotated[int, meta("Stride", "How far the window moves.", unit="steps", ge=1, le=16)] = 2
    padding: Annotated[SimplePadding, meta("Padding", SIMPLE_PADDING_HELP)] = "valid"
