"""The user's own blocks: kept in a folder, listed in the palette, handed on as files."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from core.document import blocks
from core.document.blocks import group
from core.document.fragment import copied
from core.document.fragment_file import LONGEST, SUFFIX, read_fragment, write_fragment
from core.document.graph import Graph
from core.errors import DocumentError, FileError
from core.layers import LAYERS
from gui.canvas.clipboard import NODES
from gui.canvas.inks import Inks
from gui.canvas.mime import fragment_from
from gui.canvas.view import CanvasView
from gui.dialogs.message import ErrorSheet
from gui.main_window import MainWindow
from gui.palette import Palette, card_picture, look_of
from gui.palette_model import ENTRY, OWN
from gui.session import Session
from gui.shelf import OwnBlock, Shelf
from gui.theme import DARK, Appearance
from tests.core.examples import digits
from tests.gui.canvas_hand import LEFT, PLAIN, Hand, ends, run
from tests.gui.test_canvas_clipboard import hostile
from tests.gui.window_hand import begin, sheet


def part(title: str = "Head", *, collapsed: bool = False) -> Graph:
    """A block of two layers."""
    document, name = group(digits(), ["flatten1", "dense1"], title)
    document = blocks.collapse(document, name) if collapsed else document
    return copied(document.graph, {"flatten1", "dense1"})


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "mine" / "blocks")


@pytest.fixture
def palette(qtbot: QtBot, session: Session, appearance: Appearance, shelf: Shelf) -> Palette:
    shelf.keep(part("Head"))
    shelf.keep(part("Tail"))
    palette = Palette(session, appearance, shelf)
    palette.resize(216, 700)
    qtbot.addWidget(palette)
    palette.show()
    return palette


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance, shelf: Shelf) -> CanvasView:
    view = CanvasView(session, appearance, shelf)
    view.glider.enabled = False
    qtbot.addWidget(view)
    view.resize(1200, 800)
    with qtbot.waitExposed(view):
        view.show()
    session.open(digits())
    view.setFocus()
    return view


def own(palette: Palette) -> list[QModelIndex]:
    rows = [palette.model.index(row) for row in range(palette.model.rowCount())]
    return [row for row in rows if isinstance(row.data(ENTRY), OwnBlock)]


def titles(shelf: Shelf) -> list[str]:
    return [block.title for block in shelf.blocks]


# -- the folder --------------------------------------------------------------------------------------------------------
def test_a_shelf_begins_empty_and_makes_its_folder_when_needed(shelf: Shelf, tmp_path: Path) -> None:
    assert shelf.blocks == ()
    assert not (tmp_path / "mine").exists()
    kept = shelf.keep(part())
    assert kept.path.parent == tmp_path / "mine" / "blocks"
    assert read_fragment(kept.path) == part()


def test_blocks_come_back_at_the_next_start(shelf: Shelf, tmp_path: Path) -> None:
    shelf.keep(part("Tail", collapsed=True))
    shelf.keep(part("head"))
    again = Shelf(tmp_path / "mine" / "blocks")
    assert titles(again) == ["head", "Tail"]
    assert again.blocks[1].fragment == part("Tail", collapsed=True)


def test_a_name_that_is_taken_gets_a_number(shelf: Shelf) -> None:
    for _ in range(3):
        shelf.keep(part())
    assert titles(shelf) == ["Head", "Head 2", "Head 3"]


@pytest.mark.parametrize("title", ["../../etc/passwd", "a/b\\c", "ünï cödé", "…", "x" * 200])
def test_any_name_gives_a_file_in_the_folder(shelf: Shelf, title: str) -> None:
    kept = shelf.keep(part(title))
    assert kept.path.exists()
    assert kept.path.resolve().parent == kept.path.parent.resolve()
    assert titles(shelf) == [title]


def test_renaming_keeps_the_file(shelf: Shelf) -> None:
    kept = shelf.keep(part(collapsed=True))
    shelf.rename(shelf.blocks[0], "  Neck ")
    assert titles(shelf) == ["Neck"]
    assert shelf.blocks[0].path == kept.path
    assert next(iter(shelf.blocks[0].fragment.blocks.values())).collapsed
    shelf.rename(shelf.blocks[0], " ")
    assert titles(shelf) == ["Neck"]
    with pytest.raises(DocumentError):
        shelf.rename(shelf.blocks[0], "x" * 1000)


def test_what_is_removed_can_be_put_back(shelf: Shelf) -> None:
    shelf.keep(part())
    block = shelf.blocks[0]
    shelf.remove(block)
    assert shelf.blocks == ()
    shelf.put_back(block)
    assert titles(shelf) == ["Head"]


def test_files_that_are_no_blocks_are_left_alone(shelf: Shelf) -> None:
    kept = shelf.keep(part())
    folder = kept.path.parent
    for number, text in enumerate(hostile().values()):
        (folder / f"{number}{SUFFIX}").write_bytes(text.encode(errors="replace"))
    (folder / "notes.txt").write_text("mine")
    (folder / f"folder{SUFFIX}").mkdir()
    count = len(list(folder.iterdir()))
    again = Shelf(folder)
    assert titles(again) == ["Head"]
    assert len(list(folder.iterdir())) == count


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "blocks").write_text("a file")
    with pytest.raises(FileError):
        Shelf(tmp_path / "blocks").keep(part())


@pytest.mark.parametrize("kind", list(hostile()))
def test_a_hostile_file_is_refused_by_name(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "evil.neuroblock"
    path.write_bytes(hostile()[kind].encode(errors="replace"))
    with pytest.raises(FileError, match=r"evil\.neuroblock"):
        read_fragment(path)


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.neuroblock"
    with path.open("wb") as file:
        file.truncate(LONGEST + 10)
    with pytest.raises(FileError, match="too large"):
        read_fragment(path)
    for missing in (tmp_path / "gone.neuroblock", tmp_path):
        with pytest.raises(FileError):
            read_fragment(missing)


# -- the palette -------------------------------------------------------------------------------------------------------
def test_own_blocks_stand_at_the_end_of_the_palette(palette: Palette) -> None:
    count = palette.model.rowCount()
    assert [palette.model.index(row).data() for row in range(count - 3, count)] == [OWN, "Head", "Tail"]
    assert "Flatten, Dense" in own(palette)[0].data(Qt.ItemDataRole.ToolTipRole)
    assert not palette.grab().isNull()


def test_without_own_blocks_there_is_no_head(qtbot: QtBot, session: Session, appearance: Appearance) -> None:
    palette = Palette(session, appearance)
    qtbot.addWidget(palette)
    assert palette.model.index(palette.model.rowCount() - 1).data(ENTRY) in LAYERS


def test_an_own_block_is_found_and_taken_with_enter(qtbot: QtBot, palette: Palette) -> None:
    qtbot.keyClicks(palette.search, "tail")
    with qtbot.waitSignal(palette.chosen) as chosen:
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    (block,) = chosen.args
    assert isinstance(block, OwnBlock)
    assert block.title == "Tail"


def test_an_own_block_is_dragged_as_what_it_holds(palette: Palette) -> None:
    mime = palette.model.mimeData([own(palette)[0]])
    assert mime.formats() == [NODES]
    assert fragment_from(mime) == part("Head")
    look = look_of(own(palette)[0].data(ENTRY))
    assert (look.face.title, look.face.summary, look.inputs, look.outputs) == ("Head", "2 layers", 1, 1)
    assert not card_picture(look, Inks(DARK), 2.0).isNull()


def test_f2_renames_in_place(qtbot: QtBot, palette: Palette, shelf: Shelf) -> None:
    palette.activateWindow()
    palette.list.setFocus()
    palette.list.setCurrentIndex(own(palette)[0])
    QTest.keyClick(palette.list, Qt.Key.Key_F2)
    editor = palette.list.findChild(QLineEdit)
    assert editor is not None
    editor.setText("Neck")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: titles(shelf) == ["Neck", "Tail"])
    assert [row.data() for row in own(palette)] == ["Neck", "Tail"]


def test_delete_takes_a_block_away_and_undo_brings_it_back(
    qtbot: QtBot, palette: Palette, shelf: Shelf
) -> None:
    palette.list.setCurrentIndex(own(palette)[0])
    with qtbot.waitSignal(palette.told) as told:
        QTest.keyClick(palette.list, Qt.Key.Key_Delete)
    assert titles(shelf) == ["Tail"]
    assert len(own(palette)) == 1
    text, button, undo = told.args
    assert "Head" in text
    assert button == "Undo"
    undo()
    assert titles(shelf) == ["Head", "Tail"]


def test_the_keys_of_the_canvas_are_the_lists_while_a_block_is_current(palette: Palette) -> None:
    for row, taken in ((own(palette)[0], True), (palette.model.index(1), False)):
        palette.list.setCurrentIndex(row)
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Delete, PLAIN)
        event.ignore()
        QApplication.sendEvent(palette.list, event)
        assert event.isAccepted() == taken


def test_a_block_has_a_menu_and_a_layer_has_none(palette: Palette, shelf: Shelf) -> None:
    def menu_at(index: QModelIndex) -> QMenu | None:
        palette.list.scrollTo(index)
        place = palette.list.visualRect(index).center()
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place, palette.list.viewport().mapToGlobal(place)
        )
        QApplication.sendEvent(palette.list.viewport(), event)
        found = QApplication.activePopupWidget()
        return found if isinstance(found, QMenu) else None

    assert menu_at(palette.model.index(1)) is None
    menu = menu_at(own(palette)[1])
    assert menu is not None
    assert [a.text().partition("\t")[0] for a in menu.actions()] == ["Rename", "Delete from the palette"]
    menu.actions()[1].trigger()
    menu.close()
    assert titles(shelf) == ["Head"]


def test_what_cannot_be_done_is_told(qtbot: QtBot, palette: Palette, session: Session) -> None:
    with qtbot.waitSignal(session.notice):
        palette.model.setData(own(palette)[0], "x" * 1000)
    assert not palette.model.setData(palette.model.index(1), "Mine")


# -- the canvas --------------------------------------------------------------------------------------------------------
def test_a_block_is_kept_and_added_by_search(view: CanvasView, session: Session, shelf: Shelf) -> None:
    hand = Hand(view)
    session.select({"flatten1", "dense1"})
    run(view, "Group")
    run(view, "Save block to the palette")
    assert titles(shelf) == ["Block 1"]
    session.select({"dense2"})
    before = set(session.document.graph.nodes)
    hand.key(Qt.Key.Key_Tab)
    QTest.keyClicks(view.adding.popup.search, "block 1")
    assert isinstance(view.adding.popup.offered[0], OwnBlock)
    assert not view.adding.popup.grab().isNull()
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Return)
    (new,) = session.selection
    members = session.document.graph.blocks[new].members
    assert set(members) == set(session.document.graph.nodes) - before
    assert ("dense2", members[0]) in ends(session.document)
    assert session.undo_stack.undoText() == "add Block 1"


def test_a_block_is_added_where_the_canvas_was_clicked(
    view: CanvasView, session: Session, shelf: Shelf
) -> None:
    shelf.keep(part())
    view.adding.at(QPointF(500, 400))
    QTest.keyClicks(view.adding.popup.search, "head")
    QTest.keyClick(view.adding.popup.search, Qt.Key.Key_Return)
    (new,) = session.selection
    left, top, right, bottom = blocks.outline(session.document.graph, session.document.graph.blocks[new])
    assert abs((left + right) / 2 - 500) <= 10
    assert abs((top + bottom) / 2 - 400) <= 10


def drop(view: CanvasView, mime: QMimeData, point: QPointF) -> bool:
    place, action = QPointF(view.mapFromScene(point)), Qt.DropAction.CopyAction
    viewport = view.viewport()
    enter = QDragEnterEvent(place.toPoint(), action, mime, LEFT, PLAIN)
    QApplication.sendEvent(viewport, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(viewport, QDragMoveEvent(place.toPoint(), action, mime, LEFT, PLAIN))
    viewport.grab()
    QApplication.sendEvent(viewport, QDropEvent(place, action, mime, LEFT, PLAIN))
    return True


def test_a_block_is_dropped_from_the_palette(view: CanvasView, session: Session, palette: Palette) -> None:
    assert drop(view, palette.model.mimeData([own(palette)[0]]), QPointF(400, 400))
    (new,) = session.selection
    assert session.document.graph.blocks[new].title == "Head"
    left, top, right, bottom = blocks.outline(session.document.graph, session.document.graph.blocks[new])
    assert abs((left + right) / 2 - 400) <= 10
    assert abs((top + bottom) / 2 - 400) <= 10
    assert session.undo_stack.count() == 1


def test_a_hostile_drop_is_not_taken(view: CanvasView, session: Session) -> None:
    mime = QMimeData()
    mime.setData(NODES, b'{"nodes": 1}')
    assert not drop(view, mime, QPointF(400, 400))
    assert session.undo_stack.count() == 0


# -- files -------------------------------------------------------------------------------------------------------------
def test_a_block_goes_through_a_file_into_another_network(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    begin(qtbot, window)
    bench, session = window.workbench, window.session
    session.open(digits())
    session.select({"flatten1", "dense1"})
    run(bench.canvas, "Group")
    path = tmp_path / "head.neuroblock"
    bench.block_files.save(bench.canvas.blocks.fragment(), path)
    assert "Saved head.neuroblock" in window.toasts.texts
    session.select(())
    bench.block_files.insert(path)
    (new,) = session.selection
    assert session.document.graph.blocks[new].title == "Block 1"
    path.write_text("no block")
    bench.block_files.insert(path)
    told = sheet(window, ErrorSheet)
    assert any("head.neuroblock" in label.text() for label in told.findChildren(QLabel))
    told.close()


def test_a_file_of_a_block_is_dropped_on_the_window(window: MainWindow, tmp_path: Path) -> None:
    write_fragment(tmp_path / "head.neuroblock", part())
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "head.neuroblock"))])
    plan = window.drops.plan(mime)
    assert plan is not None
    assert plan.words == "Let go to insert head.neuroblock"
    plan.run()
    (new,) = window.session.selection
    assert window.session.document.graph.blocks[new].title == "Head"


def test_the_commands_ask_for_files(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    session = window.session
    session.open(digits())
    session.select({"flatten1", "dense1"})
    run(window.workbench.canvas, "Group")
    for command in window.workbench.block_files.commands():
        assert command.enabled is None or command.enabled()
        command.run()
        dialog = window.findChild(QFileDialog)
        assert dialog is not None
        assert dialog.isVisible()
        dialog.reject()
        qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None)


def test_the_shelf_of_a_window_lies_beside_its_settings(window: MainWindow, tmp_path: Path) -> None:
    kept = window.workbench.canvas.blocks.shelf.keep(part())
    assert kept.path.parent == tmp_path / "blocks"
    assert titles(Shelf(tmp_path / "blocks")) == ["Head"]


# -- the inspector -----------------------------------------------------------------------------------------------------
def test_the_inspector_has_a_page_for_a_block(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    session, inspector = window.session, window.workbench.inspector
    session.open(digits())
    session.select({"flatten1", "dense1"})
    run(window.workbench.canvas, "Group")
    page = inspector.block
    assert inspector.page is page
    assert page.facts.facts()["Layers"] == "2"
    assert page.ports.facts() == {"Into Flatten": "8×8×1 image", "Out of Dense": "16"}
    assert page.toggle.text() == "Collapse"
    qtbot.mouseClick(page.toggle, Qt.MouseButton.LeftButton)
    assert page.toggle.text() == "Expand"
    page.name.setFocus()
    page.name.setText("Head")
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    assert blocks.name_of(page.block) == "Head"
    assert session.undo_stack.undoText() == "rename Block 1 to Head"
    qtbot.mouseClick(page.ungroup, Qt.MouseButton.LeftButton)
    assert session.selection == {"flatten1", "dense1"}
    assert inspector.page is inspector.nodes


def test_a_block_and_a_layer_are_set_together(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    session, inspector = window.session, window.workbench.inspector
    session.open(digits())
    session.select({"flatten1"})
    run(window.workbench.canvas, "Group")
    session.select({*session.selection, "dense1"})
    assert inspector.page is inspector.nodes
    assert {node.id for node in inspector.nodes.nodes()} == {"flatten1", "dense1"}
