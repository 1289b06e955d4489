"""What an augmentation is: a random change to images that leaves their answer as it is."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.spec import Spec

Images = NDArray[Any]
"""Raw samples (batch, height, width, channels), uint8 or float32."""


class Augmentation(Spec, frozen=True, kw_only=True):
    """Base of all augmentations. Only images that are learned from are changed, anew each time they are seen."""

    def apply(self, images: Images, random: np.random.Generator) -> None:
        """Change a batch of raw images in place, each on its own."""
        raise NotImplementedError


def store(values: NDArray[np.floating], images: Images) -> None:
    """Write numbers into images, rounded where those are bytes."""
    if images.dtype == np.uint8:
        np.rint(values, values)
    np.copyto(images, values, casting="unsafe")
