"""Menus from commands: the parts of the window say what can be done, this makes actions with shortcuts of it."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from gui.actions import Command

ORDER = ("File", "Edit", "Arrange", "Train", "View", "Help")


class Menus(QObject):
    """The menus of a menu bar.

    ``active()`` says whether commands may run at all now (not while a sheet is open).
    """

    def __init__(self, bar: QMenuBar, active: Callable[[], bool]) -> None:
        super().__init__(bar)
        self._bar, self._active = bar, active
        self._menus: dict[str, QMenu] = {}
        self._sections: dict[str, str] = {}
        self._actions: list[tuple[Command, QAction]] = []
        self.clear()

    def clear(self) -> None:
        """Begin again with empty menus."""
        for menu in self._menus.values():
            menu.deleteLater()
        self._bar.clear()
        self._menus.clear()
        self._sections.clear()
        self._actions.clear()
        for title in ORDER:
            self._menu(title)

    @property
    def commands(self) -> tuple[Command, ...]:
        return tuple(command for command, _ in self._actions)

    def add(self, commands: Iterable[Command]) -> None:
        """Put commands behind those that are there already; another section starts behind a line."""
        for command in commands:
            title, _, section = command.menu.partition("/")
            menu = self._menu(title)
            if self._sections.get(title, section) != section:
                menu.addSeparator()
            self._sections[title] = section
            self._actions.append((command, self._action(command, menu)))

    def add_menu(self, title: str, section: str, name: str) -> QMenu:
        """A menu within a menu, for what is not known beforehand."""
        menu = self._menu(title)
        if self._sections.get(title, section) != section:
            menu.addSeparator()
        self._sections[title] = section
        return menu.addMenu(name)

    def run(self, command: Command) -> None:
        """Run a command, where it can be run now."""
        if self._active() and enabled(command):
            command.run()

    def refresh(self) -> None:
        """Bring text, check marks and greyness of all actions up to date."""
        for command, action in self._actions:
            _show_state(command, action)

    def _menu(self, title: str) -> QMenu:
        if title not in self._menus:
            menu = self._menus[title] = self._bar.addMenu(f"&{title}")
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(self.refresh)
            menu.aboutToHide.connect(self._release)
        return self._menus[title]

    def _action(self, command: Command, menu: QMenu) -> QAction:
        action = menu.addAction(command.text)
        action.setShortcuts(shortcuts(command))
        action.setToolTip(command.help)
        action.setCheckable(command.checked is not None)
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.triggered.connect(lambda: self.run(command))
        _show_state(command, action)
        action.setEnabled(True)
        return action

    def _release(self) -> None:
        """A grey action has a deaf shortcut: grey is for open menus only, ``run`` asks again."""
        for _, action in self._actions:
            action.setEnabled(True)


def enabled(command: Command) -> bool:
    return command.enabled is None or command.enabled()


def text_of(command: Command) -> str:
    return command.text if command.live_text is None else command.live_text()


def shortcuts(command: Command) -> list[QKeySequence]:
    """All shortcuts of a command, the usual one first."""
    portable = QKeySequence.SequenceFormat.PortableText
    return [QKeySequence.fromString(keys, portable) for keys in command.shortcut.split("|") if keys]


def shown_shortcut(command: Command) -> str:
    """The usual shortcut as this system writes it."""
    return next((k.toString(QKeySequence.SequenceFormat.NativeText) for k in shortcuts(command)), "")


def _show_state(command: Command, action: QAction) -> None:
    action.setEnabled(enabled(command))
    action.setText(text_of(command).replace("&", "&&"))
    if command.checked is not None:
        action.setChecked(command.checked())
