"""The main window: start page or workbench, menus, files, and the sheets over it all."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget

from core.templates import TEMPLATES
from gui.actions import Command
from gui.dialogs.message import ErrorSheet
from gui.dialogs.sheet import Sheet
from gui.drawing.commands import commands as drawing_commands
from gui.drops import Drops
from gui.file_flow import FileFlow
from gui.files import Files
from gui.menus import Menus, enabled, shown_shortcut, text_of
from gui.session import Session
from gui.settings import Settings, ThemeChoice
from gui.theme import Appearance
from gui.toast import Toaster

if TYPE_CHECKING:
    from gui.dialogs.command_search import Entry
    from gui.start_page import StartPage
    from gui.workbench import Workbench

PROGRAM = "Neurowright"
FIRST_SIZE, SMALLEST = (1400, 880), (640, 400)
THEME_CHOICES: tuple[tuple[str, ThemeChoice], ...] = (
    ("Theme: as the system", "system"),
    ("Theme: dark", "dark"),
    ("Theme: light", "light"),
)


class MainWindow(QMainWindow):
    """``painted``: it was seen for the first time. The session is the caller's, and his to close.

    The workbench is made when it is needed, or by ``load`` once the window is there: the start page comes first.
    """

    painted = Signal()

    def __init__(self, session: Session, appearance: Appearance, settings: Settings) -> None:
        super().__init__()
        self.session, self._appearance, self._settings = session, appearance, settings
        self._start: StartPage | None = None
        self._workbench: Workbench | None = None
        self._was_painted = self._may_close = False
        self.files = Files(session, settings)
        self.flow = FileFlow(self, self.files, settings, appearance, self._picture)
        self.stack = QStackedWidget()
        self.setCentralWidget(self.stack)
        self.setAcceptDrops(True)
        self.setMinimumSize(*SMALLEST)
        self.menus = Menus(self.menuBar(), lambda: self.sheet is None)
        self.toasts = Toaster(self.stack, appearance)
        self.drops = Drops(self, appearance)
        self._connect()
        self._fill_menus()
        self._show_name()
        if not self.restoreGeometry(settings.layout("window")):
            self.resize(QSize(*FIRST_SIZE).boundedTo(self.screen().availableSize()))

    def _connect(self) -> None:
        self.files.changed.connect(self._show_name)
        self.files.begun.connect(self.show_workbench)
        self.files.notice.connect(self.toasts.show)
        self.files.saved.connect(lambda path: self.toasts.show(f"Saved {path.name}"))
        self.session.notice.connect(self.toasts.show)

    # -- start page and workbench --------------------------------------------------------------------------------------
    @property
    def start(self) -> "StartPage":
        """The start page; made at the first use, which is never where a file is opened right away."""
        if self._start is None:
            from gui.start_page import StartPage

            self._start = start = StartPage(self._settings, self._appearance)
            start.template_chosen.connect(self.flow.new_from)
            start.file_chosen.connect(self.flow.open_path)
            start.blank_chosen.connect(self.flow.new)
            start.open_chosen.connect(self.flow.open)
            start.back_chosen.connect(self.show_workbench)
            self.stack.addWidget(start)
        return self._start

    @property
    def workbench(self) -> "Workbench":
        """The workbench; made at the first use."""
        if self._workbench is None:
            from gui.workbench import Workbench  # it imports much that the start page does without

            self._workbench = Workbench(self.session, self._appearance, self._settings, self.files)
            self._workbench.bar.export.clicked.connect(self.export)
            self._workbench.palette_panel.told.connect(self.toasts.show)
            self.stack.addWidget(self._workbench)
            self._fill_menus()
        return self._workbench

    def load(self) -> None:
        """Make ready what the first picture did without: the workbench, then the views."""
        self.workbench.load_views(self._fill_menus)

    @property
    def at_work(self) -> bool:
        """Whether the workbench is shown, not the start page."""
        return self._workbench is not None and self.stack.currentWidget() is self._workbench

    def show_workbench(self) -> None:
        self.stack.setCurrentWidget(self.workbench)
        self.workbench.first_shown()
        self.workbench.canvas.setFocus()

    def show_start_page(self) -> None:
        """Back to the examples; the document stays open behind them."""
        self.start.set_open_document(self.files.name)
        self.start.verticalScrollBar().setValue(0)  # where the way back and the recent files are
        self.stack.setCurrentWidget(self.start)

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that lies over the window."""
        sheets = self.findChildren(Sheet, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return next((sheet for sheet in sheets if sheet.isVisible()), None)

    # -- commands ------------------------------------------------------------------------------------------------------
    def commands(self) -> list[Command]:
        """All that can be done, in the order of the menus."""
        bench = [] if self._workbench is None else self._workbench.commands()
        return [
            *self._file_commands(),
            *self._undo_commands(),
            *(self._at_work_only(command) for command in bench),
            *self._view_commands(),
            *self._help_commands(),
        ]

    def _file_commands(self) -> list[Command]:
        flow = self.flow
        commands = [
            Command("New", "File/new", flow.new, "Ctrl+N", "Begin with an empty canvas."),
            Command("Open…", "File/new", flow.open, "Ctrl+O", "Open a file."),
            Command("Examples", "File/new", self.show_start_page, "Ctrl+Shift+N", "Back to the start page."),
            self._at_work_only(
                Command("Save", "File/save", flow.save, "Ctrl+S", "Save, with all that was learned.")
            ),
            self._at_work_only(
                Command("Save as…", "File/save", flow.save_as, "Ctrl+Shift+S", "Save under a name.")
            ),
            self._at_work_only(
                Command(
                    "Export…", "File/export", self.export, "Ctrl+E", "Write the network for other programs."
                )
            ),
            *map(self._at_work_only, drawing_commands(self, self._appearance)),
            Command("Quit", "File/quit", self.close, "Ctrl+Q", "Leave Neurowright."),
        ]
        return commands

    def _undo_commands(self) -> list[Command]:
        stack = self.session.undo_stack
        return [
            Command(
                *("Undo", "Edit/undo", stack.undo, "Ctrl+Z", "Take back the last edit."),
                enabled=stack.canUndo,
                live_text=lambda: f"Undo {stack.undoText()}".strip(),
            ),
            Command(
                *("Redo", "Edit/undo", stack.redo, "Ctrl+Shift+Z|Ctrl+Y", "Do again what was taken back."),
                enabled=stack.canRedo,
                live_text=lambda: f"Redo {stack.redoText()}".strip(),
            ),
        ]

    def _view_commands(self) -> list[Command]:
        themes = [
            Command(
                *(text, "View/theme", lambda choice=choice: self._set_theme(choice)),
                checked=lambda choice=choice: self._settings.theme == choice,
            )
            for text, choice in THEME_CHOICES
        ]
        full = Command(
            "Full screen", "View/window", self._toggle_full_screen, "Alt+Return", checked=self.isFullScreen
        )
        reset = Command(
            "Reset the layout", "View/window", self._reset_layout, help="Panels as at the first start."
        )
        return [*themes, full, self._at_work_only(reset)]

    def _help_commands(self) -> list[Command]:
        return [
            Command(
                "Find a command…",
                "Help/find",
                self.search_commands,
                "Ctrl+K",
                "All that can be done, by name.",
            ),
            Command("Shortcuts", "Help/find", self.show_shortcuts, "F1|Ctrl+/", "All shortcuts on one page."),
            Command("About Neurowright", "Help/about", self.show_about),
        ]

    def _at_work_only(self, command: Command) -> Command:
        return replace(command, enabled=lambda: self.at_work and enabled(command))

    def _fill_menus(self) -> None:
        self.menus.clear()
        commands = self.commands()
        self.menus.add(commands[:2])
        recent = self.menus.add_menu("File", "new", "Open recent")
        recent.aboutToShow.connect(lambda: self._fill_recent(recent))
        self.menus.add(commands[2:])

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self._settings.recent:
            menu.addAction(
                path.name.replace("&", "&&"), lambda path=path: self.flow.open_path(path)
            ).setToolTip(str(path))
        if self._settings.recent:
            menu.addSeparator()
            menu.addAction("Forget these", self._settings.clear_recent)
        else:
            menu.addAction("No files yet").setEnabled(False)

    def _set_theme(self, choice: ThemeChoice) -> None:
        self._settings.theme = choice

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _reset_layout(self) -> None:
        self.workbench.reset_layout()

    # -- sheets --------------------------------------------------------------------------------------------------------
    def search_commands(self) -> None:
        from gui.dialogs.command_search import CommandSearch

        CommandSearch(self, self._appearance, self._entries())

    def _entries(self) -> list["Entry"]:
        from gui.dialogs.command_search import Entry

        commands = [
            Entry(text_of(c), c.menu.partition("/")[0], c.run, shown_shortcut(c), c.help)
            for c in self.menus.commands
            if enabled(c) and c.run != self.search_commands
        ]
        examples = [
            Entry(f"New: {t.title}", "Examples", lambda t=t: self.flow.new_from(t()), help=t.help)
            for t in TEMPLATES
        ]
        recent = [
            Entry(p.name, "Recent files", lambda p=p: self.flow.open_path(p)) for p in self._settings.recent
        ]
        return [*commands, *examples, *recent]

    def show_shortcuts(self) -> None:
        from gui.dialogs.shortcuts import ShortcutSheet

        ShortcutSheet(self, self._appearance, self.menus.commands)

    def show_about(self) -> None:
        from gui.dialogs.about import AboutSheet

        AboutSheet(self, self._appearance)

    def export(self) -> None:
        """Ask what to export, and where to."""
        from gui.dialogs.export import ExportSheet

        ExportSheet(self, self._appearance, self.session, self.files.suggested_path())

    def tell_mishap(self, details: str) -> None:
        """Say that the program made an error; the work is still there."""
        title = "Neurowright made an error"
        self.toasts.show(
            f"{title}. Your work is still here: save it, to be safe.",
            "Details",
            lambda: ErrorSheet(self, self._appearance, title, details),
        )

    # -- name, thumbnail, files dropped --------------------------------------------------------------------------------
    def _show_name(self) -> None:
        self.setWindowTitle(f"{self.files.name}[*] – {PROGRAM}" if self.files.has_begun else PROGRAM)
        self.setWindowModified(self.files.edited)
        self.setWindowFilePath(str(self.files.path or ""))

    def _picture(self) -> bytes | None:
        from gui.thumbnail import thumbnail

        return thumbnail(self.workbench.canvas.scene(), self._appearance.theme.canvas)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drops.enter(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drops.drop(event)

    # -- window --------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.at_work and self.files.has_begun:
            self.show_workbench()
        else:
            super().keyPressEvent(event)

    def setVisible(self, visible: bool) -> None:
        """The start page has to be there before the sheets over it are shown, which want the focus."""
        if visible and not self.files.has_begun:
            self.stack.setCurrentWidget(self.start)
        super().setVisible(visible)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close and self.files.edited:
            event.ignore()
            if self.sheet is None:
                self.flow.guard(self._close_now)
            return
        self._settings.set_layout("window", self.saveGeometry())
        if self._workbench is not None:
            self._workbench.remember()
        self._settings.sync()
        super().closeEvent(event)

    def _close_now(self) -> None:
        self._may_close = True
        self.close()
