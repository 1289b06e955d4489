"""What is remembered from one start to the next: theme, recent files, layout of the window."""

from pathlib import Path
from typing import Literal, cast, get_args

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

ThemeChoice = Literal["system", "dark", "light"]
MAX_RECENT = 8


def settings_file() -> Path:
    """Where the user's settings are kept on this system."""
    from platformdirs import user_config_path

    return user_config_path("neurowright", appauthor=False) / "settings.ini"


def blocks_folder() -> Path:
    """Where the blocks of the user's own palette are kept on this system."""
    from platformdirs import user_data_path

    return user_data_path("neurowright", appauthor=False) / "blocks"


class Settings(QObject):
    """The user's settings in an INI file; values that make no sense are as good as none.

    ``blocks``: the folder of the user's own blocks; beside the settings where these are in a file of the caller's.
    """

    recent_changed = Signal()
    theme_changed = Signal(str)  # a ThemeChoice

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self.blocks = blocks_folder() if path is None else path.parent / "blocks"
        self._store = QSettings(str(path or settings_file()), QSettings.Format.IniFormat)

    @property
    def theme(self) -> ThemeChoice:
        choice = self._store.value("theme")
        return cast(ThemeChoice, choice) if choice in get_args(ThemeChoice) else "system"

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._store.setValue("theme", choice)
        self.theme_changed.emit(choice)

    @property
    def recent(self) -> tuple[Path, ...]:
        """Files opened or saved of late, the last one first; some may be gone."""
        found = self._store.value("recent") or []
        paths = [found] if isinstance(found, str) else found  # a list of one is read back as a text
        return tuple(Path(p) for p in paths if isinstance(p, str))[:MAX_RECENT]

    def add_recent(self, path: Path) -> None:
        """Put a file in the first place."""
        path = path.absolute()
        self._set_recent([path, *(p for p in self.recent if p != path)])

    def forget_recent(self, path: Path) -> None:
        """Leave a file out from now on."""
        self._set_recent([p for p in self.recent if p != path])

    def clear_recent(self) -> None:
        self._set_recent([])

    def _set_recent(self, paths: list[Path]) -> None:
        self._store.setValue("recent", [str(p) for p in paths[:MAX_RECENT]])
        self.recent_changed.emit()

    @property
    def folder(self) -> Path:
        """Where file dialogs start."""
        folder = Path(str(self._store.value("folder") or ""))
        return folder if folder.is_absolute() and folder.is_dir() else Path.home()

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._store.setValue("folder", str(folder.absolute()))

    def layout(self, name: str) -> QByteArray:
        """A remembered geometry or arrangement; empty when there is none."""
        found = self._store.value(f"layout/{name}")
        return found if isinstance(found, QByteArray) else QByteArray()

    def set_layout(self, name: str, state: QByteArray) -> None:
        self._store.setValue(f"layout/{name}", state)

    def forget_layout(self) -> None:
        self._store.remove("layout")

    @property
    def own_views(self) -> bool:
        """Whether the user has opened or closed views, so that a document no longer chooses them."""
        return self._store.value("layout/own_views") == "true"

    @own_views.setter
    def own_views(self, own: bool) -> None:
        self._store.setValue("layout/own_views", "true" if own else "false")

    @property
    def minimap(self) -> bool:
        """Whether the canvas shows a map of a network that is larger than what is seen."""
        return self._store.value("minimap") != "false"

    @minimap.setter
    def minimap(self, shown: bool) -> None:
        self._store.setValue("minimap", "true" if shown else "false")

    def sync(self) -> None:
        """Write what is not yet on the disk."""
        self._store.sync()
