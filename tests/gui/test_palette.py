from collections.abc import Iterator
from typing import get_args

import msgspec
import pytest
from PySide6.QtCore import QModelIndex, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from core.layers import LAYERS, AnyLayer
from core.layers.base import Category, Layer
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from gui.canvas.inks import Inks
from gui.canvas.mime import LAYER as MIME
from gui.layer_icon import paint_layer_icon
from gui.palette import Palette, card_picture, look_of
from gui.palette_model import ENTRY
from gui.session import Session
from gui.theme import DARK, LIGHT, Appearance, Theme

SIZE = 64


@pytest.fixture
def palette(qtbot: QtBot) -> Iterator[Palette]:
    session = Session()
    palette = Palette(session, Appearance())
    palette.resize(216, 700)
    qtbot.addWidget(palette)
    palette.show()
    yield palette
    session.close()


def rows(palette: Palette) -> list[QModelIndex]:
    return [palette.model.index(row) for row in range(palette.model.rowCount())]


def shown(palette: Palette) -> list[type[Layer]]:
    return [layer for row in rows(palette) if (layer := row.data(ENTRY)) is not None]


def heads(palette: Palette) -> list[str]:
    return [row.data() for row in rows(palette) if row.data(ENTRY) is None]


def index_of(palette: Palette, layer: type[Layer]) -> QModelIndex:
    return next(row for row in rows(palette) if row.data(ENTRY) is layer)


def test_every_layer_is_there_below_its_category(palette: Palette) -> None:
    below: dict[str, list[type[Layer]]] = {}
    for row in rows(palette):
        if row.data(ENTRY) is None:
            below[row.data()] = []
        else:
            below[list(below)[-1]].append(row.data(ENTRY))
    assert [layer for layers in below.values() for layer in layers] == shown(palette)
    assert set(shown(palette)) == set(LAYERS)
    for head, layers in below.items():
        assert layers == [layer for layer in LAYERS if layer.category.capitalize() == head]
        assert layers
    order = [category.capitalize() for category in get_args(Category)]
    assert list(below) == sorted(below, key=order.index)


def test_an_entry_is_told_by_title_and_help(palette: Palette) -> None:
    index = index_of(palette, Dense)
    assert index.data() == Dense.title
    assert index.data(Qt.ItemDataRole.ToolTipRole) == Dense.help


def test_heads_cannot_be_chosen_or_dragged(palette: Palette) -> None:
    for row in rows(palette):
        assert bool(row.flags() & Qt.ItemFlag.ItemIsDragEnabled) == (row.data(ENTRY) is not None)
        assert bool(row.flags() & Qt.ItemFlag.ItemIsSelectable) == (row.data(ENTRY) is not None)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.__name__)
def test_what_is_dragged_is_the_layer_itself(palette: Palette, layer: type[Layer]) -> None:
    data = palette.model.mimeData([index_of(palette, layer)])
    assert data.formats() == [MIME]
    assert msgspec.json.decode(bytes(data.data(MIME).data()), type=AnyLayer) == layer()


def test_a_double_click_chooses(qtbot: QtBot, palette: Palette) -> None:
    place = palette.list.visualRect(index_of(palette, Dropout)).center()
    viewport = palette.list.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(palette.chosen) as chosen:
        qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [Dropout()]


def test_a_single_click_chooses_nothing(qtbot: QtBot, palette: Palette) -> None:
    place = palette.list.visualRect(index_of(palette, Dropout)).center()
    with qtbot.assertNotEmitted(palette.chosen):
        qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_enter_chooses_what_the_arrow_keys_went_to(qtbot: QtBot, palette: Palette) -> None:
    palette.list.setCurrentIndex(index_of(palette, Dense))
    qtbot.keyClick(palette.list, Qt.Key.Key_Down)
    after = shown(palette)[shown(palette).index(Dense) + 1]
    with qtbot.waitSignal(palette.chosen) as chosen:
        qtbot.keyClick(palette.list, Qt.Key.Key_Return)
    assert chosen.args == [after()]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("flat", Flatten),
        ("DROP", Dropout),
        ("dns", Dense),
        ("silences random", Dropout),
        ("pixels row", Flatten),
    ],
)
def test_a_layer_is_found_and_taken_with_enter(
    qtbot: QtBot, palette: Palette, query: str, first: type[Layer]
) -> None:
    qtbot.keyClicks(palette.search, query)
    assert first in shown(palette)
    with qtbot.waitSignal(palette.chosen) as chosen:
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert chosen.args == [first()]


