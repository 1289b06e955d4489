"""Files from elsewhere dropped on the window: real events, real files."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.data.sources.csv_file import CSVFile
from core.data.sources.digits import Digits
from core.data.sources.image_folder import SQUARE, ImageFolder
from core.data.sources.text_file import TextFile
from core.document import edits
from core.document.file import Saved, write
from gui.dialogs.answer import AnswerSheet
from gui.dialogs.message import ErrorSheet, UnsavedSheet
from gui.drops import ONE
from gui.main_window import MainWindow
from gui.theme import DARK, LIGHT, Appearance
from tests.core.own_files import TABLE, TEXT, picture_folder
from tests.gui.window_hand import DIGITS, GATE, begin, click, edit, sheet

COPY, LEFT, PLAIN = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def carried(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def bring(widget: QWidget, *paths: Path) -> bool:
    """Drag files over a widget; says whether they are wanted."""
    data = carried(*paths)  # the event does not keep it
    event = QDragEnterEvent(QPoint(300, 300), COPY, data, LEFT, PLAIN)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def drop(window: MainWindow, *paths: Path) -> None:
    """Drag files over the window and let go."""
    assert bring(window, *paths)
    data = carried(*paths)
    event = QDropEvent(QPointF(300, 300), COPY, data, LEFT, PLAIN, QEvent.Type.Drop)
    QApplication.sendEvent(window, event)
    assert not window.drops.curtain.isVisible()


def table(path: Path, text: str = TABLE) -> Path:
    path.write_text(text, "utf-8")
    return path


def digit(path: Path, index: int = 0) -> Path:
    pixels = (Digits().load(1).samples[index].reshape(8, 8) * (255 / 16)).astype(np.uint8)
    Image.fromarray(pixels).resize((64, 64), Image.Resampling.NEAREST).save(path)
    return path


# -- words meanwhile ---------------------------------------------------------------------------------------------------
def test_the_window_says_what_will_happen(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window, DIGITS)
    (tmp_path / "pictures").mkdir()
    for name, words in (
        ("net.neuro", "Let go to open net.neuro"),
        ("rows.csv", "Let go to learn from rows.csv"),
        ("seven.png", "Let go to show seven.png to the network"),
        ("pictures", "Let go to learn from pictures"),
    ):
        assert bring(window, tmp_path / name)
        assert window.drops.curtain.isVisible()
        assert window.drops.curtain.words == words
        assert window.drops.curtain.geometry() == window.stack.geometry()
        QApplication.sendEvent(window, QDragLeaveEvent())
        assert not window.drops.curtain.isVisible()


def test_what_is_nothing_to_it_is_not_taken(window: MainWindow, tmp_path: Path) -> None:
    assert not bring(window, tmp_path / "letter.pdf")
    assert not window.drops.curtain.isVisible()
    nothing = QMimeData()
    event = QDragEnterEvent(QPoint(9, 9), COPY, nothing, LEFT, PLAIN)
    event.ignore()
    QApplication.sendEvent(window, event)
    assert not event.isAccepted()


def test_nothing_is_taken_behind_a_sheet(window: MainWindow, tmp_path: Path) -> None:
    window.show_about()
    assert not bring(window, tmp_path / "net.neuro")


def test_the_canvas_lets_all_of_them_through(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window, DIGITS)
    for name in ("net.neuro", "rows.csv", "seven.png"):
        assert bring(window.workbench.canvas.viewport(), tmp_path / name)


def test_several_at_once_are_told(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window)
    before = window.session.document
    drop(window, table(tmp_path / "a.csv"), table(tmp_path / "b.csv"))
    assert ONE in window.toasts.texts
    assert window.session.document is before


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_the_curtain_is_painted_in_both_themes(
    window: MainWindow, appearance: Appearance, tmp_path: Path, theme: object
) -> None:
    appearance.set_theme(theme)
    bring(window, tmp_path / "net.neuro")
    curtain = window.drops.curtain
    middle = curtain.grab().toImage()
    assert middle.pixelColor(curtain.width() // 2, curtain.height() // 2 - 24).name() == theme.surface
    assert "open" in curtain.accessibleName()


# -- documents ---------------------------------------------------------------------------------------------------------
def test_a_document_is_opened_once_unsaved_work_is_seen_to(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    write(tmp_path / "gate.neuro", Saved(GATE().document()))
    begin(qtbot, window, DIGITS)
    session = window.session
    session.apply("set units to 3", edits.set_field(session.document, "dense1", "units", 3))
    drop(window, tmp_path / "gate.neuro")
    click(qtbot, sheet(window, UnsavedSheet), "Don't save")
    assert session.document == GATE().document()
    assert window.files.name == "gate.neuro"


# -- data --------------------------------------------------------------------------------------------------------------
def test_a_table_becomes_the_data_in_one_step(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window)
    before, session = window.session.document, window.session
    session.select({"dense1"})
    window.workbench.toggle(window.workbench.inspector)
    drop(window, table(tmp_path / "rows.csv"))
    assert session.document.data.source == CSVFile(path=str(tmp_path / "rows.csv"))
    assert session.document.graph == before.graph
    assert session.undo_stack.undoText() == "use rows.csv as data"
    assert session.undo_stack.count() == 1
    assert window.workbench.inspector.isVisible()
    page = window.workbench.inspector.page
    assert page is window.workbench.inspector.document
    assert page.preview.isVisible()
    assert page.preview.shown is not None
    assert "Learning from rows.csv: 4 samples of 2 values, 2 classes." in window.toasts.texts
    session.undo_stack.undo()
    assert session.document == before


def test_a_table_on_the_start_page_begins_a_document(window: MainWindow, tmp_path: Path) -> None:
    drop(window, table(tmp_path / "rows.csv"))
    assert window.at_work
    assert isinstance(window.session.document.data.source, CSVFile)


@pytest.mark.parametrize("text", ["", "a,b\n1", "only one line, of words"])
def test_a_table_that_cannot_be_read_is_told_and_changes_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, text: str
) -> None:
    begin(qtbot, window)
    before = window.session.document
    drop(window, table(tmp_path / "rows.csv", text))
    told = sheet(window, ErrorSheet)
    assert "rows.csv" in told.text
    assert told.accessibleName() == "rows.csv cannot be used as data"
    assert window.session.document is before
    assert window.session.undo_stack.count() == 0


def test_a_folder_of_images_becomes_the_data(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window, DIGITS)
    folder = picture_folder(tmp_path / "pictures")
    drop(window, folder)
    assert window.session.document.data.source == ImageFolder(path=str(folder))
    assert "Learning from pictures: 4 samples of 6×9×3 image, 2 classes." in window.toasts.texts


def test_images_of_several_sizes_are_scaled(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window, DIGITS)
    folder = picture_folder(tmp_path / "pictures")
    Image.new("RGB", (30, 10)).save(folder / "dark" / "wide.png")
    drop(window, folder)
    assert window.session.document.data.source == ImageFolder(path=str(folder), side=SQUARE)


def test_a_folder_without_images_is_told(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window, DIGITS)
    (tmp_path / "empty").mkdir()
    drop(window, tmp_path / "empty")
    assert "two folders or more" in sheet(window, ErrorSheet).text


def test_a_text_becomes_the_data(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window)
    drop(window, table(tmp_path / "story.txt", TEXT * 4))
    assert isinstance(window.session.document.data.source, TextFile)


# -- images ------------------------------------------------------------------------------------------------------------
def test_an_image_is_shown_to_the_network(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window, DIGITS)
    window.session.run_epoch()
    qtbot.waitUntil(lambda: window.session.snapshot.state == "paused" and window.session.snapshot.epoch == 1)
    drop(window, digit(tmp_path / "zero.png"))
    qtbot.waitUntil(lambda: isinstance(window.sheet, AnswerSheet))
    answer = sheet(window, AnswerSheet)
    assert answer.title.text().startswith("The network says: 0 (")
    assert answer.title.text().endswith("%)")
    assert "zero.png as the network sees it: 8×8 pixels in grey" in answer.note.text()
    assert "guess" not in answer.note.text()
    assert not answer.grab().isNull()
    click(qtbot, answer, "Close")
    assert window.sheet is None
    assert window.session.undo_stack.count() == 0


def test_an_untrained_network_guesses_and_says_so(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window, DIGITS)
    drop(window, digit(tmp_path / "zero.png"))
    qtbot.waitUntil(lambda: isinstance(window.sheet, AnswerSheet))
    assert "guess" in sheet(window, AnswerSheet).note.text()


def test_a_network_that_takes_no_images_says_what_to_do(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    begin(qtbot, window)
    assert bring(window, tmp_path / "zero.png")
    assert "reads 2 values, not images" in window.drops.curtain.words
    drop(window, digit(tmp_path / "zero.png"))
    assert any("folder of images a class" in text for text in window.toasts.texts)


def test_an_image_on_the_start_page_says_what_to_do(window: MainWindow, tmp_path: Path) -> None:
    drop(window, digit(tmp_path / "zero.png"))
    assert any(text.startswith("Open a network that reads images first") for text in window.toasts.texts)


def test_a_half_built_network_is_not_asked(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window, DIGITS)
    session = window.session
    session.apply("cut", edits.remove(session.document, {"wire1"}))
    drop(window, digit(tmp_path / "zero.png"))
    assert any("cannot run yet" in text for text in window.toasts.texts)


def test_an_image_that_cannot_be_read_is_told(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window, DIGITS)
    (tmp_path / "bad.png").write_text("nothing to see")
    drop(window, tmp_path / "bad.png")
    qtbot.waitUntil(lambda: any("bad.png cannot be read" in text for text in window.toasts.texts))
    assert window.sheet is None


def test_dropping_asks_nothing_where_there_is_nothing_to_lose(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    """Data are taken into the document that is open; only another document is asked about."""
    begin(qtbot, window)
    edit(window)
    drop(window, table(tmp_path / "rows.csv"))
    assert window.sheet is None
    assert window.session.undo_stack.count() == 2
