"""Finding a node by its name or kind."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.document import Document
from gui.canvas.node_search import MOST
from gui.canvas.popup import LayerPopup
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.core.examples import in_a_row
from tests.gui.canvas_hand import CONTROL, Hand, command, open_canvas, run


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    return open_canvas(qtbot, session, appearance)


def search(view: CanvasView, text: str = "") -> LayerPopup:
    run(view, "Find a node…")
    QTest.keyClicks(view.node_search.popup.search, text)
    return view.node_search.popup


def found(popup: LayerPopup) -> list[str]:
    return [row.node for row in popup.offered]


def test_all_nodes_are_listed_from_left_to_right(view: CanvasView) -> None:
    popup = search(view)
    assert popup.isVisible()
    assert found(popup) == ["input1", "flatten1", "dense1", "dense2"]
    assert popup.search.placeholderText() == "Find a node…"
    assert popup.list.accessibleName() == "Nodes"


def test_names_are_found_before_kinds(view: CanvasView, session: Session) -> None:
    document = edits.rename(session.document, "flatten1", "Dense no more")
    session.open(edits.rename(document, "dense2", "Last"))
    assert found(search(view, "dense")) == ["dense1", "flatten1", "dense2"]
    assert found(search(view, "flatten")) == ["flatten1"]  # its kind, although it has another name
    assert "Flatten" in view.node_search.popup.offered[0].help


def test_enter_selects_it_and_brings_it_to_the_middle(view: CanvasView, session: Session) -> None:
    session.apply("far", edits.move(session.document, {"dense2": (40_000.0, -9_000.0)}))
    session.apply("name", edits.rename(session.document, "dense2", "Far out"))
    view.fit()
    assert view.camera.scale < 0.1
    Hand(view).key(Qt.Key.Key_J, CONTROL)
    popup = view.node_search.popup
    QTest.keyClicks(popup.search, "far")
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert session.selection == {"dense2"}
    assert view.camera.scale == 1.0
    middle = view.mapFromScene(view.canvas.nodes["dense2"].frame.center())
    assert (middle - view.viewport().rect().center()).manhattanLength() <= 2
    assert not popup.isVisible()
    assert view.hasFocus()


def test_a_scale_at_which_it_can_be_read_stays(view: CanvasView, session: Session) -> None:
    view.camera.zoom_to(1.5)
    popup = search(view, "flat")
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert view.camera.scale == 1.5
    assert session.selection == {"flatten1"}
    assert session.undo_stack.count() == 0


def test_nothing_found_says_so_and_escape_leaves(view: CanvasView, session: Session) -> None:
    popup = search(view, "xyzzy")
    assert popup.empty.isVisible()
    assert popup.empty.text() == "Nothing in this network is called so."
    QTest.keyClick(popup.search, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert session.selection == set()


def test_an_edit_closes_it(view: CanvasView, session: Session) -> None:
    popup = search(view)
    session.apply("delete", edits.remove(session.document, {"dense1"}))
    assert not popup.isVisible()


def test_of_a_large_network_some_are_listed_and_all_are_found(view: CanvasView, session: Session) -> None:
    layers = in_a_row(*(type(n.spec)() for n in list(session.document.graph.nodes.values())[-1:] * 200))
    session.open(edits.rename(layers, "dense187", "Needle"))
    assert len(found(search(view))) == MOST
    assert found(search(view, "needle")) == ["dense187"]


def test_without_nodes_it_is_grey(view: CanvasView, session: Session) -> None:
    session.open(Document())
    assert not command(view, "Find a node…").enabled()
