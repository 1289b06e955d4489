"""Turn images."""

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from core.data.augmentation.base import Augmentation, Images, store
from core.spec import meta

Array = NDArray[Any]
CHUNK = 12_000  # numbers turned at a time: what they need stays in the cache, which is three times as fast


class Rotate(Augmentation, frozen=True, kw_only=True, tag="rotate"):
    """Each image is turned around its middle, by up to so many degrees either way.

    Between pixels the four nearest ones are mixed (bilinear); what comes in repeats the border.
    """

    title = "Rotate"
    help = "Turns every image a little."
    order = 2

    most: Annotated[
        float, meta("Up to", "How far at most, to the left or to the right.", ge=0, le=180, step=1, unit="°")
    ] = 10.0

    def apply(self, images: Images, random: np.random.Generator) -> None:
        angles = np.deg2rad(random.uniform(-self.most, self.most, (len(images), 1, 1))).astype(np.float32)
        step = max(1, CHUNK // images[0].size)
        for start in range(0, len(images), step):
            _turn(images[start : start + step], angles[start : start + step])


def _turn(images: Images, angle: Array) -> None:
    """Turn each image by its angle (batch, 1, 1), in radians."""
    batch, height, width, channels = images.shape
    y = np.arange(height, dtype=np.float32)[:, None] - np.float32((height - 1) / 2)
    x = np.arange(width, dtype=np.float32) - np.float32((width - 1) / 2)
    cos, sin = np.cos(angle), np.sin(angle)
    row, down = _between(cos * y + sin * x + np.float32((height - 1) / 2), height)
    column, right = _between(cos * x - sin * y + np.float32((width - 1) / 2), width)
    below, beside = min(1, height - 1) * width, min(1, width - 1)  # how far away the next pixel is
    pixels = images.astype(np.float32).reshape(-1, channels)
    first = np.arange(batch)[:, None, None] * (height * width) + row * width + column
    upper = _mixed(pixels, first, beside, right)
    lower = _mixed(pixels, first + below, beside, right)
    lower -= upper
    lower *= down
    lower += upper
    store(lower, images)


def _between(place: Array, side: int) -> tuple[Array, Array]:
    """The pixel in front of each place, such that there is one behind it too, and how far behind it that is."""
    place = np.clip(place, 0, side - 1)
    whole = np.floor(np.minimum(place, np.float32(max(side - 2, 0))))
    return whole.astype(np.intp), (place - whole)[..., None]


def _mixed(pixels: Array, first: Array, apart: int, share: Array) -> Array:
    """Between the pixels of these numbers and those so far behind them."""
    start, end = pixels.take(first, 0, mode="clip"), pixels.take(first + apart, 0, mode="clip")
    end -= start
    end *= share
    end += start
    return end
