"""Drawn shapes, and folders of images: good, mixed and hostile ones."""

import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.sources.image_folder import ImageFolder
from core.data.sources.shapes import NAMES, SIDE, Shapes
from core.errors import DataError
from tests.core.own_files import picture_folder


@pytest.mark.parametrize("colours", ["grey", "colour"])
def test_a_shape_is_where_its_values_say(colours: str) -> None:
    data = Shapes(images=300, colours=colours, noise=0).load(1)  # type: ignore[arg-type]
    assert data.values is not None
    assert data.labels is not None
    ground = data.samples[:, :1, :1].astype(int)
    contrast = np.abs(data.samples - ground).max(axis=-1)
    covered = contrast / contrast.max(axis=(1, 2), keepdims=True)
    middle, half = data.values[:, :2] * SIDE, data.values[:, 2] * SIDE
    for cover, (x, y), size, label in zip(covered, middle, half, data.labels, strict=True):
        mask = cover > 0.5
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        assert (columns[0] + columns[-1] + 1) / 2 == pytest.approx(x, abs=0.8)
        assert (rows[0] + rows[-1] + 1) / 2 == pytest.approx(y, abs=1.2)
        assert len(rows) == pytest.approx(2 * size, abs=2.5)
        area = {"circle": np.pi, "square": 4, "triangle": 2}[NAMES[label]] * size**2
        assert cover.sum() == pytest.approx(area, rel=0.05)


def test_noise_makes_shapes_grainy() -> None:
    clean, grainy = (Shapes(images=30, noise=noise).load(1).samples for noise in (0, 0.2))
    assert np.abs(clean.astype(int) - grainy).mean() > 10
    np.testing.assert_array_equal(Shapes(images=30).load(1).labels, Shapes(images=30).load(2).labels)


def test_one_folder_a_class(tmp_path: Path) -> None:
    source = ImageFolder(path=str(picture_folder(tmp_path)))
    info, data = source.info(), source.load(1)
    assert info.class_names == ("dark", "light")
    assert info.sample_shape == (6, 9, 3)
    assert data.labels is not None
    assert data.labels.tolist() == [0, 0, 1, 1]
    assert np.rint(data.samples.mean(axis=(1, 2, 3))).tolist() == [21, 22, 221, 222]


def test_grey_and_scaled(tmp_path: Path) -> None:
    path = str(picture_folder(tmp_path))
    data = ImageFolder(path=path, colours="grey", side=4).load(1)
    assert data.samples.shape == (4, 4, 4, 1)
    assert data.samples[3].min() == data.samples[3].max() == 222


def test_what_else_lies_there_is_passed_over(tmp_path: Path) -> None:
    picture_folder(tmp_path)
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "dark" / "notes.txt").write_text("hello")
    (tmp_path / "empty").mkdir()
    (tmp_path / ".hidden").mkdir()
    Image.new("RGB", (9, 6)).save(tmp_path / ".hidden" / "a.png")
    assert ImageFolder(path=str(tmp_path)).info().count == 4


def test_modes_of_images(tmp_path: Path) -> None:
    """All are brought to bytes of one or three channels; 16 bits a pixel keep their brightness."""
    picture_folder(tmp_path)
    for mode in ("1", "L", "P", "LA", "RGBA"):
        Image.new("L", (9, 6), 255).convert(mode).save(tmp_path / "light" / f"mode {mode}.png")
    Image.fromarray(np.full((6, 9), 0xFFFF, np.uint16)).save(tmp_path / "light" / "mode 16.png")
    data = ImageFolder(path=str(tmp_path)).load(1)
    assert data.info.count == 10
    assert data.samples.reshape(10, -1).min(axis=1)[2:].tolist() == [221, 222, *[255] * 6]


def test_images_that_lie_on_their_side_are_turned(tmp_path: Path) -> None:
    for title in ("a", "b"):
        (tmp_path / title).mkdir()
        pixels = np.zeros((8, 16, 3), np.uint8)
        pixels[:, :8] = 200  # bright at the left
        exif = Image.Exif()
        exif[0x0112] = 6  # to be turned by 90° to the right
        Image.fromarray(pixels).save(tmp_path / title / "1.jpg", exif=exif, quality=95)
    data = ImageFolder(path=str(tmp_path), colours="grey").load(1)
    assert data.info.sample_shape == (16, 8, 1)
    assert data.samples[0, :8].mean() > 150 > 50 > data.samples[0, 8:].mean()


