"""Blocks as files: to hand on, and to take in."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from core.document.blocks import name_of
from core.document.fragment_file import SUFFIX, read_fragment, write_fragment
from core.document.graph import Graph
from core.errors import NeurowrightError
from gui.actions import Command
from gui.canvas.block_work import MENU, BlockWork
from gui.dialogs.message import ErrorSheet
from gui.file_flow import FileIcons
from gui.settings import Settings
from gui.shelf import file_stem
from gui.theme import Appearance

FILTER = f"Blocks (*{SUFFIX})"


class BlockFiles:
    """Asks for names; what goes wrong is told in a sheet over the window."""

    def __init__(self, owner: QWidget, work: BlockWork, settings: Settings, appearance: Appearance) -> None:
        self._owner, self._work, self._settings, self._appearance = owner, work, settings, appearance
        self._icons = FileIcons(appearance)

    def commands(self) -> list[Command]:
        """For menus and the command search."""
        return [
            Command(
                "Save block to a file…",
                MENU,
                self.ask_save,
                help="Writes the selected block to a file, for others.",
                enabled=lambda: self._work.block is not None,
            ),
            Command(
                "Insert a block from a file…",
                MENU,
                self.ask_insert,
                help="Puts the block of a file behind what is selected.",
            ),
        ]

    def ask_save(self) -> None:
        """Ask for a name, and write the selected block there."""
        block = self._work.block
        if block is None:
            return
        fragment = self._work.fragment()
        dialog = self._dialog("Save block", QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(SUFFIX.lstrip("."))
        dialog.selectFile(str(self._settings.folder / f"{file_stem(name_of(block))}{SUFFIX}"))
        dialog.fileSelected.connect(lambda path: self.save(fragment, Path(path)))
        dialog.open()

    def save(self, fragment: Graph, path: Path) -> None:
        """Write a block to a file."""
        try:
            write_fragment(path, fragment)
        except NeurowrightError as error:
            self._tell("The block could not be saved", error)
            return
        self._settings.folder = path.parent
        self._work.tell(f"Saved {path.name}")

    def ask_insert(self) -> None:
        """Ask for a file, and put its block on the canvas."""
        dialog = self._dialog("Insert a block", QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.insert(Path(path)))
        dialog.open()

    def insert(self, path: Path) -> None:
        """Put the block of a file on the canvas, behind what is selected."""
        try:
            fragment = read_fragment(path)
        except NeurowrightError as error:
            self._tell("The block could not be read", error)
            return
        self._settings.folder = path.parent
        self._work.append(fragment)

    def _dialog(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        dialog = QFileDialog(self._owner.window(), title, str(self._settings.folder), FILTER)
        dialog.setAcceptMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setIconProvider(self._icons)
        return dialog

    def _tell(self, title: str, error: NeurowrightError) -> None:
        ErrorSheet(self._owner.window(), self._appearance, title, str(error))
