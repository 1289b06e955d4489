"""The theme: one frozen set of tokens a theme. No colour literal stands anywhere else."""

from functools import cached_property

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QWidget

from gui.colour import legible, mix, tinted

Role = QPalette.ColorRole


CLASSES = ("#e8912d", "#4a90d9", "#3fa66a", "#b065c9", "#c9a93a", "#39b5c9", "#e0687a", "#8aa0b8")


class Theme(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Colours as ``#rrggbb``; ``dark`` says which way the contrast goes.

    The fields are the tokens; the properties are derived from them.
    """

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
    on_warn: str
    shade: str  # of shadows, and of what lies behind a dialog
    generator: str  # the two players of an adversarial network, wherever they are told apart
    discriminator: str
    positive: str = "#4a90d9"
    negative: str = "#e8912d"
    classes: tuple[str, ...] = CLASSES
    categories: dict[str, str]
    marks: dict[str, str]  # the colours that the user gives to things, by name

    @cached_property
    def hover(self) -> str:
        """A control under the pointer."""
        return mix(self.raised, self.text, 0.05 if self.dark else 0.04)

    @cached_property
    def pressed(self) -> str:
        """A control held down."""
        return mix(self.raised, self.text, 0.08)

    @cached_property
    def field(self) -> str:
        """What can be typed into."""
        return self.canvas

    @cached_property
    def track(self) -> str:
        """The empty part of sliders, switches and progress bars."""
        return mix(self.border, self.text, 0.06)

    @cached_property
    def edge(self) -> str:
        """A border that has to be found at a glance: of a field under the pointer, of a switch that is off."""
        return mix(self.border, self.text, 0.25)

    @cached_property
    def selected(self) -> str:
        """A chosen row of a list; text keeps its colour on it."""
        return mix(self.surface, self.accent, 0.2 if self.dark else 0.12)

    @cached_property
    def accent_hover(self) -> str:
        return mix(self.accent, self.surface if self.dark else self.text, 0.12)

    @cached_property
    def accent_pressed(self) -> str:
        return mix(self.accent, self.surface if self.dark else self.text, 0.24)

    @cached_property
    def disabled(self) -> str:
        """Text of what cannot be used now."""
        return mix(self.surface, self.muted, 0.6)

    @cached_property
    def accent_text(self) -> str:
        """The accent as a colour of text."""
        return legible(self.accent, self.grounds, self.text)

    @cached_property
    def ok_text(self) -> str:
        return legible(self.ok, self.grounds, self.text)

    @cached_property
    def warn_text(self) -> str:
        return legible(self.warn, self.grounds, self.text)

    @cached_property
    def generator_ground(self) -> str:
        """What belongs to the generator."""
        return mix(self.raised, self.generator, 0.09)

    @cached_property
    def discriminator_ground(self) -> str:
        """What belongs to the discriminator."""
        return mix(self.raised, self.discriminator, 0.09)

    @cached_property
    def generator_text(self) -> str:
        return legible(self.generator, self.grounds, self.text)

    @cached_property
    def discriminator_text(self) -> str:
        return legible(self.discriminator, self.grounds, self.text)

    @cached_property
    def marked_cards(self) -> dict[str, str]:
        """The ground of a card with a mark."""
        texts = (self.text, self.muted)
        return {name: tinted(self.raised, mark, 0.13, texts) for name, mark in self.marks.items()}

    @cached_property
    def papers(self) -> dict[str, str]:
        """The ground of a comment, by its mark; without one it is found under the empty name."""
        plain = mix(self.canvas, self.text, 0.06 if self.dark else 0.04)
        ground, share = (plain, 0.2) if self.dark else (self.raised, 0.24)
        return {"": plain} | {n: tinted(ground, mark, share, (self.text,)) for n, mark in self.marks.items()}

    @cached_property
    def mark_texts(self) -> dict[str, str]:
        """The marks as colours of text."""
        return {name: legible(mark, self.grounds, self.text) for name, mark in self.marks.items()}

    @property
    def grounds(self) -> tuple[str, ...]:
        """The colours that text stands on."""
        tints = (self.generator_ground, self.discriminator_ground)
        return (self.canvas, self.surface, self.raised, self.hover, self.pressed, self.selected, *tints)


CATEGORIES = {
    "source": "#8aa0b8",
    "neurons": "#4f8fe6",
    "core": "#4f8fe6",
    "convolution": "#3fa66a",
    "recurrent": "#b065c9",
    "normalisation": "#39b5c9",
    "merge": "#c9a93a",
    "adversarial": "#e0687a",
}
# Told apart by their lightness too: the nearest two still differ to those who see no red, or no green.
MARKS_ON_DARK = {
    "red": "#e35053",
    "orange": "#ee8420",
    "yellow": "#e8da5e",
    "green": "#68ce81",
    "teal": "#66d3de",
    "blue": "#5891ff",
    "purple": "#a765c4",
    "grey": "#969ea6",
}
MARKS_ON_LIGHT = {
    "red": "#b3243a",
    "orange": "#b85c04",
    "yellow": "#a88900",
    "green": "#0f6430",
    "teal": "#349798",
    "blue": "#355ae3",
    "purple": "#7e45c0",
    "grey": "#515861",
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
    on_warn="#1c1204",
    shade="#000000",
    generator="#ee7f92",
    discriminator="#45bccd",
    categories=CATEGORIES,
    marks=MARKS_ON_DARK,
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
    on_warn="#150c00",
    shade="#1b2430",
    generator="#c8455c",
    discriminator="#0f8498",
    categories=CATEGORIES,
    marks=MARKS_ON_LIGHT,
)
PAPER = msgspec.structs.replace(LIGHT, name="Paper", canvas="#ffffff", border="#bcc4d0")
"""The light theme as it is printed: on white, with borders that a printer does not lose."""
THEMES = {theme.name.lower(): theme for theme in (DARK, LIGHT)}

SPACE = (4, 8, 12, 16, 24)
CORNER, CARD_CORNER = 8, 10
TEXT_PX, MUTED_PX, TITLE_PX, HEAD_PX = 13, 11, 16, 10
FAMILY = "Inter"


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


def text_font(pixels: int = TEXT_PX, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The face of all text. Its figures are all of one width, so that live numbers do not jitter."""
    font = QFont(FAMILY)
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


figures_font = text_font


def set_role(widget: QWidget, role: str) -> None:
    """Say what part a widget plays, for the style sheet: title, section, muted, primary, quiet, card, chip ...

    To be used where the part changes while the widget is shown; else ``setProperty("role", ...)`` is enough.
    """
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def palette(theme: Theme) -> QPalette:
    """The palette for everything that no style sheet rule reaches."""
    result = QPalette(QColor(theme.raised), QColor(theme.surface))
    for role, colour in _palette_colours(theme).items():
        result.setColor(role, QColor(colour))
    for role in (Role.WindowText, Role.Text, Role.ButtonText, Role.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    return result


def _palette_colours(theme: Theme) -> dict[QPalette.ColorRole, str]:
    return {
        Role.Window: theme.surface,
        Role.WindowText: theme.text,
        Role.Base: theme.field,
        Role.AlternateBase: theme.hover,
        Role.Text: theme.text,
        Role.PlaceholderText: theme.muted,
        Role.Button: theme.raised,
        Role.ButtonText: theme.text,
        Role.BrightText: theme.warn_text,
        Role.ToolTipBase: theme.raised,
        Role.ToolTipText: theme.text,
        Role.Highlight: theme.accent,
        Role.HighlightedText: theme.on_accent,
        Role.Accent: theme.accent,
        Role.Link: theme.accent_text,
        Role.LinkVisited: theme.accent_text,
        Role.Light: theme.hover,
        Role.Midlight: theme.hover,
        Role.Mid: theme.border,
        Role.Dark: theme.border,
        Role.Shadow: theme.shade,
    }
