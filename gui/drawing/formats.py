"""A picture as SVG, PDF or PNG: in a file, or on the clipboard."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QMimeData, QRect, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter

from core.atomic import replacing
from core.errors import FileError
from gui.drawing.picture import Picture
from gui.theme import FAMILY

SCALES = (1, 2, 4)  # pixels of a PNG for each canvas unit
SVG_MIME = "image/svg+xml"
FALLBACK = "'Helvetica Neue', Helvetica, Arial, sans-serif"  # where the face is not installed
INCH = 96  # canvas units
POINT = 72 / INCH
FINE = 1200  # dots per inch at which places in a PDF are told
MOST_PIXELS, LONGEST_SIDE = 256 * 10**6, 32_000
LONGEST_PAGE = 14_400  # points; readers take no more (PDF 1.7, annex C)


def svg(picture: Picture) -> bytes:
    """As SVG. Text stays text, with faces to fall back on."""
    from PySide6.QtSvg import QSvgGenerator  # a library of its own, needed only here

    buffer = _buffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(INCH)
    generator.setSize(picture.size)
    generator.setViewBox(QRect(0, 0, picture.size.width(), picture.size.height()))
    generator.setTitle(picture.title)
    generator.setDescription("Drawn with Neurowright")
    fill(picture, generator, picture.size.width(), picture.size.height())
    text = bytes(buffer.data().data()).decode()
    text = re.sub(rf'font-family="{FAMILY}"', f'font-family="{FAMILY}, {FALLBACK}"', text)
    return text.encode()


def pdf(picture: Picture) -> bytes:
    """As PDF: one page just as large as the picture, with the face in it.

    Raises:
        FileError: the picture is larger than a page can be.
    """
    width, height = picture.size.width(), picture.size.height()
    if max(width, height) * POINT > LONGEST_PAGE:
        raise FileError("The drawing is larger than a page can be. Choose SVG, or draw a selection of it.")
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setTitle(picture.title)
    writer.setCreator("Neurowright")
    writer.setResolution(FINE)
    size, exactly = QSizeF(width * POINT, height * POINT), QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", exactly))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    fill(picture, writer, round(width * FINE / INCH), round(height * FINE / INCH))
    return bytes(buffer.data().data())


def image(picture: Picture, scale: float) -> QImage:
    """As an image of so many pixels for each canvas unit, clear where the picture has no ground.

    Raises:
        FileError: it would have more pixels than fit into the memory.
    """
    width, height = round(picture.size.width() * scale), round(picture.size.height() * scale)
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise FileError(
            f"The drawing would have {width:,} × {height:,} pixels, too many to keep. "
            "Choose a smaller scale, SVG or PDF, or draw a selection of it."
        )
    result = QImage(max(width, 1), max(height, 1), QImage.Format.Format_ARGB32_Premultiplied)
    result.fill(0)
    result.setDotsPerMeterX(round(INCH * scale / 0.0254))
    result.setDotsPerMeterY(round(INCH * scale / 0.0254))
    fill(picture, result, width, height)
    return result


def png(picture: Picture, scale: float) -> bytes:
    """As PNG."""
    buffer = _buffer()
    image(picture, scale).save(buffer, "PNG")
    return bytes(buffer.data().data())


FORMATS: dict[str, Callable[[Picture, float], bytes]] = {
    ".svg": lambda picture, _: svg(picture),
    ".png": png,
    ".pdf": lambda picture, _: pdf(picture),
}


def refuse_unknown(path: Path) -> None:
    """See that a file's name says which format is meant.

    Raises:
        FileError: it does not.
    """
    if path.suffix.lower() not in FORMATS:
        what = f"ends in “{path.suffix}”" if path.suffix else "has no ending"
        raise FileError(f"“{path.name}” {what}. End the name in .svg, .png or .pdf.")


def write(picture: Picture, path: Path, scale: float = 2) -> None:
    """Write a picture in the format that the file's name ends in; it is there as a whole or not at all.

    Raises:
        FileError: the format is unknown, the picture too large, or the file cannot be written.
    """
    refuse_unknown(path)
    data = FORMATS[path.suffix.lower()](picture, scale)
    with replacing(path) as file:
        file.write(data)


def mime(picture: Picture, scale: float = 2) -> QMimeData:
    """For the clipboard: as an image, and as SVG for those who can draw on with that.

    Raises:
        FileError: the picture is too large.
    """
    data = QMimeData()
    data.setImageData(image(picture, scale))
    data.setData(SVG_MIME, QByteArray(svg(picture)))
    return data


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def fill(picture: Picture, device: QPaintDevice, width: int, height: int) -> None:
    """Paint a picture all over a device.

    Through a window on it, not in a scaled world: what leaves things out when it is small is drawn as at 100 %.
    """
    painter = QPainter(device)
    painter.setWindow(0, 0, picture.size.width(), picture.size.height())
    painter.setViewport(0, 0, width, height)
    picture.paint(painter)
    painter.end()
