"""Drawings: the three formats, what is in them, the sheet that asks, the command without a window."""

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.document import Document
from core.document.file import Saved, write
from core.document.recipe import TrainingRecipe
from core.errors import FileError
from core.layers.dense import Dense
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.spec import tag
from core.templates import TEMPLATES
from gui.canvas.inks import Inks
from gui.canvas.scene import Scene
from gui.dialogs.drawing import DrawingSheet
from gui.drawing import formats
from gui.drawing.drawings import drawing, wire_weights
from gui.drawing.figure import weight_text
from gui.drawing.headless import Still
from gui.drawing.picture import COLOURS, MARGIN, Options, Picture
from gui.main_window import MainWindow
from gui.session import Session
from gui.style import Style
from gui.theme import DARK, LIGHT, Appearance
from tests.core.examples import digits
from tests.gui.hand_wired import wired, xor
from tests.gui.window_hand import CTRL, SHIFT, begin, press

LIGHTS, DARKS, PRINTED, CLEAR = COLOURS
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def scene(appearance: Appearance) -> Scene:
    return Scene(Still(digits()), appearance)


def picture_of(document: Document, **options: object) -> Picture:
    return drawing(Scene(Still(document), Appearance(DARK)), Options(**options), "a & b")


def texts(data: bytes) -> list[str]:
    """What is written in an SVG, as text."""
    return [e.text or "" for e in ElementTree.fromstring(data).iter("{http://www.w3.org/2000/svg}text")]


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4).astype(float)


BOTH = pytest.mark.parametrize("figure", [False, True], ids=["canvas", "figure"])


