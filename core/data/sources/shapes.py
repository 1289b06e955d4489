"""Drawn shapes: an easy task for a network that sees."""

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from core.data.base import DataInfo, Dataset, Source
from core.randomness import generator
from core.spec import meta

SIDE = 32  # pixels
NAMES = ("circle", "square", "triangle")
SIZES = (4.0, 9.0)  # pixels from the middle to the rim
CHUNK = 256  # images drawn at a time

Array = NDArray[np.float32]


class Shapes(Source, frozen=True, kw_only=True, tag="shapes"):
    """Images (32, 32, 1 or 3), 0 ... 255, of one bright shape on a dark ground.

    The answer is which shape; beside it stand x and y of its middle (0 ... 1, from the left and from the top) and its
    size: half its width, as a share of the image's.
    """

    title = "Shapes, 32×32"
    help = "A circle, a square or a triangle somewhere in a picture. What is it, where, and how large?"
    order = 52

    images: Annotated[
        int, meta("Images", "How many are drawn.", ge=30, le=20_000, log=True, reach=20_000)
    ] = 3_000
    colours: Annotated[
        Literal["grey", "colour"], meta("Colours", "One channel, or three: red, green and blue.")
    ] = "grey"
    noise: Annotated[
        float, meta("Noise", "How grainy the pictures are.", ge=0, le=0.5, step=0.05, unit="%")
    ] = 0.05

    @property
    def summary(self) -> str:
        return f"{self.images:,} images"

    def info(self) -> DataInfo:
        return DataInfo(
            sample_shape=(SIDE, SIDE, 3 if self.colours == "colour" else 1),
            class_names=NAMES,
            value_names=("x", "y", "size"),
            count=self.images,
        )

    def load(self, seed: int) -> Dataset:
        return self._first(self.images, seed)

    def glimpse(self, seed: int, count: int) -> Dataset:
        return self._first(min(count, self.images), seed)

    def _first(self, drawn: int, seed: int) -> Dataset:
        info, random, count = self.info(), generator(seed, "data"), self.images
        channels = info.sample_shape[-1]
        labels = np.arange(count) % len(NAMES)
        size = random.uniform(*SIZES, count).astype(np.float32)
        middle = random.uniform(size[:, None] + 1, SIDE - 1 - size[:, None], (count, 2)).astype(np.float32)
        bright = random.uniform(0.6, 1.0, (count, channels)).astype(np.float32)
        dark = random.uniform(0.0, 0.3, (count, channels)).astype(np.float32)
        samples = np.empty((drawn, *info.sample_shape), np.uint8)
        for start in range(0, drawn, CHUNK):
            part = slice(start, min(start + CHUNK, drawn))
            inside = _covered(labels[part], middle[part], size[part])[..., None]
            image = dark[part, None, None] + inside * (bright - dark)[part, None, None]
            image += self.noise * random.standard_normal(image.shape, np.float32)
            samples[part] = np.rint(255 * np.clip(image, 0, 1))
        values = np.concatenate([middle, size[:, None]], axis=1)[:drawn] / np.float32(SIDE)
        return Dataset(info, samples, labels=labels[:drawn].astype(np.intp), values=values.astype(np.float32))


def _covered(labels: NDArray[np.integer], middle: Array, size: Array) -> Array:
    """How much of each pixel a shape covers, (count, 32, 32): half of it where the rim runs through its middle."""
    pixel = np.arange(SIDE, dtype=np.float32) + np.float32(0.5)
    x = np.abs(pixel[None, None, :] - middle[:, 0, None, None])
    y = pixel[None, :, None] - middle[:, 1, None, None]
    size, label = size[:, None, None], labels[:, None, None]
    circle = np.hypot(x, y) - size
    square = np.maximum(x, np.abs(y)) - size
    triangle = np.maximum((2 * x - y - size) / np.float32(np.sqrt(5)), y - size)
    distance = np.where(label == 0, circle, np.where(label == 1, square, triangle))
    covered: Array = np.clip(0.5 - distance, 0, 1)
    return covered
