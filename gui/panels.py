"""The views of the window: which are open, where they stand, and how that is remembered."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMainWindow

from gui.actions import Command
from gui.session import Session
from gui.settings import Settings
from gui.theme import Appearance
from gui.view_dock import ViewDock
from gui.views.base import View

MOST, ROOM = 3, 250  # views that open by themselves; points of width for each that stands beside another
SHARE, LEAST_HEIGHT = 0.36, 190  # of the height, to begin with
TABS = 36  # points that their row takes
LAYOUT_VERSION = 1


class Panels(QObject):
    """The docks of a window area.

    As long as the user has not opened or closed views, a document opens those that have something to show for it.
    ``settled``: the views stand for the document that was opened.
    """

    settled = Signal()

    def __init__(
        self, area: QMainWindow, session: Session, appearance: Appearance, settings: Settings
    ) -> None:
        super().__init__(area)
        self._area, self._session, self._appearance, self._settings = area, session, appearance, settings
        self.docks: dict[str, ViewDock] = {}
        session.opened.connect(lambda: QTimer.singleShot(0, self, self._settle))

    def load(self, views: Iterable[type[View]]) -> None:
        """Make a dock for each view, and put them where they were."""
        for view in views:
            dock = ViewDock(view, self._session, self._appearance, self._area)
            dock.closed.connect(self._chosen_by_user)
            self._area.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
            dock.hide()
            self.docks[dock.objectName()] = dock
        self._area.restoreState(self._settings.layout("views"), LAYOUT_VERSION)
        self._settle()

    def _settle(self) -> None:
        self.open_fitting()
        QTimer.singleShot(0, self, self.settled.emit)

    def remember(self) -> None:
        self._settings.set_layout("views", self._area.saveState(LAYOUT_VERSION))

    def commands(self) -> list[Command]:
        """One command a view, which opens and closes it."""
        return [self._command(dock) for dock in self.docks.values()] + [
            Command(
                "Views that fit", "View/choice", self.reset, help="Open the views that suit this network."
            )
        ]

    def _command(self, dock: ViewDock) -> Command:
        return Command(
            dock.kind.title,
            "View/views",
            lambda: self.toggle(dock),
            help=dock.kind.help,
            checked=lambda: not dock.isHidden(),
        )

    def toggle(self, dock: ViewDock) -> None:
        """Open a view, or close it."""
        if dock.isHidden():
            self._open(dock)
        else:
            dock.hide()
        self._chosen_by_user()

    def reset(self) -> None:
        """Let the document choose again."""
        self._settings.own_views = False
        self.open_fitting()

    def _chosen_by_user(self) -> None:
        self._settings.own_views = True

    def _open(self, dock: ViewDock) -> None:
        """Beside the others where there is room, else as a tab with the last of them."""
        others = [d for d in self.docks.values() if not d.isHidden() and not d.isFloating()]
        dock.show()
        if others and self._area.width() < ROOM * (len(others) + 1):
            self._area.tabifyDockWidget(others[-1], dock)
        dock.raise_()

    # -- the views that suit a document --------------------------------------------------------------------------------
    def open_fitting(self) -> None:
        """Open what has something to show for the document, unless the user chose the views."""
        if self._settings.own_views or not self._area.isVisible():
            return
        wanted = self._fitting()
        shown = [d for d in self.docks.values() if not d.isHidden()]
        if set(wanted) != set(shown):
            self._arrange(wanted)

    def _fitting(self) -> list[ViewDock]:
        """A few views that are not empty for this document: the first, those made for such documents, then others."""
        fitting = [d for d in self.docks.values() if not d.missing()]
        by_worth = sorted(fitting[1:], key=lambda dock: not dock.kind.particular)
        chosen = fitting[:1] + by_worth[: MOST - 1]
        return [dock for dock in fitting if dock in chosen]

    def _arrange(self, wanted: list[ViewDock]) -> None:
        for dock in self.docks.values():
            dock.setFloating(False)
            dock.hide()
        columns = max(1, min(len(wanted), self._area.width() // ROOM))
        for place, dock in enumerate(wanted):
            self._area.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
            if 0 < place < columns:
                self._area.splitDockWidget(wanted[place - 1], dock, Qt.Orientation.Horizontal)
            elif place:
                self._area.tabifyDockWidget(wanted[columns - 1], dock)
            dock.show()
        row = wanted[:columns]
        if len(wanted) > columns:
            wanted[-1].raise_()  # the one that is most particular to this document
        height = max(LEAST_HEIGHT, round(self._area.height() * SHARE)) + (
            TABS if len(wanted) > columns else 0
        )
        self._area.resizeDocks(row[:1], [height], Qt.Orientation.Vertical)
        self._area.resizeDocks(row, [4, 3, 3][: len(row)], Qt.Orientation.Horizontal)
