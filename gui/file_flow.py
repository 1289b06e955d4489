"""What happens around files in the window: choosing names, asking about unsaved work, telling what went wrong."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QFileInfo, QObject, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QFileDialog, QFileIconProvider, QWidget

from core.document.file import SUFFIX
from core.errors import NeurowrightError
from core.templates.base import Template
from gui.dialogs.message import Answer, ErrorSheet, UnsavedSheet
from gui.files import Done, Files
from gui.icons import icon
from gui.settings import Settings
from gui.theme import Appearance

FILTER = f"Neurowright (*{SUFFIX})"
PLAIN_FILES = (QFileIconProvider.IconType.File,)


class FileFlow(QObject):
    """Nothing here blocks: what follows an answer or a saving is handed over as ``then``.

    ``picture()`` draws the thumbnail of what is open.
    """

    def __init__(
        self,
        window: QWidget,
        files: Files,
        settings: Settings,
        appearance: Appearance,
        picture: Callable[[], bytes | None],
    ) -> None:
        super().__init__(window)
        self._window, self._files, self._settings = window, files, settings
        self._appearance, self._picture = appearance, picture
        self._icons = FileIcons(appearance)
        files.failed.connect(lambda text: self.tell("The document could not be saved", text))

    # -- another document ----------------------------------------------------------------------------------------------
    def new(self) -> None:
        """Begin an empty document."""
        self.guard(self._files.new)

    def new_from(self, template: Template) -> None:
        """Begin with an example."""
        self.guard(lambda: self._files.new_from(template))

    def open(self) -> None:
        """Ask for a file and open it."""
        dialog = self._dialog("Open", QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.open_path(Path(path)))
        dialog.open()

    def open_path(self, path: Path) -> None:
        """Open a file, unless unsaved work is to be kept; one that cannot be read leaves everything as it is."""
        self.guard(lambda: self._open(path))

    def _open(self, path: Path) -> None:
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._files.open(path)
        except NeurowrightError as error:
            self._settings.forget_recent(path.absolute())
            self.tell("The file could not be opened", str(error))
        finally:
            QApplication.restoreOverrideCursor()

    # -- saving --------------------------------------------------------------------------------------------------------
    def save(self, then: Done | None = None) -> None:
        """Save; where there is no file yet, ask for one."""
        if self._files.path is None:
            self.save_as(then)
        else:
            self._files.save(self._files.path, self._picture(), then)

    def save_as(self, then: Done | None = None) -> None:
        """Ask for a name and save."""
        dialog = self._dialog("Save as", QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(SUFFIX.lstrip("."))
        dialog.selectFile(str(self._files.suggested_path()))
        dialog.fileSelected.connect(lambda path: self._files.save(Path(path), self._picture(), then))
        dialog.open()

    def _dialog(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        dialog = QFileDialog(self._window, title, str(self._settings.folder), FILTER)
        dialog.setAcceptMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setIconProvider(self._icons)
        return dialog

    # -- asking and telling --------------------------------------------------------------------------------------------
    def guard(self, then: Done) -> None:
        """Do what would lose unsaved work, once the user has said what becomes of that."""
        if not self._files.edited:
            then()
            return
        sheet = UnsavedSheet(self._window, self._appearance, self._files.name)
        sheet.finished.connect(lambda answer: self._answered(answer, then))

    def _answered(self, answer: Answer | None, then: Done) -> None:
        if answer == "save":
            self.save(then)
        elif answer == "discard":
            then()

    def tell(self, title: str, text: str) -> None:
        """Say what did not work."""
        ErrorSheet(self._window, self._appearance, title, text)


class FileIcons(QFileIconProvider):
    """Folders and files as the rest of the program draws them, where the system has no dialog of its own."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance

    def icon(self, what: object) -> QIcon:
        is_folder = what.isDir() if isinstance(what, QFileInfo) else what not in PLAIN_FILES
        return icon("folder" if is_folder else "file", self._appearance.theme.muted)