def test_mixed_sizes_are_told_with_two_examples(tmp_path: Path) -> None:
    picture_folder(tmp_path)
    Image.new("RGB", (30, 40)).save(tmp_path / "light" / "0.png")
    with pytest.raises(DataError) as caught:
        ImageFolder(path=str(tmp_path)).info()
    assert str(caught.value) == (
        "The images are of different sizes: dark/1.jpg has 9×6 pixels, light/0.png has 30×40. "
        "Switch on “Scale to” to bring all to one size."
    )
    assert ImageFolder(path=str(tmp_path), side=8).load(1).samples.shape == (5, 8, 8, 3)


def test_an_image_that_came_is_seen(tmp_path: Path) -> None:
    source = ImageFolder(path=str(picture_folder(tmp_path)))
    assert source.info().count == 4
    Image.new("RGB", (9, 6)).save(tmp_path / "light" / "3.png")
    os.utime(tmp_path / "light", ns=(1, 1))  # however coarse the clock of the file system is
    assert source.info().count == 5


def test_folders_that_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine"
    for make, message in (
        (lambda: None, "mine cannot be read: No such file or directory"),
        (path.mkdir, "mine needs two folders or more with images .* one folder a class; none has any"),
        (lambda: picture_folder(path), ""),
    ):
        make()
        if message:
            with pytest.raises(DataError, match=message):
                ImageFolder(path=str(path)).info()
    for file in (path / "light").iterdir():
        file.unlink()
    with pytest.raises(DataError, match="only dark has any"):
        ImageFolder(path=str(path)).info()
    with pytest.raises(DataError, match="is not a folder"):
        ImageFolder(path=str(path / "dark" / "1.jpg")).info()
    with pytest.raises(DataError, match="No folder is chosen yet"):
        ImageFolder().info()
    with pytest.raises(DataError, match="lies on another machine"):
        ImageFolder(path=r"\\host\share").info()
    with pytest.raises(DataError, match="null"):
        ImageFolder(path="a\0b").info()


def png(width: int, height: int, content: bytes = b"") -> bytes:
    """A PNG file whose header promises so many grey pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(content)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"^light/0\.png cannot be read as a PNG or JPEG image\. Remove or replace it\.$"),
        (b"hello" * 100, "light/0.png cannot be read as a PNG"),
        (b"GIF89a" + bytes(100), "light/0.png cannot be read as a PNG"),
        (png(9, 6), "light/0.png cannot be read as a PNG"),
        (png(9, 6, b"\7" * 60), "light/0.png cannot be read as a PNG"),
        (png(8_000, 8_000), "light/0.png has 8,000×8,000 pixels; images of up to 40 million pixels"),
        (png(60_000, 60_000), "light/0.png cannot be read as a PNG"),
        (png(0, 6), "light/0.png cannot be read as a PNG"),
    ],
    ids=["empty", "no image", "another kind", "no pixels", "cut off", "bomb", "huge bomb", "no width"],
)
@pytest.mark.parametrize("side", [None, 8])
def test_hostile_images(tmp_path: Path, content: bytes, message: str, side: int | None) -> None:
    picture_folder(tmp_path)
    (tmp_path / "light" / "0.png").write_bytes(content)
    with pytest.raises(DataError, match=message):
        ImageFolder(path=str(tmp_path), side=side).load(1)


def test_what_never_ends_is_not_read(tmp_path: Path) -> None:
    picture_folder(tmp_path)
    os.mkfifo(tmp_path / "light" / "0.png")
    with pytest.raises(DataError, match=r"0\.png is not a file"):
        ImageFolder(path=str(tmp_path)).info()


def test_more_than_the_memory_is_told_before_it_is_taken(tmp_path: Path) -> None:
    picture_folder(tmp_path)
    for number in range(350):
        os.link(tmp_path / "light" / "1.png", tmp_path / "light" / f"more{number}.png")
    with pytest.raises(
        DataError, match=r"354 images of 1024×1024 pixels take 1,062 MB; at most 1,024 MB can"
    ):
        ImageFolder(path=str(tmp_path), side=1_024).info()
