"""Dresses the application: fonts, palette and style sheet, all from the theme's tokens."""

from importlib.resources import as_file, files
from pathlib import Path
from string import Template

import msgspec
from PySide6.QtCore import QObject, Qt, QTemporaryDir
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication

from gui.icons import drawing
from gui.settings import Settings, ThemeChoice
from gui.theme import DARK, LIGHT, THEMES, Appearance, Theme, palette, text_font

FACES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")
SCHEMES: dict[ThemeChoice, Qt.ColorScheme] = {
    "system": Qt.ColorScheme.Unknown,
    "dark": Qt.ColorScheme.Dark,
    "light": Qt.ColorScheme.Light,
}
DERIVED = (
    *("hover", "pressed", "field", "track", "edge", "selected", "disabled"),
    *("accent_hover", "accent_pressed", "accent_text", "ok_text", "warn_text"),
)
IMAGES = {  # file of an image in the style sheet: the drawing, and the token that tints it
    "chevron-down": ("chevron-down", "muted"),
    "chevron-up": ("chevron-up", "muted"),
    "chevron-right": ("chevron-right", "muted"),
    "check": ("check", "accent_text"),
    "close": ("close", "muted"),
    "arrow-left": ("arrow-left", "text"),
    "arrow-right": ("arrow-right", "text"),
    "arrow-up": ("arrow-up", "text"),
    "new-folder": ("new-folder", "text"),
    "list": ("list", "text"),
    "grid": ("grid", "text"),
    "radio": ("radio", "accent"),
    "switch-off": ("switch-off", "edge"),
    "switch-off-hover": ("switch-off", "muted"),
    "switch-off-disabled": ("switch-off", "border"),
    "switch-on": ("switch-on", "accent"),
    "switch-on-hover": ("switch-on", "accent_hover"),
    "switch-on-disabled": ("switch-on", "disabled"),
}


def load_fonts() -> list[str]:
    """Make the bundled faces known to Qt; returns the families that they were found to be of."""
    families: list[str] = []
    for face in FACES:
        with as_file(files("resources") / "fonts" / face) as path:
            families += QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    return families


def style_sheet(theme: Theme, images: Path) -> str:
    """The application's style sheet in a theme's colours; ``images``: the folder of its tinted drawings."""
    source = (files("resources") / "style.qss").read_text("utf-8")
    tokens = {name: value for name, value in msgspec.structs.asdict(theme).items() if isinstance(value, str)}
    derived = {name: getattr(theme, name) for name in DERIVED}
    return Template(source).substitute(tokens, **derived, images=images.as_posix())


class Style(QObject):
    """Keeps the application in the theme that the user chose, or in the system's.

    Unless ``at_once``, it waits for ``dress``: under a style sheet each step of putting widgets together takes twice
    the time, so it is best put on when a window is complete.
    """

    def __init__(
        self, app: QApplication, appearance: Appearance, settings: Settings, *, at_once: bool = True
    ) -> None:
        super().__init__()
        self._app, self._appearance, self._settings = app, appearance, settings
        self._folder = QTemporaryDir()  # style sheets take images from files only
        load_fonts()
        app.setStyle("Fusion")
        app.setFont(text_font())
        self._choose()
        appearance.changed.connect(self.dress)
        settings.theme_changed.connect(self._choose)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._choose)
        if at_once:
            self.dress()

    def _choose(self) -> None:
        """Window frames and the system's own dialogs go along, where the system lets them."""
        QGuiApplication.styleHints().setColorScheme(SCHEMES[self._settings.theme])
        self._appearance.set_theme(THEMES.get(self._settings.theme) or system_theme())

    def dress(self, theme: Theme | None = None) -> None:
        """Put palette and style sheet of a theme, the chosen one by default, on the application."""
        theme = theme or self._appearance.theme
        self._app.setPalette(palette(theme))
        self._app.setStyleSheet(style_sheet(theme, self._images(theme)))

    def end(self) -> None:
        """Remove the images from the disk; the application is about to end."""
        self._folder.remove()

    def _images(self, theme: Theme) -> Path:
        folder = Path(self._folder.path()) / theme.name.lower()
        if not folder.exists():
            folder.mkdir()
            for image, (name, token) in IMAGES.items():
                (folder / f"{image}.svg").write_bytes(drawing(name, getattr(theme, token)))
        return folder


def system_theme() -> Theme:
    """The theme that the system asks for; dark where it does not say."""
    light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
    return LIGHT if light else DARK
