"""Average pooling of images."""

from typing import Annotated

from core.layers.pooling import PoolingOfImages
from core.layers.sliding import SIMPLE_PADDING_HELP, SimplePadding, Step, Taps
from core.spec import meta


class AveragePooling2D(PoolingOfImages, frozen=True, kw_only=True, tag="average-pooling2d"):
    """y[i, j, c] = mean of x[i·s + a, j·s + b, c] over a window.

    x (height, width, channels), y (height, width, channels). Places of the window beyond the edge are left out and not
    counted. With steps before the height, each step's image is treated alike.
    """

    title = "AvgPool2D"
    help = "Keeps the mean of each small window: the image gets smaller and smoother."
    order = 40
    icon = "M2.5 2.5h11v11h-11zM8 2.5v11M2.5 8h11M4.2 5.3h2.2"
    mean = True
    operator = "AveragePool"

    kernel: Annotated[tuple[Taps, Taps], meta("Window", "Height and width of the window, in pixels.")] = (
        2,
        2,
    )
    stride: Annotated[tuple[Step, Step], meta("Stride", "How far the window moves, down and right.")] = (2, 2)
    padding: Annotated[SimplePadding, meta("Padding", SIMPLE_PADDING_HELP)] = "valid"
