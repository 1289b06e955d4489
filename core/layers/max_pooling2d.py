"""Max pooling of images."""

from typing import Annotated

from core.layers.pooling import PoolingOfImages
from core.layers.sliding import SIMPLE_PADDING_HELP, SimplePadding, Step, Taps
from core.spec import meta


class MaxPooling2D(PoolingOfImages, frozen=True, kw_only=True, tag="max-pooling2d"):
    """y[i, j, c] = max of x[i·s + a, j·s + b, c] over a window; the gradient goes to the largest value.

    x (height, width, channels), y (height, width, channels). Of equal values one has the gradient. Places of the window
    beyond the edge are left out. With steps before the height, each step's image is treated alike.
    """

    title = "MaxPool2D"
    help = "Keeps the largest value of each small window: the image gets smaller, what was found stays."
    order = 30
    icon = "M2.5 2.5h11v11h-11zM8 2.5v11M2.5 8h11M4.3 6.3l1-2 1 2"
    mean = False
    operator = "MaxPool"

    kernel: Annotated[tuple[Taps, Taps], meta("Window", "Height and width of the window, in pixels.")] = (
        2,
        2,
    )
    stride: Annotated[tuple[Step, Step], meta("Stride", "How far the window moves, down and right.")] = (2, 2)
    padding: Annotated[SimplePadding, meta("Padding", SIMPLE_PADDING_HELP)] = "valid"
