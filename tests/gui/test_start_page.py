"""The start page: one click to a network, also without a mouse."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.document.document import Document
from core.document.players import players
from core.templates import TEMPLATES
from core.templates.hand_wired_xor import HandWiredXor
from gui.preview import preview
from gui.settings import Settings
from gui.start_page import RecentFile, StartPage
from gui.style import Style
from gui.theme import DARK, LIGHT, Appearance, Theme


@pytest.fixture
def page(qtbot: QtBot, settings: Settings, appearance: Appearance, style: Style) -> StartPage:
    page = StartPage(settings, appearance)
    qtbot.addWidget(page)
    show(qtbot, page, QSize(1400, 860))
    return page


def show(qtbot: QtBot, page: QWidget, size: QSize) -> None:
    page.resize(size)
    with qtbot.waitExposed(page):
        page.show()


def recent_files(page: StartPage) -> list[RecentFile]:
    return [row for row in page.findChildren(RecentFile) if row.isVisibleTo(page)]


# -- choosing ----------------------------------------------------------------------------------------------------------
def test_every_example_has_a_card(page: StartPage) -> None:
    assert [card.template.title for card in page.cards] == [template.title for template in TEMPLATES]


def test_examples_stand_under_the_heading_of_their_group(page: StartPage) -> None:
    headings = {
        label.text(): label for label in page.findChildren(QLabel) if label.property("role") == "section"
    }
    tops = {name: label.mapTo(page, QPoint()).y() for name, label in headings.items()}
    for card in page.cards:
        above = [
            name
            for name, y in tops.items()
            if y < card.mapTo(page, QPoint()).y() and headings[name].isVisible()
        ]
        assert max(above, key=lambda name: tops[name]) == card.template.group
        assert card.template.group in card.accessibleDescription()


def test_click_chooses_the_example(qtbot: QtBot, page: StartPage) -> None:
    with qtbot.waitSignal(page.template_chosen) as chosen:
        qtbot.mouseClick(page.cards[2], Qt.MouseButton.LeftButton)
    assert chosen.args == [TEMPLATES[2]()]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_key_chooses_the_example(qtbot: QtBot, page: StartPage, key: Qt.Key) -> None:
    page.cards[1].setFocus()
    with qtbot.waitSignal(page.template_chosen) as chosen:
        qtbot.keyClick(page.cards[1], key)
    assert chosen.args == [TEMPLATES[1]()]


def test_first_example_has_the_focus(qtbot: QtBot, page: StartPage) -> None:
    assert page.focusWidget() is page.cards[0]


def test_arrows_go_from_card_to_card(qtbot: QtBot, page: StartPage) -> None:
    walk = [
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_Down, 4),
        (Qt.Key.Key_Down, 6),
        (Qt.Key.Key_Up, 4),
    ]
    for key, expected in walk:
        qtbot.keyClick(page.focusWidget(), key)
        assert page.focusWidget() is page.cards[expected]


def test_arrows_reach_everything(qtbot: QtBot, page: StartPage, settings: Settings, tmp_path: Path) -> None:
    settings.add_recent(tmp_path / "a.neuro")
    qtbot.waitUntil(lambda: len(recent_files(page)) == 1)
    reached, frontier = set(), [page.cards[0]]
    while frontier:
        here = frontier.pop()
        if here not in reached:
            reached.add(here)
            for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
                here.setFocus()
                qtbot.keyClick(here, key)
                frontier.append(page.focusWidget())
    assert reached == {b for b in page.findChildren(QAbstractButton) if b.isVisibleTo(page)}


def test_side_buttons(qtbot: QtBot, page: StartPage) -> None:
    with qtbot.waitSignal(page.blank_chosen):
        qtbot.mouseClick(page.blank, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.open_chosen):
        qtbot.keyClick(page.open, Qt.Key.Key_Space)


def test_way_back_to_an_open_document(qtbot: QtBot, page: StartPage) -> None:
    assert not page.back.isVisible()
    page.set_open_document("digits.neuro")
    assert page.back.isVisible()
    assert "digits.neuro" in page.back.text()
    with qtbot.waitSignal(page.back_chosen):
        qtbot.mouseClick(page.back, Qt.MouseButton.LeftButton)


# -- recent files ------------------------------------------------------------------------------------------------------
def test_recent_files_follow_the_settings(
    qtbot: QtBot, page: StartPage, settings: Settings, tmp_path: Path
) -> None:
    assert recent_files(page) == []
    settings.add_recent(tmp_path / "a.neuro")
    settings.add_recent(tmp_path / "b.neuro")
    qtbot.waitUntil(lambda: [row.path.name for row in recent_files(page)] == ["b.neuro", "a.neuro"])
    settings.clear_recent()
    assert recent_files(page) == []


def test_recent_file_is_chosen(qtbot: QtBot, page: StartPage, settings: Settings, tmp_path: Path) -> None:
    settings.add_recent(tmp_path / "a.neuro")
    qtbot.waitUntil(lambda: len(recent_files(page)) == 1)
    (row,) = recent_files(page)
    with qtbot.waitSignal(page.file_chosen) as chosen:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert chosen.args == [tmp_path / "a.neuro"]


# -- sizes -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("size", "columns"),
    [(QSize(1600, 900), 4), (QSize(1280, 800), 3), (QSize(1024, 700), 2), (QSize(800, 500), 1)],
    ids=lambda value: str(value),
)
def test_cards_fit_the_window(qtbot: QtBot, page: StartPage, size: QSize, columns: int) -> None:
    page.resize(size)
    qtbot.waitUntil(lambda: len({card.x() for card in page.cards}) == columns)
    right = max(card.mapTo(page, card.rect().topRight()).x() for card in page.cards)
    assert right < page.viewport().width()


def test_what_opens_files_stays_in_view(qtbot: QtBot, page: StartPage) -> None:
    page.resize(1000, 700)
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() > 700)
    at_first = page.open.mapTo(page, QPoint()).y()
    page.verticalScrollBar().setValue(600)
    qtbot.waitUntil(lambda: page.open.mapTo(page, QPoint()).y() == at_first)
    page.resize(1040, 690)
    qtbot.waitUntil(lambda: page.open.mapTo(page, QPoint()).y() == at_first)


def test_focus_is_scrolled_into_view(qtbot: QtBot, page: StartPage) -> None:
    page.resize(800, 500)
    qtbot.waitUntil(lambda: len({card.x() for card in page.cards}) == 1)
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() > 0)
    for _ in page.cards:
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Down)
    corner = page.cards[-1].mapTo(page.viewport(), QPoint(0, page.cards[-1].height() // 2))
    assert page.viewport().rect().contains(corner)


# -- previews ----------------------------------------------------------------------------------------------------------
def drawn(document: Document, theme: Theme) -> set[str]:
    """The names of the opaque colours in a drawing of a document."""
    image = QImage(208, 88, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    preview(document).draw(painter, image.rect().toRectF(), theme)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint32)
    return {QColor.fromRgba(int(pixel)).name() for pixel in np.unique(pixels) if pixel >> 24 == 255}


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.title)
def test_preview_is_drawn_in_the_themes_colours(qtbot: QtBot, template: type, theme: Theme) -> None:
    assert theme.categories["core"] in drawn(template().document(), theme)


def test_preview_shows_what_imitates_and_what_judges_beside_the_data(qtbot: QtBot) -> None:
    rival = preview(next(t for t in TEMPLATES if players(t().document().graph) is not None)().document())
    assert rival.before
    assert rival.behind
    assert not preview(TEMPLATES[0]().document()).before


def test_preview_of_an_empty_document_is_empty(qtbot: QtBot) -> None:
    assert drawn(Document(), DARK) == set()


def test_preview_shows_both_classes_of_points(qtbot: QtBot) -> None:
    plane = next(t for t in TEMPLATES if t().document().data.source.bounds is not None and t.title == "XOR")
    assert {DARK.positive, DARK.negative} <= drawn(plane().document(), DARK)


def test_single_neurons_of_one_depth_share_a_column() -> None:
    assert preview(HandWiredXor().document()).behind == (("neurons", 3), ("neurons", 1))