def test_a_category_finds_all_its_layers(qtbot: QtBot, palette: Palette) -> None:
    qtbot.keyClicks(palette.search, Dense.category)
    assert {layer for layer in LAYERS if layer.category == Dense.category} <= set(shown(palette))


def test_heads_without_layers_are_left_out(qtbot: QtBot, palette: Palette) -> None:
    every = heads(palette)
    qtbot.keyClicks(palette.search, Dense.title)
    found = {layer.category.capitalize() for layer in shown(palette)}
    assert set(heads(palette)) == found < set(every)


def test_arrow_keys_in_the_search_field_pass_over_heads(qtbot: QtBot, palette: Palette) -> None:
    for layer in shown(palette):
        qtbot.keyClick(palette.search, Qt.Key.Key_Down)
        assert palette.list.currentIndex().data(ENTRY) is layer
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.list.currentIndex().data(ENTRY) is shown(palette)[-1]
    qtbot.keyClick(palette.search, Qt.Key.Key_Up)
    assert palette.list.currentIndex().data(ENTRY) is shown(palette)[-2]


def test_what_is_not_there_is_said_in_words(qtbot: QtBot, palette: Palette) -> None:
    qtbot.keyClicks(palette.search, "qqq")
    assert shown(palette) == []
    assert palette.nothing.isVisibleTo(palette)
    assert "“qqq”" in palette.nothing.text()
    with qtbot.assertNotEmitted(palette.chosen):
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    qtbot.keyClick(palette.search, Qt.Key.Key_Escape)
    assert palette.search.text() == ""
    assert not palette.nothing.isVisibleTo(palette)
    assert set(shown(palette)) == set(LAYERS)


def test_letters_typed_over_the_list_look_for_a_layer(qtbot: QtBot, palette: Palette) -> None:
    palette.activateWindow()
    palette.list.setFocus()
    qtbot.waitUntil(palette.list.hasFocus)
    for letter in "flat":
        qtbot.keyClick(palette.focusWidget(), letter)
    assert palette.search.text() == "flat"
    assert palette.search.hasFocus()


def test_the_command_leads_to_the_search_field(qtbot: QtBot, palette: Palette) -> None:
    palette.activateWindow()
    palette.search.setText("old")
    palette.list.setFocus()
    (command,) = palette.commands()
    command.run()
    qtbot.waitUntil(palette.search.hasFocus)
    assert palette.search.selectedText() == "old"


def painted(layer: type[Layer], theme: Theme) -> QImage:
    image = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_layer_icon(painter, QRectF(0, 0, SIZE, SIZE), layer, theme)
    painter.end()
    return image


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.__name__)
def test_an_icon_is_a_drawing_on_the_colour_of_the_category(
    qtbot: QtBot, layer: type[Layer], theme: Theme
) -> None:
    image = painted(layer, theme)
    colours = {image.pixelColor(x, y).name() for x in range(8, SIZE - 8) for y in range(8, SIZE - 8)}
    assert image.pixelColor(SIZE // 2, 3).name() == theme.categories[layer.category]
    assert colours & {theme.text, theme.surface}


def test_layers_are_told_apart_by_their_icons(qtbot: QtBot) -> None:
    pictures = [painted(layer, DARK).constBits().tobytes() for layer in LAYERS]
    assert len(set(pictures)) == len(pictures)


def test_a_layer_without_a_drawing_shows_its_initial(qtbot: QtBot) -> None:
    class Plain(Layer, frozen=True, kw_only=True):
        title = "Plain"

    class Quiet(Layer, frozen=True, kw_only=True):
        title = "Quiet"

    class Square(Layer, frozen=True, kw_only=True):
        title = "Square"
        icon = "M4 4h8v8h-8z"

    pictures = [painted(layer, DARK) for layer in (Plain, Quiet, Square)]
    assert pictures[0] != pictures[1]
    assert pictures[1] != pictures[2]


def test_the_dragged_picture_is_a_card_half_seen_through(qtbot: QtBot) -> None:
    picture = card_picture(look_of(Dense), Inks(DARK), 2.0).toImage()
    alpha = picture.pixelColor(picture.width() // 2, picture.height() // 4).alpha()
    assert 100 < alpha < 250
    assert picture.pixelColor(0, 0).alpha() == 0
