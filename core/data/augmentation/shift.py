"""Move images."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from core.data.augmentation.base import Augmentation, Images
from core.spec import meta

Array = NDArray[np.intp]


class Shift(Augmentation, frozen=True, kw_only=True, tag="shift"):
    """Each image is moved by whole pixels, up to a share of its sides; what comes in repeats the border."""

    title = "Shift"
    help = "Moves every image a little, up or down and to a side."
    order = 3

    most: Annotated[
        float, meta("Up to", "How far at most, as a share of the side.", ge=0, le=0.5, step=0.01, unit="%")
    ] = 0.1

    def apply(self, images: Images, random: np.random.Generator) -> None:
        batch, height, width, _ = images.shape
        rows = _moved(height, round(self.most * height), batch, random)
        columns = _moved(width, round(self.most * width), batch, random)
        images[...] = images[np.arange(batch)[:, None, None], rows[:, :, None], columns[:, None, :]]


def _moved(side: int, most: int, batch: int, random: np.random.Generator) -> Array:
    """Where each row (or column) of each image comes from, (batch, side)."""
    shift = random.integers(-most, most, size=(batch, 1), endpoint=True)
    source: Array = np.clip(np.arange(side) - shift, 0, side - 1)
    return source
