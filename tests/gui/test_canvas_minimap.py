"""The small map of a network that is larger than what is seen."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.document import Document
from core.layers.dense import Dense
from gui.canvas.minimap import Minimap
from gui.canvas.view import CanvasView
from gui.main_window import MainWindow
from gui.session import Session
from gui.settings import Settings
from gui.theme import DARK, LIGHT, Appearance
from tests.gui.canvas_hand import command, open_canvas, run


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    view = open_canvas(qtbot, session, appearance)
    qtbot.waitUntil(lambda: not view.minimap.picture.isNull())
    return view


@pytest.fixture
def wide(qtbot: QtBot, view: CanvasView, session: Session) -> CanvasView:
    """Its last layer stands far out."""
    session.apply("far", edits.move(session.document, {"dense2": (3000.0, 1500.0)}))
    qtbot.waitUntil(lambda: view.minimap.isVisible())
    return view


def place_on_map(minimap: Minimap, point: QPointF) -> QPoint:
    """Where on the map a point of the scene is."""
    low, high = QPointF(0, 0), QPointF(minimap.width(), minimap.height())
    first, last = minimap.point(low), minimap.point(high)
    share = QPointF(
        (point.x() - first.x()) / (last.x() - first.x()), (point.y() - first.y()) / (last.y() - first.y())
    )
    return QPoint(round(share.x() * minimap.width()), round(share.y() * minimap.height()))


def middle_of(view: CanvasView) -> QPointF:
    return view.camera.point(QRectF(view.viewport().rect()).center())


def test_it_is_there_only_where_not_all_is_seen(wide: CanvasView, session: Session, qtbot: QtBot) -> None:
    wide.fit()
    assert not wide.minimap.isVisible()
    wide.zoom_fully()
    assert wide.minimap.isVisible()
    session.undo_stack.undo()
    wide.fit()
    qtbot.waitUntil(lambda: not wide.minimap.isVisible())
    wide.camera.centre(QPointF(2000, 0))
    assert wide.minimap.isVisible()
    session.open(Document())
    qtbot.waitUntil(lambda: not wide.minimap.isVisible())


def test_it_stands_in_the_corner_above_the_zoom_buttons(wide: CanvasView) -> None:
    map_box, zoom_box = wide.minimap.geometry(), wide.zoom_bar.geometry()
    assert map_box.right() == zoom_box.right()
    assert map_box.bottom() < zoom_box.top()
    wide.resize(900, 600)
    assert wide.minimap.geometry().bottom() < wide.zoom_bar.geometry().top()
    assert wide.rect().contains(wide.minimap.geometry())
    wide.resize(400, 300)
    assert not wide.minimap.isVisible()


def test_a_click_goes_there(wide: CanvasView) -> None:
    target = QPointF(3086, 1532)
    QTest.mouseClick(wide.minimap, Qt.MouseButton.LeftButton, pos=place_on_map(wide.minimap, target))
    assert (middle_of(wide) - target).manhattanLength() < 60
    assert wide.minimap.seen.contains(QRectF(3000, 1500, 172, 64))


def test_the_frame_is_dragged_without_a_jump(wide: CanvasView) -> None:
    wide.camera.centre(QPointF(1000, 500))
    minimap, before = wide.minimap, middle_of(wide)
    start = place_on_map(minimap, before + QPointF(300, 100))
    QTest.mousePress(minimap, Qt.MouseButton.LeftButton, pos=start)
    assert (middle_of(wide) - before).manhattanLength() < 4
    QTest.mouseMove(minimap, start + QPoint(40, 10))
    QTest.mouseRelease(minimap, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 10))
    way = minimap.point(QPointF(40, 10)) - minimap.point(QPointF(0, 0))
    assert (middle_of(wide) - before - way).manhattanLength() < 4


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_nodes_have_the_colours_of_their_categories(
    wide: CanvasView, appearance: Appearance, theme: object
) -> None:
    appearance.set_theme(theme)
    picture = wide.minimap.grab().toImage()
    place = place_on_map(wide.minimap, QPointF(3086, 1532))
    assert picture.pixelColor(place).name() == theme.categories["core"]
    corner = place_on_map(wide.minimap, QPointF(3086, 100))
    assert picture.pixelColor(corner).name() == theme.surface


def test_it_can_be_switched_off(wide: CanvasView) -> None:
    switch = command(wide, "Map of the network")
    assert switch.checked()
    run(wide, "Map of the network")
    assert not switch.checked()
    assert not wide.minimap.isVisible()
    run(wide, "Map of the network")
    assert wide.minimap.isVisible()


def test_it_has_a_name_and_leaves_the_focus_alone(wide: CanvasView) -> None:
    assert wide.minimap.accessibleName() == "Map of the network"
    QTest.mouseClick(wide.minimap, Qt.MouseButton.LeftButton)
    assert wide.hasFocus()


def test_the_choice_is_remembered(window: MainWindow, settings: Settings, tmp_path: Path) -> None:
    assert settings.minimap
    assert window.workbench.canvas.minimap.wanted
    window.workbench.canvas.minimap.switch()
    settings.sync()
    assert not Settings(tmp_path / "settings.ini").minimap


def test_it_can_be_painted_in_the_middle_of_changes(wide: CanvasView, session: Session, qtbot: QtBot) -> None:
    """It is measured a moment after an edit; a node that came since does not stand on it yet."""
    run(wide, "Map of the network")  # hidden, it is measured but not painted
    width = wide.minimap.width()
    session.apply("farther", edits.move(session.document, {"dense2": (1500.0, 6000.0)}))
    qtbot.waitUntil(lambda: wide.minimap.width() != width)
    session.apply("add", edits.append(session.document, Dense(), "dense2")[0])
    assert not wide.minimap.grab().isNull()
