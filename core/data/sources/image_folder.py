"""Images of the user's: a folder with one folder a class."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from core.data.base import DataInfo, Dataset, Source
from core.data.user_files import folder, regular_file, told
from core.errors import DataError
from core.spec import meta

if TYPE_CHECKING:
    from PIL import Image

ENDINGS = (".png", ".jpg", ".jpeg")
MOST_CLASSES, MOST_IMAGES = 1_000, 50_000
LARGEST_FILE = 64 << 20  # bytes of one file
MOST_PIXELS = 40_000_000  # of one image: a small file can unpack to a very large one
MOST_BYTES = 1 << 30  # of all images together, unpacked
SQUARE = 32  # pixels a side that images are scaled to where nothing else is said
TURNED = (5, 6, 7, 8)  # the values of EXIF's orientation that stand for an image that lies on its side
ORIENTATION = 0x0112
Colours = Literal["grey", "colour"]


class _Listing(NamedTuple):
    """The images of a folder by class, and the size (width, height) that all are to have."""

    classes: tuple[str, ...]
    paths: tuple[str, ...]
    labels: tuple[int, ...]
    size: tuple[int, int]


class MixedSizesError(DataError):
    """Images are not all of one size."""


class ImageFolder(Source, frozen=True, kw_only=True, tag="image-folder"):
    """PNG and JPEG files in folders named after their classes; deeper folders are not looked into.

    Samples are (height, width, 1 or 3), 0 ... 255. The document keeps the path; the files stay where they are.
    """

    title = "Folder of images"
    help = "Your own pictures, PNG or JPEG: a folder that holds one folder for each class."
    order = 62
    external = True

    path: Annotated[
        str,
        meta(
            "Folder", "A folder with one folder a class, its images inside.", max_length=4_096, entry="folder"
        ),
    ] = ""
    colours: Annotated[Colours, meta("Colours", "One channel, or three: red, green and blue.")] = "colour"
    side: (
        Annotated[
            int,
            meta(
                "Scale to",
                "Stretch every image to a square of so many pixels a side; off: all must be of one size.",
                ge=4,
                le=1_024,
                log=True,
                reach=256,
                start=SQUARE,
                unit="px",
            ),
        ]
        | None
    ) = None

    @property
    def summary(self) -> str:
        return Path(self.path).name

    def info(self) -> DataInfo:
        listing = self._listing()
        width, height = listing.size
        return DataInfo(
            sample_shape=(height, width, self._channels),
            class_names=listing.classes,
            count=len(listing.paths),
        )

    def load(self, seed: int) -> Dataset:
        return self._loaded(1)

    def glimpse(self, seed: int, count: int) -> Dataset:
        return self._loaded(max(1, -(-self.info().count // count)))

    def _loaded(self, step: int) -> Dataset:
        """Every so manieth image."""
        info, listing = self.info(), self._listing()
        paths = listing.paths[::step]
        samples = np.empty((len(paths), *info.sample_shape), np.uint8)
        for sample, path in zip(samples, paths, strict=True):
            sample[...] = pixels(path, listing.size, self.colours).reshape(info.sample_shape)
        return Dataset(info, samples, labels=np.array(listing.labels[::step], np.intp))

    @property
    def _channels(self) -> int:
        return 1 if self.colours == "grey" else 3

    def _listing(self) -> _Listing:
        root = folder(self.path)
        try:
            listing = _listed(str(root), self.side, _stamps(root))
        except MixedSizesError as error:
            raise DataError(str(error), instead=replace(self, side=SQUARE)) from error
        count, (width, height) = len(listing.paths), listing.size
        if (needed := count * width * height * self._channels) > MOST_BYTES:
            raise DataError(
                f"{count:,} images of {width}×{height} pixels take {needed >> 20:,} MB; at most "
                f"{MOST_BYTES >> 20:,} MB can be held. Set “Scale to” to a smaller size."
            )
        return listing


def _stamps(root: Path) -> tuple[tuple[str, int], ...]:
    """The folders of the classes and when their contents last changed."""
    with told(str(root)), os.scandir(root) as entries:
        found = [(e.name, e.stat().st_mtime_ns) for e in entries if not e.name.startswith(".") and e.is_dir()]
    return tuple(sorted(found))


@lru_cache(maxsize=2)
def _listed(root: str, side: int | None, stamps: tuple[tuple[str, int], ...]) -> _Listing:
    """What a folder holds; looked through anew when an image came or went."""
    name = Path(root).name
    if len(stamps) > MOST_CLASSES:
        raise DataError(
            f"{name} holds {len(stamps):,} folders; at most {MOST_CLASSES:,} classes can be told apart."
        )
    files = {title: _images(Path(root) / title) for title, _ in stamps}
    files = {title: paths for title, paths in files.items() if paths}
    paths = tuple(path for found in files.values() for path in found)
    if len(files) < 2:
        found = f"only {next(iter(files))} has" if files else "none has"
        raise DataError(
            f"{name} needs two folders or more with images (PNG or JPEG) in them, one folder a class; {found} any."
        )
    if len(paths) > MOST_IMAGES:
        raise DataError(f"{name} holds {len(paths):,} images; at most {MOST_IMAGES:,} can be read.")
    labels = tuple(label for label, found in enumerate(files.values()) for _ in found)
    return _Listing(tuple(files), paths, labels, (side, side) if side else _common_size(paths))


def _images(path: Path) -> list[str]:
    with told(str(path)), os.scandir(path) as entries:
        names = [e.name for e in entries if e.name.lower().endswith(ENDINGS) and not e.name.startswith(".")]
    return [str(path / name) for name in sorted(names)]


def _common_size(paths: tuple[str, ...]) -> tuple[int, int]:
    first = _size(paths[0])
    for path in paths[1:]:
        if (size := _size(path)) != first:
            raise MixedSizesError(
                f"The images are of different sizes: {_short(paths[0])} has {first[0]}×{first[1]} pixels, "
                f"{_short(path)} has {size[0]}×{size[1]}. Switch on “Scale to” to bring all to one size."
            )
    return first


def _size(path: str) -> tuple[int, int]:
    """Width and height as the image is to be seen."""
    with _opened(path) as image:
        width, height = image.size
        return (height, width) if image.getexif().get(ORIENTATION) in TURNED else (width, height)


def pixels(path: str, size: tuple[int, int], colours: Colours) -> NDArray[Any]:
    """An image (height, width) or (height, width, 3), turned upright and scaled where it has another size."""
    from PIL import Image, ImageOps

    with _opened(path) as image:
        upright = ImageOps.exif_transpose(image)
        if upright.mode.startswith("I"):  # 16 bits a pixel, which `convert` would cut off
            upright = Image.fromarray((np.asarray(upright) >> 8).astype(np.uint8))
        converted = upright.convert("L" if colours == "grey" else "RGB")
        if converted.size != size:
            converted = converted.resize(size, Image.Resampling.BILINEAR)
        return np.asarray(converted)


@contextmanager
def _opened(path: str) -> "Iterator[Image.Image]":
    """An image file, with every complaint about it turned into a DataError.

    Its header is read, and its size looked at, before anything is unpacked.
    """
    from PIL import Image

    regular_file(path, LARGEST_FILE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of oddities within the file
            with Image.open(path, formats=("PNG", "JPEG")) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise DataError(
                        f"{_short(path)} has {image.width:,}×{image.height:,} pixels; images of up to "
                        f"{MOST_PIXELS // 1_000_000} million pixels can be read."
                    )
                yield image
    except DataError:
        raise
    except Exception as error:  # a damaged image may fail in any way
        raise DataError(
            f"{_short(path)} cannot be read as a PNG or JPEG image. Remove or replace it."
        ) from error


def _short(path: str) -> str:
    return "/".join(Path(path).parts[-2:])
