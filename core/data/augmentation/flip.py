"""Mirror images."""

from typing import Annotated, Literal

import numpy as np

from core.data.augmentation.base import Augmentation, Images
from core.spec import meta


class Flip(Augmentation, frozen=True, kw_only=True, tag="flip"):
    """Each image is mirrored with a chance of one half, in each of the directions chosen."""

    title = "Flip"
    help = "Mirrors every second image. Good for things that look alike from both sides; not for digits."
    order = 1

    direction: Annotated[
        Literal["left and right", "up and down", "both"], meta("Direction", "Which sides are swapped.")
    ] = "left and right"

    def apply(self, images: Images, random: np.random.Generator) -> None:
        if self.direction != "up and down":
            chosen = random.random(len(images)) < 0.5
            images[chosen] = images[chosen, :, ::-1]
        if self.direction != "left and right":
            chosen = random.random(len(images)) < 0.5
            images[chosen] = images[chosen, ::-1]