# -- formats -----------------------------------------------------------------------------------------------------------
@BOTH
def test_svg_is_valid_and_looks_like_the_image(qapp: QApplication, figure: bool) -> None:
    picture = picture_of(digits(), figure=figure)
    data = formats.svg(picture)
    root = ElementTree.fromstring(data)
    assert root.get("viewBox") == f"0 0 {picture.size.width()} {picture.size.height()}"
    renderer = QSvgRenderer(QByteArray(data))
    assert renderer.isValid()
    image = QImage(picture.size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    difference = np.abs(pixels(image) - pixels(formats.image(picture, 1))).mean()
    assert difference < 4  # of 255


@BOTH
def test_text_stays_text_with_faces_to_fall_back_on(qapp: QApplication, figure: bool) -> None:
    data = formats.svg(picture_of(digits(), figure=figure))
    written = texts(data)
    assert {"Dense", "8×8×1"} <= set(written)
    families = set(re.findall(rb'font-family="([^"]*)"', data))
    assert families == {b"Inter, 'Helvetica Neue', Helvetica, Arial, sans-serif"}
    assert b"<image" not in data  # nothing is a copied picture


def test_title_is_escaped(qapp: QApplication) -> None:
    root = ElementTree.fromstring(formats.svg(picture_of(digits())))
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "a & b"


@BOTH
def test_pdf_is_one_page_as_large_as_the_picture(qapp: QApplication, figure: bool) -> None:
    picture = picture_of(digits(), figure=figure)
    data = formats.pdf(picture)
    assert data.startswith(b"%PDF-1.")
    assert data.rstrip().endswith(b"%%EOF")
    (box,) = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert float(box[0]) == pytest.approx(picture.size.width() * 0.75, abs=1)
    assert float(box[1]) == pytest.approx(picture.size.height() * 0.75, abs=1)
    assert b"/FontFile" in data  # the face is in it


@pytest.mark.parametrize("scale", formats.SCALES)
def test_png_has_so_many_pixels_a_unit(qapp: QApplication, tmp_path: Path, scale: int) -> None:
    picture = picture_of(digits(), figure=True)
    formats.write(picture, tmp_path / "a.png", scale)
    image = QImage(str(tmp_path / "a.png"))
    assert image.size() == picture.size * scale
    assert image.dotsPerMeterX() == pytest.approx(scale * 96 / 0.0254, abs=1)


def test_what_is_small_on_the_screen_is_drawn_all_the_same(qapp: QApplication) -> None:
    """The captions of an adversarial network's players go away when zoomed out, and grow; in a drawing they do not."""
    gan = next(t for t in TEMPLATES if tag(t) == "gan-ring")().document()
    picture = picture_of(gan)
    large, small = formats.image(picture, 4), formats.image(picture, 0.5)
    shrunk = large.scaled(small.size(), mode=Qt.TransformationMode.SmoothTransformation)
    assert np.abs(pixels(shrunk) - pixels(small)).mean() < 4
    assert {"GENERATOR", "DISCRIMINATOR"} <= set(texts(formats.svg(picture)))


def test_too_many_pixels_are_refused_with_a_way_out(qapp: QApplication) -> None:
    document = edits.move(digits(), {"dense2": (90_000.0, 0.0)})
    with pytest.raises(FileError, match="Choose a smaller scale, SVG or PDF"):
        formats.image(picture_of(document), 4)


def test_too_large_a_page_is_refused_with_a_way_out(qapp: QApplication) -> None:
    document = edits.move(digits(), {"dense2": (90_000.0, 0.0)})
    with pytest.raises(FileError, match="Choose SVG"):
        formats.pdf(picture_of(document))


@pytest.mark.parametrize("name", ["a.gif", "a", "svg"])
def test_unknown_endings_are_refused(qapp: QApplication, tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError, match=r"End the name in \.svg, \.png or \.pdf\."):
        formats.write(picture_of(digits()), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_missing_folder_is_told(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="Try another place"):
        formats.write(picture_of(digits()), tmp_path / "nowhere" / "a.svg")


def test_what_cannot_be_written_leaves_the_old_file(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    with pytest.raises(FileError):
        formats.write(picture_of(edits.move(digits(), {"dense2": (90_000.0, 0.0)})), path)
    assert path.read_bytes() == b"old"


# -- what is drawn -----------------------------------------------------------------------------------------------------
@BOTH
@pytest.mark.parametrize("colours", COLOURS, ids=lambda c: c.name)
def test_ground_is_that_of_the_theme_or_clear(qapp: QApplication, figure: bool, colours) -> None:
    corner = formats.image(picture_of(digits(), figure=figure, colours=colours), 1).pixelColor(1, 1)
    assert corner == (QColor(colours.theme.canvas) if colours.ground else QColor(0, 0, 0, 0))


def test_screen_leaves_no_mark_and_is_left_as_it_was(scene: Scene) -> None:
    """Selection, pointer and problems are not drawn, and are all there afterwards."""
    plain = formats.svg(drawing(scene, Options(colours=DARKS)))
    scene.session.select({"dense1", *scene.wires})
    scene.nodes["dense2"].change(hovered=True)
    scene.nodes["flatten1"].change(faulty=True)
    wire = next(iter(scene.wires.values()))
    wire.mark(hovered=True)
    looks, pens = _state(scene)
    assert formats.svg(drawing(scene, Options(colours=DARKS))) == plain
    formats.svg(drawing(scene, Options(colours=PRINTED)))
    assert _state(scene) == (looks, pens)
    assert scene.inks.theme is DARK
    assert not scene.inks.printed


def _state(scene: Scene) -> tuple[dict, dict]:
    return {n: i.look for n, i in scene.nodes.items()}, {n: i.pen().color() for n, i in scene.wires.items()}


def test_scene_is_left_as_it_was_even_by_a_failure(scene: Scene) -> None:
    with pytest.raises(RuntimeError), scene.dressed(Inks(LIGHT, printed=True)):
        raise RuntimeError
    assert scene.inks.theme is DARK


def test_problems_are_not_drawn(qapp: QApplication) -> None:
    broken = edits.remove(digits(), ["flatten1"])
    scene = Scene(Still(broken), Appearance(DARK))
    assert scene.bubbles
    messages = {bubble.problem.message.split()[0] for bubble in scene.bubbles.values()}
    written = " ".join(texts(formats.svg(drawing(scene, Options()))))
    assert not any(message in written for message in messages - {"Dense"})
    assert drawing(scene, Options(legend=False)).size.height() < 200


@BOTH
def test_only_what_is_selected(qapp: QApplication, figure: bool) -> None:
    part = picture_of(digits(), figure=figure, only=frozenset({"dense1", "dense2"}))
    written = texts(formats.svg(part))
    assert "8×8×1" not in written
    assert part.size.width() < picture_of(digits(), figure=figure).size.width()


def test_margins_are_even(qapp: QApplication) -> None:
    picture = picture_of(digits(), colours=PRINTED, legend=False)
    inked = np.argwhere(np.abs(pixels(formats.image(picture, 1))[..., :3] - 255).sum(axis=-1) > 0)
    (top, left), (bottom, right) = inked.min(axis=0), inked.max(axis=0)
    halo = 8  # of ports and ring around a card
    assert [top, picture.size.height() - 1 - bottom] == pytest.approx([MARGIN + halo] * 2, abs=2)
    assert [left, picture.size.width() - 1 - right] == pytest.approx([MARGIN + halo / 2] * 2, abs=5)


@BOTH
def test_legend_explains_what_occurs_and_nothing_else(qapp: QApplication, figure: bool) -> None:
    def legend(document: Document, **options: object) -> set[str]:
        with_it = texts(formats.svg(picture_of(document, figure=figure, **options)))
        for text in texts(formats.svg(picture_of(document, figure=figure, **options, legend=False))):
            with_it.remove(text)
        return set(with_it)

    assert legend(digits()) == {"Source", "Core"}
    signs, delayed = {"Positive weight", "Negative weight"}, {"Value of the step before (t−1)"}
    assert legend(xor()) == {"Source", "Neurons"} | signs | delayed
    assert legend(xor(), weights=False) == {"Source", "Neurons"} | delayed


def test_weights_are_shown_or_not(qapp: QApplication) -> None:
    shown = formats.svg(picture_of(xor(), figure=True, colours=PRINTED, legend=False))
    hidden = formats.svg(picture_of(xor(), figure=True, colours=PRINTED, legend=False, weights=False))
    assert {"1.85", "−1.48"} <= set(texts(shown))
    assert not {"1.85", "−1.48"} & set(texts(hidden))
    for sign in (LIGHT.positive, LIGHT.negative):
        assert sign.encode() in shown
        assert sign.encode() not in hidden


@pytest.mark.parametrize("template", TEMPLATES, ids=tag)
def test_every_example_can_be_drawn_as_a_figure(qapp: QApplication, template) -> None:
    picture = picture_of(template().document(), figure=True, colours=CLEAR)
    assert QSvgRenderer(QByteArray(formats.svg(picture))).isValid()


# -- the sheet ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def host(qtbot: QtBot, style: Style) -> QMainWindow:
    host = QMainWindow()
    host.setCentralWidget(QLineEdit())
    host.resize(1200, 800)
    qtbot.addWidget(host)
    with qtbot.waitExposed(host):
        host.show()
    host.activateWindow()
    return host


def asked(host: QMainWindow, appearance: Appearance, document: Document, path: Path) -> DrawingSheet:
    return DrawingSheet(host, appearance, Scene(Still(document), appearance), path)


def by_key(qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)


def test_sheet_writes_by_keyboard_alone(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, tmp_path: Path
) -> None:
    sheet = asked(host, appearance, digits(), tmp_path / "net.neuro")
    assert sheet.path.text() == str(tmp_path / "net.svg")
    by_key(qtbot, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is sheet.kind
    by_key(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_Down)
    assert sheet.options.figure
    assert sheet.path.text() == str(tmp_path / "net.png")
    assert sheet.size_told.text().endswith("pixels")
    for _ in range(12):
        if QApplication.focusWidget().property("role") != "primary":
            by_key(qtbot, Qt.Key.Key_Tab)
    with qtbot.waitSignal(sheet.finished) as finished:
        by_key(qtbot, Qt.Key.Key_Return)
    assert finished.args == [tmp_path / "net.png"]
    assert QImage(str(tmp_path / "net.png")).size() == sheet.preview.picture.size * 2


def test_every_control_has_a_name(host: QMainWindow, appearance: Appearance, tmp_path: Path) -> None:
    sheet = asked(host, appearance, xor(), tmp_path / "net.neuro")
    for widget in (sheet.kind, sheet.format, sheet.colours, sheet.scale, sheet.path, sheet.preview):
        assert widget.accessibleName()


def test_preview_shows_what_will_be_written(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, tmp_path: Path
) -> None:
    sheet = asked(host, appearance, xor(), tmp_path / "net.neuro")
    seen = [sheet.preview.image().copy()]
    sheet.kind.setCurrentIndex(1)
    seen.append(sheet.preview.image().copy())
    for widget, value in ((sheet.weights, False), (sheet.legend, False)):
        widget.setChecked(value)
        seen.append(sheet.preview.image().copy())
    sheet.colours.setCurrentIndex(COLOURS.index(PRINTED))
    seen.append(sheet.preview.image().copy())
    assert all(one != other for one, other in pairwise(seen))
    image = seen[-1]
    assert image.pixelColor(2, 2) == QColor(PRINTED.theme.canvas)
    assert image.size() == formats.image(sheet._picture(), 1).size()  # it is small enough


def test_figure_has_the_weights_of_now(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, session: Session, tmp_path: Path
) -> None:
    session.open(_neuron())
    qtbot.waitUntil(lambda: session.snapshot.state == "ready", timeout=20_000)
    session.step()
    qtbot.waitUntil(lambda: session.snapshot.steps == 1, timeout=20_000)
    sheet = DrawingSheet(host, appearance, Scene(session, appearance), tmp_path / "net.neuro")
    sheet.kind.setCurrentIndex(1)
    now = session.feed.call(wire_weights).result(10)
    assert now["w0"] != 0.5
    expected = weight_text(now["w0"])
    qtbot.waitUntil(lambda: expected in texts(formats.svg(sheet.preview.picture)))


def _neuron() -> Document:
    """Two values to a neuron, which learns fast."""
    document = wired(
        {"a": InputValue(column=1), "b": InputValue(column=2), "n": Neuron(), "y": OutputValue()},
        [("a", "n"), ("b", "n"), ("n", "y")],
        w0={"weight": 0.5},
    )
    return replace(document, training=TrainingRecipe(learning_rate=0.5, batch_size=4))


def test_format_and_name_follow_each_other(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, tmp_path: Path
) -> None:
    sheet = asked(host, appearance, digits(), tmp_path / "net.neuro")
    sheet.format.setCurrentIndex(2)
    assert sheet.path.text().endswith("net.pdf")
    assert not sheet.scale.isEnabled()
    sheet.path.setText(str(tmp_path / "other.png"))
    assert sheet.suffix == ".png"
    assert sheet.scale.isEnabled()


def test_choices_without_effect_are_grey(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, tmp_path: Path
) -> None:
    sheet = asked(host, appearance, digits(), tmp_path / "net.neuro")
    assert not sheet.weights.isEnabled()
    assert not sheet.only.isEnabled()
    scene = Scene(Still(xor()), appearance)
    scene.session.select({"h1", "w0"})
    sheet = DrawingSheet(host, appearance, scene, tmp_path / "net.neuro")
    assert sheet.weights.isEnabled()
    sheet.only.click()
    assert sheet.options.only == {"h1"}


@pytest.mark.parametrize(
    ("name", "told"),
    [("a.gif", "End the name in"), ("", "Give the file a name"), ("no/a.svg", "Try another place")],
)
def test_what_cannot_be_written_is_told_in_the_sheet(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, tmp_path: Path, name: str, told: str
) -> None:
    sheet = asked(host, appearance, digits(), tmp_path / "net.neuro")
    sheet.path.setText(str(tmp_path / name) if name else "")
    by_key(qtbot, Qt.Key.Key_Return)
    assert told in sheet.problem.text()
    assert sheet.problem.isVisible()
    assert sheet.isVisible()


def test_file_that_is_there_is_told(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, tmp_path: Path
) -> None:
    (tmp_path / "net.svg").write_text("old")
    sheet = asked(host, appearance, digits(), tmp_path / "net.neuro")
    assert sheet.replaces.isVisible()
    sheet.path.setText(str(tmp_path / "new.svg"))
    assert not sheet.replaces.isVisible()


def test_sheet_fits_a_small_window(
    qtbot: QtBot, host: QMainWindow, appearance: Appearance, tmp_path: Path
) -> None:
    sheet = asked(host, appearance, digits(), tmp_path / "net.neuro")
    host.resize(640, 400)
    qtbot.waitUntil(lambda: sheet.size() == QSize(640, 400))
    assert sheet.rect().contains(sheet.card.geometry())
    assert sheet.preview.height() >= 100
    sheet.legend.setFocus()  # it has to be scrolled to
    assert not sheet.legend.visibleRegion().isEmpty()


# -- the window --------------------------------------------------------------------------------------------------------
def command(window: MainWindow, text: str):
    return next(c for c in window.menus.commands if c.text == text)


def test_window_exports_and_says_so(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(qtbot, window)
    press(qtbot, window, Qt.Key.Key_E, CTRL | SHIFT)
    sheet = window.sheet
    assert isinstance(sheet, DrawingSheet)
    sheet.path.setText(str(tmp_path / "xor.svg"))
    by_key(qtbot, Qt.Key.Key_Return)
    assert "Hidden" in texts((tmp_path / "xor.svg").read_bytes())
    assert window.toasts.texts == ("Wrote xor.svg",)
    assert window.sheet is None


def test_drawing_is_copied_as_image_and_svg(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window)
    window.menus.run(command(window, "Copy the drawing"))
    mime = QApplication.clipboard().mimeData()
    whole = QApplication.clipboard().image()
    assert "Hidden" in texts(mime.data(formats.SVG_MIME).data())
    window.session.select({"dense1"})
    window.menus.run(command(window, "Copy the drawing"))
    assert QApplication.clipboard().image().width() < whole.width()
    assert "selected" in window.toasts.texts[-1]


def test_empty_canvas_offers_no_drawing(qtbot: QtBot, window: MainWindow) -> None:
    window.files.new()
    for text in ("Export the drawing…", "Copy the drawing"):
        assert not command(window, text).enabled()
    document, _ = edits.append(Document(), Dense(), None)
    window.session.apply("add Dense", document)
    assert command(window, "Copy the drawing").enabled()


# -- without a window --------------------------------------------------------------------------------------------------
def draw(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "draw", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_command_draws_with_what_was_learned(tmp_path: Path) -> None:
    document = xor()
    write(tmp_path / "net.neuro", Saved(document, {"w4/weight": np.array(4.25, np.float32)}))
    done = draw(tmp_path / "net.neuro", tmp_path / "net.svg", "--figure", "--theme", "print")
    assert (done.returncode, done.stderr) == (0, "")
    assert "4.25" in texts((tmp_path / "net.svg").read_bytes())


def test_command_draws_the_canvas_in_every_format(tmp_path: Path) -> None:
    write(tmp_path / "net.neuro", Saved(digits()))
    for suffix, start in ((".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF")):
        done = draw(tmp_path / "net.neuro", tmp_path / f"net{suffix}", "--scale", "1")
        assert (done.returncode, done.stderr) == (0, "")
        assert (tmp_path / f"net{suffix}").read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["net.neuro", "a.gif"], "End the name in .svg, .png or .pdf"),
        (["none.neuro", "a.svg"], "no such file"),
        (["net.neuro", "a.svg", "--theme", "pink"], "light, dark, print or transparent"),
        (["net.neuro", "no/a.svg"], "Try another place"),
        (["empty.neuro", "a.svg"], "nothing to draw"),
    ],
)
def test_command_refuses_with_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "net.neuro", Saved(digits()))
    write(tmp_path / "empty.neuro", Saved(Document()))
    done = draw(*arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert not list(tmp_path.glob("a.*"))
