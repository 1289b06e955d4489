"""Make images grainy."""

from typing import Annotated

import numpy as np

from core.data.augmentation.base import Augmentation, Images, store
from core.spec import meta


class Grain(Augmentation, frozen=True, kw_only=True, tag="grain"):
    """Normal noise on every number of an image; what leaves the range of the image's own numbers is cut off."""

    title = "Noise"
    help = "Makes every image grainy, so that no single pixel is relied on."
    order = 4

    strength: Annotated[
        float,
        meta(
            "Strength",
            "Deviation of the noise, as a share of what lies between the darkest and the brightest pixel.",
            ge=0,
            le=1,
            step=0.01,
            unit="%",
        ),
    ] = 0.05

    def apply(self, images: Images, random: np.random.Generator) -> None:
        low = images.min(axis=(1, 2, 3), keepdims=True).astype(np.float32)
        high = images.max(axis=(1, 2, 3), keepdims=True).astype(np.float32)
        grain = random.standard_normal(images.shape, np.float32)
        grain *= np.float32(self.strength) * (high - low)
        grain += images
        store(np.clip(grain, low, high, grain), images)
