"""The theme: readable, the same everywhere, and chosen once."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gui.colour import READABLE, contrast, legible, mix
from gui.icons import icon, pixmap
from gui.settings import Settings, ThemeChoice
from gui.style import IMAGES, Style, load_fonts, style_sheet
from gui.theme import DARK, LIGHT, Appearance, Theme, figures_font, palette, set_role

ROOT = Path(__file__).resolve().parents[2]
themes = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
TEXTS = ("text", "muted", "accent_text", "ok_text", "warn_text")
ON = {"on_accent": ("accent", "accent_hover", "accent_pressed"), "on_warn": ("warn",)}


# -- contrast ----------------------------------------------------------------------------------------------------------
@themes
@pytest.mark.parametrize("text", TEXTS)
def test_text_is_readable_on_every_ground(theme: Theme, text: str) -> None:
    ratios = {ground: round(contrast(getattr(theme, text), ground), 2) for ground in theme.grounds}
    assert all(ratio >= READABLE for ratio in ratios.values()), ratios


@themes
@pytest.mark.parametrize(
    ("text", "ground"), [(text, ground) for text, grounds in ON.items() for ground in grounds]
)
def test_text_is_readable_on_colours(theme: Theme, text: str, ground: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= READABLE


@themes
def test_controls_stand_out(theme: Theme) -> None:
    """What tells the state of a control has to be seen (WCAG 2.2, success criterion 1.4.11)."""
    assert contrast(theme.accent, theme.surface) >= 3
    assert contrast(theme.accent, theme.track) >= 2


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1.0)],
)
def test_contrast_is_that_of_the_guidelines(first: str, second: str, ratio: float) -> None:
    assert contrast(first, second) == contrast(second, first) == pytest.approx(ratio, abs=0.005)


def test_mix() -> None:
    assert mix("#000000", "#ff8040", 0.5) == "#804020"
    assert (mix("#102030", "#ffffff", 0), mix("#102030", "#ffffff", 1)) == ("#102030", "#ffffff")


def test_legible_goes_no_further_than_it_must() -> None:
    assert legible("#000000", ["#ffffff"], "#ff0000") == "#000000"
    found = legible("#888888", ["#ffffff"], "#000000")
    assert READABLE <= contrast(found, "#ffffff") < READABLE + 0.7
    assert legible("#808080", ["#808080"], "#909090") == "#909090"  # as far as it may


# -- one definition ----------------------------------------------------------------------------------------------------
@themes
def test_style_sheet_takes_its_colours_from_the_theme(theme: Theme, tmp_path: Path) -> None:
    sheet = style_sheet(theme, tmp_path)
    tokens = {value for name in dir(theme) if isinstance(value := getattr(theme, name), str)}
    assert "$" not in sheet
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet)) <= tokens


def test_colours_stand_in_the_theme_alone() -> None:
    literal = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$")
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"
        for path in sorted((ROOT / "gui").rglob("*.py"))
        if path.name != "theme.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and literal.match(node.value)
    ]
    assert found == []
    assert not re.search(r"#[0-9a-fA-F]{3}", (ROOT / "resources" / "style.qss").read_text("utf-8"))


@themes
def test_palette_follows_the_theme(theme: Theme) -> None:
    found = palette(theme)
    assert found.color(QPalette.ColorRole.Window) == QColor(theme.surface)
    assert found.color(QPalette.ColorRole.Text) == QColor(theme.text)
    assert found.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text) == QColor(theme.disabled)


def test_appearance_tells_of_a_change_once(qtbot: QtBot) -> None:
    appearance = Appearance(DARK)
    with qtbot.waitSignal(appearance.changed) as changed:
        appearance.set_theme(LIGHT)
    assert changed.args == [LIGHT]
    with qtbot.assertNotEmitted(appearance.changed):
        appearance.set_theme(LIGHT)


# -- the dressed application -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("choice", "theme"), [("dark", DARK), ("light", LIGHT)])
def test_choice_reaches_the_pixels(
    qtbot: QtBot, style: Style, settings: Settings, choice: ThemeChoice, theme: Theme
) -> None:
    settings.theme = choice
    button = QPushButton()
    button.setProperty("role", "primary")
    button.resize(80, 32)
    qtbot.addWidget(button)
    assert button.grab().toImage().pixelColor(40, 16) == QColor(theme.accent)


def test_choice_is_remembered(qapp: QApplication, settings: Settings, tmp_path: Path) -> None:
    settings.theme = "light"
    settings.sync()
    assert Settings(tmp_path / "settings.ini").theme == "light"


def test_theme_is_the_systems_until_it_is_chosen(settings: Settings, tmp_path: Path) -> None:
    assert settings.theme == "system"
    (tmp_path / "settings.ini").write_text("[General]\ntheme=purple\n")
    assert Settings(tmp_path / "settings.ini").theme == "system"


def test_role_changes_the_look(qtbot: QtBot, style: Style) -> None:
    label = QLabel("Conv 2-D")
    qtbot.addWidget(label)
    label.ensurePolished()
    before = label.font().pixelSize()
    set_role(label, "title")
    assert (before, label.font().pixelSize(), label.font().weight()) == (13, 16, 600)


def test_bundled_fonts_load(qapp: QApplication) -> None:
    assert {"Inter", "Inter Medium", "Inter Semi Bold"} <= set(load_fonts())


@pytest.mark.parametrize("pixels", [10, 11, 13, 16])
def test_figures_are_of_one_width(style: Style, pixels: int) -> None:
    font = figures_font(pixels)
    assert QFontInfo(font).family() == "Inter"
    widths = {QFontMetricsF(font).horizontalAdvance(figure * 4) for figure in "0123456789"}
    assert len(widths) == 1


def test_labels_have_figures_of_one_width(qtbot: QtBot, style: Style) -> None:
    """Also where the style sheet sets the size."""
    label = QLabel()
    label.setProperty("role", "muted")
    qtbot.addWidget(label)
    label.ensurePolished()
    metrics = QFontMetricsF(label.font())
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


# -- icons -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path", sorted((ROOT / "resources" / "icons").glob("*.svg")), ids=lambda path: path.stem
)
def test_icons_are_drawn_in_the_colour_asked_for(qapp: QApplication, path: Path) -> None:
    image = pixmap(path.stem, DARK.accent, size=32).toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {DARK.accent}


def test_icons_are_sharp_at_every_scale(qapp: QApplication) -> None:
    found = icon("play", DARK.text, DARK.disabled)
    for scale in (1, 2, 3):
        assert found.pixmap(QSize(16, 16), scale).size() == QSize(16, 16) * scale
    disabled = found.pixmap(QSize(16, 16), QIcon.Mode.Disabled).toImage()
    assert disabled.pixelColor(8, 8) == QColor(DARK.disabled)


def test_every_image_of_the_style_sheet_is_made(tmp_path: Path) -> None:
    named = set(re.findall(r"images/([\w-]+)\.svg", style_sheet(DARK, Path("images"))))
    assert named == set(IMAGES)
