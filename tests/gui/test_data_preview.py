"""Pictures of samples: every source has one, in both themes, and the data form shows it."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from core.data.base import DataInfo, Dataset, Source
from core.data.sources import SOURCES
from core.data.sources.csv_file import CSVFile
from core.data.sources.digits import Digits
from core.data.sources.names import Names
from core.document.document import Document
from gui.data_preview import DataPreview
from gui.inspector_pages import DocumentPage
from gui.sample_pictures import Glimpse, glimpse, images_of
from gui.session import Session
from gui.theme import DARK, LIGHT, Appearance, Theme
from tests.core.own_files import ready

SIZES = [(260, 104), (52, 52), (20, 400)]


def drawn(shown: Glimpse, theme: Theme, size: tuple[int, int] = SIZES[0]) -> QImage:
    image = QImage(*size, QImage.Format.Format_ARGB32)
    image.fill(QColor(theme.canvas))
    painter = QPainter(image)
    shown.draw(painter, image.rect().toRectF(), theme)
    painter.end()
    return image


def pixels(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("cls", SOURCES, ids=lambda cls: cls.title)
def test_every_source_has_a_picture(qtbot: QtBot, tmp_path: Path, cls: type[Source], theme: Theme) -> None:
    shown = glimpse(ready(cls, tmp_path), 1)
    assert shown is not None
    ground = QColor(theme.canvas).rgba()
    for size in SIZES:
        found = pixels(drawn(shown, theme, size)) != ground
        assert found.any()
    wide = pixels(drawn(shown, theme)) != ground
    assert np.flatnonzero(wide.any(axis=0)).size >= 10
    assert np.flatnonzero(wide.any(axis=1)).size >= 10


def test_classes_have_colours_of_their_own(qtbot: QtBot, tmp_path: Path) -> None:
    shown = glimpse(next(c for c in SOURCES if c.title == "Circle")(), 1)
    assert shown is not None
    found = {QColor.fromRgba(int(pixel)).name() for pixel in np.unique(pixels(drawn(shown, DARK)))}
    assert {DARK.positive, DARK.negative} <= found


@pytest.mark.parametrize("shape", [(8, 8, 1), (5, 9, 3), (1, 1, 2), (200, 3, 4), (64, 64, 1)])
@pytest.mark.parametrize("kind", ["uint8", "float32"])
def test_images_of_any_size_and_channels(qtbot: QtBot, shape: tuple[int, ...], kind: str) -> None:
    samples = np.random.default_rng(1).integers(0, 200, (5, *shape)).astype(kind) - (kind == "float32") * 50
    image = images_of(samples)[0]
    assert (image.width(), image.height()) == (shape[1], shape[0])
    shown = Glimpse(Dataset(DataInfo(sample_shape=shape, count=5), samples))
    assert (pixels(drawn(shown, LIGHT)) != QColor(LIGHT.canvas).rgba()).any()


def test_brightness_is_stretched_over_all_images(qtbot: QtBot) -> None:
    images = images_of(np.array([[[[2]]], [[[10]]], [[[6]]]], np.uint8))
    assert [image.pixelColor(0, 0).red() for image in images] == [0, 255, 127]


@pytest.mark.parametrize("shape", [(1, 1), (7, 1), (30, 5), (1,), (40,)])
def test_sequences_and_lists_of_any_length(qtbot: QtBot, shape: tuple[int, ...]) -> None:
    for count in (1, 6):
        shown = Glimpse(Dataset(DataInfo(sample_shape=shape), np.ones((count, *shape), np.float32)))
        drawn(shown, DARK)


def test_data_that_cannot_be_read_has_none(qtbot: QtBot) -> None:
    assert glimpse(CSVFile(path="/nowhere/at.all"), 1) is None


def test_preview_follows_the_source(qtbot: QtBot) -> None:
    appearance = Appearance()
    preview = DataPreview(appearance)
    qtbot.addWidget(preview)
    preview.resize(300, 124)
    preview.show_source(Digits(), 1)
    first, held = pixels(preview.grab().toImage()), preview.shown
    preview.show_source(Digits(), 1)
    assert preview.shown is held  # nothing is read anew without need
    preview.show_source(Names(), 1)
    assert (pixels(preview.grab().toImage()) != first).any()
    preview.show_source(CSVFile(), 1)
    assert preview.isHidden()
    preview.show_source(Digits(), 1)
    assert not preview.isHidden()
    np.testing.assert_array_equal(pixels(preview.grab().toImage()), first)
    appearance.set_theme(LIGHT)
    assert (pixels(preview.grab().toImage()) != first).any()


def test_the_data_form_shows_it(qtbot: QtBot) -> None:
    session = Session(Document())
    page = DocumentPage(session, Appearance())
    qtbot.addWidget(page)
    page.refresh()
    assert page.preview.shown is not None
    assert page.preview.shown.data.info == Digits().info()
    data = msgspec.structs.replace(session.document.data, source=Names(kind="boys"))
    session.apply("use names", msgspec.structs.replace(session.document, data=data))
    page.refresh()
    assert page.preview.shown.data.info == Names(kind="boys").info()
    session.close()
