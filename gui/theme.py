"""The theme: one frozen set of tokens a theme. No colour literal stands anywhere else."""

import msgspec
from PySide6.QtCore import QObject, Signal


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """Colours as ``#rrggbb``; ``dark`` says which way the contrast goes."""

    name: str
    dark: bool
    canvas: str
    dot: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    ok: str
    warn: str
    positive: str = "#4a90d9"
    negative: str = "#e8912d"
    categories: dict[str, str]


CATEGORIES = {
    "source": "#8aa0b8",
    "core": "#4f8fe6",
    "convolution": "#3fa66a",
    "recurrent": "#b065c9",
    "normalisation": "#39b5c9",
    "merge": "#c9a93a",
    "adversarial": "#e0687a",
}
DARK = Theme(
    name="Dark",
    dark=True,
    canvas="#12151a",
    dot="#232934",
    surface="#191d24",
    raised="#222834",
    border="#2d3441",
    text="#e7eaf0",
    muted="#97a1b2",
    accent="#6aa6ff",
    on_accent="#0b1220",
    ok="#5ec28b",
    warn="#f0a643",
    categories=CATEGORIES,
)
LIGHT = Theme(
    name="Light",
    dark=False,
    canvas="#f4f6f9",
    dot="#dde2ea",
    surface="#ffffff",
    raised="#ffffff",
    border="#dce1e9",
    text="#1b2430",
    muted="#5c6878",
    accent="#2563eb",
    on_accent="#ffffff",
    ok="#1f9d63",
    warn="#c77700",
    categories=CATEGORIES,
)

SPACE = (4, 8, 12, 16, 24)
CORNER, CARD_CORNER = 8, 10
TEXT_PX, MUTED_PX, TITLE_PX, HEAD_PX = 13, 11, 16, 10


class Appearance(QObject):
    """The theme in use; widgets that paint themselves take it and repaint on ``changed``."""

    changed = Signal(object)  # Theme

    def __init__(self, theme: Theme = DARK) -> None:
        super().__init__()
        self._theme = theme

    @property
    def theme(self) -> Theme:
        return self._theme

    def set_theme(self, theme: Theme) -> None:
        if theme != self._theme:
            self._theme = theme
            self.changed.emit(theme)
