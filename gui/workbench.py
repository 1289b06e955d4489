"""The workbench: the top bar, and below it palette, canvas with the views, inspector."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QFrame, QMainWindow, QSplitter, QTabWidget, QVBoxLayout, QWidget

from gui.actions import Command
from gui.areas import Areas
from gui.block_files import BlockFiles
from gui.canvas.view import CanvasView
from gui.files import Files
from gui.inspector import Inspector
from gui.palette import Palette
from gui.panels import Panels
from gui.session import Session
from gui.settings import Settings
from gui.shelf import Shelf
from gui.theme import Appearance
from gui.top_bar import TopBar
from gui.training.panel import TrainingBar

PALETTE_WIDTH, INSPECTOR_WIDTH = 216, 288
NARROW, NARROWEST = 1000, 700  # points of width below which the inspector, then the palette, is put away


class Workbench(QWidget):
    """Everything that a document is worked on with."""

    def __init__(self, session: Session, appearance: Appearance, settings: Settings, files: Files) -> None:
        super().__init__()
        self._settings = settings
        shelf = Shelf(settings.blocks)
        self.canvas = CanvasView(session, appearance, shelf)
        self.palette_panel = Palette(session, appearance, shelf)
        self.block_files = BlockFiles(self, self.canvas.blocks, settings, appearance)
        self.inspector = Inspector(session, appearance)
        self._sides: dict[str, QWidget] = {"palette": self.palette_panel, "inspector": self.inspector}
        self.training = TrainingBar(session, appearance)
        self.bar = TopBar(files, self.training, appearance)
        self.area = QMainWindow()
        self.area.setCentralWidget(_framed(self.canvas))
        self.area.setDockNestingEnabled(True)
        self.area.setAnimated(False)  # the canvas would be fitted to a height in between
        self.area.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.panels = Panels(self.area, session, appearance, settings)
        self.splitter = self._make_splitter()
        self.areas = Areas(self._parts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.splitter, 1)
        self.palette_panel.chosen.connect(self.canvas.append)
        self.panels.settled.connect(self.canvas.fit)
        self.canvas.minimap.wanted = settings.minimap
        self.canvas.minimap.switched.connect(self._remember_minimap)
        self._add_panel_buttons()
        self._was_shown = False

    def _make_splitter(self) -> QSplitter:
        splitter = QSplitter()
        splitter.setHandleWidth(1)
        for panel in (self.palette_panel, self.area, self.inspector):
            splitter.addWidget(panel)
        for place, stretch in enumerate((0, 1, 0)):
            splitter.setStretchFactor(place, stretch)
        splitter.setCollapsible(1, False)
        splitter.splitterMoved.connect(self._show_panel_states)
        return splitter

    def _add_panel_buttons(self) -> None:
        for drawing, text, panel in (
            ("left-panel", "Show or hide the layers", self.palette_panel),
            ("right-panel", "Show or hide the inspector", self.inspector),
        ):
            button = self.bar.add_panel_button(drawing, text)
            button.clicked.connect(lambda _=False, panel=panel: self.toggle(panel))

    def load_views(self, then: Callable[[], object]) -> None:
        """Make the views' panels; a moment of work, so it is for when the window is there."""
        if not self.panels.docks:
            from gui.views import discover_views

            self.panels.load(discover_views())
            then()

    def commands(self) -> list[Command]:
        """What its parts can do, the views, and the panels at its sides."""
        return [
            *self.canvas.commands(),
            *self.block_files.commands(),
            *self.palette_panel.commands(),
            *self.training.commands(),
            *self.panels.commands(),
            self._panel_command("Layers", self.palette_panel, "Ctrl+Alt+1", "The layers that there are."),
            self._panel_command(
                "Inspector", self.inspector, "Ctrl+Alt+2", "The settings of what is selected."
            ),
            *self.areas.commands(),
        ]

    def _parts(self) -> list[QWidget]:
        return [self.palette_panel, self.canvas, *self.panels.docks.values(), self.inspector, self.bar]

    def _panel_command(self, text: str, panel: QWidget, shortcut: str, help: str) -> Command:
        return Command(
            text,
            "View/panels",
            lambda: self.toggle(panel),
            shortcut,
            help,
            checked=lambda: self._is_open(panel),
        )

    # -- panels at the sides -------------------------------------------------------------------------------------------
    def toggle(self, panel: QWidget) -> None:
        """Show or hide a panel; one that was dragged shut comes back at its usual width."""
        opening = not self._is_open(panel)
        panel.setVisible(opening)
        if opening and self._width(panel) == 0:
            self._set_widths()
        self._show_panel_states()

    def open_inspector(self) -> None:
        """Show the inspector, if it was put away."""
        if not self._is_open(self.inspector):
            self.toggle(self.inspector)

    def _is_open(self, panel: QWidget) -> bool:
        return not panel.isHidden() and (not self._was_shown or self._width(panel) > 0)

    def _width(self, panel: QWidget) -> int:
        return self.splitter.sizes()[self.splitter.indexOf(panel)]

    def _show_panel_states(self) -> None:
        for drawing, panel in (("left-panel", self.palette_panel), ("right-panel", self.inspector)):
            self.bar.panels[drawing].setChecked(self._is_open(panel))

    def _set_widths(self) -> None:
        self.splitter.setSizes(
            [PALETTE_WIDTH, self.width() - PALETTE_WIDTH - INSPECTOR_WIDTH, INSPECTOR_WIDTH]
        )

    # -- layout --------------------------------------------------------------------------------------------------------
    def first_shown(self) -> None:
        """Put the panels where they were, or where they suit the size of the window."""
        if self._was_shown:
            return
        self._was_shown = True
        if self.splitter.restoreState(self._settings.layout("sides")):
            hidden = bytes(self._settings.layout("hidden").data()).decode().split()
        else:
            self._set_widths()
            width = self.window().width()  # its own is not settled before the window is shown
            limits = {"palette": NARROWEST, "inspector": NARROW}
            hidden = [name for name, limit in limits.items() if width < limit]
        for name, panel in self._sides.items():
            panel.setVisible(name not in hidden)
        self._show_panel_states()

    def _remember_minimap(self, shown: bool) -> None:
        self._settings.minimap = shown

    def remember(self) -> None:
        """Keep the layout for the next start."""
        if self._was_shown:
            hidden = [name for name, panel in self._sides.items() if not self._is_open(panel)]
            self._settings.set_layout("sides", self.splitter.saveState())
            self._settings.set_layout("hidden", QByteArray(" ".join(hidden).encode()))
            self.panels.remember()

    def reset_layout(self) -> None:
        """All panels and views where they are at the first start."""
        self._settings.forget_layout()
        self.palette_panel.show()
        self.inspector.show()
        self._set_widths()
        self.panels.reset()
        self._show_panel_states()


def _framed(canvas: QWidget) -> QFrame:
    """With the line that parts it from the views."""
    frame = QFrame()
    frame.setProperty("role", "above")
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(canvas)
    return frame
