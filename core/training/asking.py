"""Asking a trained network about an image of the user's."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.data.prepare import Part
from core.data.recipe import Encoding
from core.data.sources.image_folder import pixels
from core.errors import DocumentError
from core.layers.base import in_words

if TYPE_CHECKING:
    from core.training.trainer import Trainer

LOOKED_AT = 200  # samples that tell how images of a data set look
WHITE = 255.0

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a network says of an image.

    ``seen`` (height, width, channels), 0 ... 1: the image as the network was given it. ``inverted``: light and dark
    were exchanged, because the data are light on dark, or the other way. ``strengths`` (classes,): how strongly it
    speaks for each of ``names``; ``probable``: these are probabilities. ``steps``: how long it was trained.
    """

    seen: Array
    inverted: bool
    names: tuple[str, ...]
    strengths: Array
    probable: bool
    steps: int

    @property
    def order(self) -> list[int]:
        """The classes, the likeliest first."""
        return [int(index) for index in np.argsort(-self.strengths, kind="stable")]


def ask(trainer: "Trainer", path: Path) -> Answer:
    """What the network of a training makes of an image file, which is scaled to what it takes.

    Raises:
        DataError: the file cannot be read.
        DocumentError: the network takes no images, or names no classes.
    """
    info, network = trainer.data.info, trainer.network
    if len(info.sample_shape) != 3:
        raise DocumentError(f"This network reads {in_words(info.sample_shape)}, not images.")
    if network.players is not None or not info.class_names or info.steps or network.end.fed[0] != "target":
        raise DocumentError("This network does not say which class an image belongs to.")
    height, width, channels = info.sample_shape
    seen = np.asarray(pixels(str(path), (width, height), "grey" if channels == 1 else "colour"), np.float32)
    seen = seen.reshape(info.sample_shape) / WHITE
    low, high, border = _range(trainer.data.checking)
    inverted = channels == 1 and (_border(seen[None]) > 0.5) != (border > 0.5)
    seen = 1 - seen if inverted else seen
    outputs = network.predict((low + seen * (high - low))[None])[0]
    strengths, probable = _strengths(np.asarray(outputs, np.float64), trainer.data.encoding)
    return Answer(seen, bool(inverted), info.class_names, strengths, probable, trainer.steps)


def _range(part: Part) -> tuple[float, float, float]:
    """The least and the largest number in the images of a part, and how bright their borders are, 0 ... 1."""
    images = np.asarray(part.raw(min(LOOKED_AT, part.count)), np.float32)
    low, high = float(images.min()), float(images.max())
    high = high if high > low else low + 1
    return low, high, _border((images - low) / (high - low))


def _border(images: Array) -> float:
    """The mean of the outermost pixels of images (count, height, width, channels)."""
    inside = np.zeros(images.shape[1:3], bool)
    inside[1:-1, 1:-1] = True
    return float(images[:, ~inside].mean())


def _strengths(outputs: Array, encoding: Encoding) -> tuple[Array, bool]:
    """One number a class, and whether they are probabilities."""
    if encoding != "one-hot":
        share = outputs[0] if encoding == "0/1" else (outputs[0] + 1) / 2
        outputs = np.array([1 - share, share])
    return outputs, bool(outputs.min() >= 0 and abs(float(outputs.sum()) - 1) < 1e-3)
