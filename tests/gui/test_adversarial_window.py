"""An adversarial network in the window: steps of one player, settings of both, tints and names, the ways out."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.file import Saved, read, write
from core.document.graph import End
from core.document.players import players
from core.document.recipe import AdversarialRecipe, TrainingRecipe
from core.layers.real_or_fake import RealOrFake
from core.spec import fields
from core.training.trainer import Trainer
from gui.canvas.caption import Caption
from gui.canvas.tips import tip_at
from gui.canvas.view import CanvasView
from gui.colour import READABLE, contrast
from gui.dialogs.export import ExportedSheet, ExportSheet
from gui.dialogs.fuzzy import match
from gui.inspector import Inspector
from gui.main_window import MainWindow
from gui.session import Session
from gui.theme import DARK, LIGHT, Appearance, Theme
from gui.training.live import LivePopup
from gui.training.panel import ALONE, TrainingBar
from tests.core.examples import digits
from tests.core.imitations import clouds, told_digits
from tests.gui.window_hand import CTRL, choose_file, press


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(clouds())
    yield session
    session.close()


@pytest.fixture
def bar(session: Session, appearance: Appearance, qtbot: QtBot) -> TrainingBar:
    bar = TrainingBar(session, appearance)
    qtbot.addWidget(bar)
    bar.resize(1000, 56)
    bar.show()
    qtbot.waitUntil(lambda: session.snapshot.state == "ready")
    return bar


@pytest.fixture
def canvas(session: Session, appearance: Appearance, qtbot: QtBot) -> CanvasView:
    view = CanvasView(session, appearance)
    view.glider.enabled = False
    qtbot.addWidget(view)
    view.resize(1400, 700)
    view.show()
    return view


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def asked(session: Session, qtbot: QtBot, question: object) -> object:
    future = session.feed.call(question)
    qtbot.waitUntil(future.done)
    return future.result()


# -- training bar ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("side", ALONE)
def test_a_button_steps_one_player(bar: TrainingBar, session: Session, side: str, qtbot: QtBot) -> None:
    before = asked(session, qtbot, lambda trainer: trainer.network.parameters.copy())
    click(qtbot, bar.alone[side])
    click(qtbot, bar.alone[side])
    qtbot.waitUntil(lambda: session.snapshot.steps == 2)
    assert session.snapshot.state == "paused"

    def moved(trainer: Trainer) -> dict[str, bool]:
        changed = trainer.network.parameters != before
        return {name: bool(changed[trainer.network.span(name)].any()) for name in ALONE}

    assert asked(session, qtbot, moved) == {name: name == side for name in ALONE}
    click(qtbot, bar.step)
    qtbot.waitUntil(lambda: session.snapshot.steps == 3)
    assert asked(session, qtbot, moved) == dict.fromkeys(ALONE, True)


def test_a_step_alone_ends_a_running_training(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    click(qtbot, bar.play)
    qtbot.waitUntil(lambda: session.snapshot.state == "running")
    click(qtbot, bar.alone["generator"])
    qtbot.waitUntil(lambda: session.snapshot.state == "paused")


def test_a_step_alone_that_diverges_is_told_once(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    told: list[str] = []
    session.notice.connect(told.append)
    asked(session, qtbot, lambda trainer: trainer.network.parameters.fill(np.inf))
    click(qtbot, bar.alone["discriminator"])
    qtbot.waitUntil(lambda: session.snapshot.state == "diverged")
    assert len(told) == 1
    click(qtbot, bar.alone["discriminator"])
    qtbot.waitUntil(lambda: session.snapshot.state == "paused")  # from the good weights it goes on


def test_other_networks_have_no_such_buttons(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    assert all(button.isVisible() for button in bar.alone.values())
    commands = [command for command in bar.commands() if any(side in command.text for side in ALONE)]
    assert [command.shortcut for command in commands] == ["F8", "F9"]
    assert all(command.enabled() for command in commands)
    assert match("generator", commands[1].text) is not None
    session.open(digits())
    qtbot.waitUntil(lambda: session.snapshot.state == "ready")
    assert not any(button.isVisible() for button in bar.alone.values())
    assert not any(command.enabled() for command in commands)
    session.step_alone("generator")
    qtbot.waitUntil(lambda: session.snapshot.state == "ready")
    assert session.snapshot.steps == 0


def test_a_narrow_bar_keeps_play(bar: TrainingBar) -> None:
    for width in (900, 640, 400, 340):
        bar.resize(width, 56)
        bar.layout().activate()
        shown = [w for w in (bar.play, *bar._icons, bar.progress, bar.live) if w.isVisible()]
        boxes = sorted((w.geometry() for w in shown), key=lambda box: box.left())
        assert all(first.right() < second.left() for first, second in pairwise(boxes)), width
    assert not any(button.isVisible() for button in bar.alone.values())


def test_both_learning_rates_and_the_ratio_are_live(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    bar.resize(1300, 56)
    assert bar.live.text() == "Learning rate 0.001 · 0.004"
    click(qtbot, bar.live)
    popup = bar.live.findChild(LivePopup)
    assert popup is not None
    assert set(popup.generator.rows) == {f.name for f in fields(AdversarialRecipe) if f.live}
    titles = [row.label.text() for form in (popup.form, popup.generator) for row in form.rows.values()]
    assert {"Discriminator's learning rate", "Generator's learning rate", "Discriminator's turns"} <= set(
        titles
    )
    for form, name, text in (
        (popup.form, "learning_rate", "0.02"),
        (popup.generator, "learning_rate", "0.03"),
        (popup.generator, "ratio", "4"),
    ):
        box = form.rows[name].editor.head
        box.setFocus()
        box.selectAll()
        qtbot.keyClicks(box, text)
        qtbot.keyClick(box, Qt.Key.Key_Return)
    recipe = session.document.training
    assert recipe.learning_rate == 0.02
    assert (recipe.adversarial.learning_rate, recipe.adversarial.ratio) == (0.03, 4)
    assert bar.live.text() == "Learning rate 0.02 · 0.03"
    assert session.undo_stack.undoText() == "set discriminator's turns to 4"
    assert asked(session, qtbot, lambda trainer: trainer.recipe.adversarial.ratio) == 4
    box = popup.generator.rows["ratio"].editor.head
    box.selectAll()
    qtbot.keyClicks(box, "0")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert popup.generator.rows["ratio"].message.text()
    popup.close()


def test_other_networks_have_one_learning_rate(appearance: Appearance, qtbot: QtBot) -> None:
    session = Session(digits())
    bar = TrainingBar(session, appearance)
    qtbot.addWidget(bar)
    popup = LivePopup(session, appearance, bar)
    popup.show()
    assert not popup.generator.isVisible()
    assert popup.form.rows["learning_rate"].label.text() == "Learning rate"
    popup.close()
    session.close()


# -- inspector ---------------------------------------------------------------------------------------------------------
def test_the_training_page_says_whose_settings_they_are(session: Session, qtbot: QtBot) -> None:
    inspector = Inspector(session, Appearance())
    qtbot.addWidget(inspector)
    inspector.resize(320, 900)
    inspector.show()
    rows = inspector.document.forms["training"].rows
    group = next(f.name for f in fields(TrainingRecipe) if f.struct is AdversarialRecipe)
    assert rows[group].isVisible()
    assert rows["optimizer"].label.text() == "Discriminator's optimizer"
    assert rows["optimizer"].editor.head.accessibleName() == "Discriminator's optimizer"
    assert rows["batch_size"].label.text() == "Batch size"
    assert not rows["metrics"].isVisible()
    session.open(digits())
    assert rows["metrics"].isVisible()
    assert not rows[group].isVisible()
    assert rows["optimizer"].label.text() == "Optimizer"
    session.open(clouds())
    assert rows[group].isVisible()


# -- canvas ------------------------------------------------------------------------------------------------------------
def sides(canvas: CanvasView) -> dict[str, str]:
    return {name: item.look.side for name, item in canvas.canvas.nodes.items()}


def captions(canvas: CanvasView) -> dict[str, Caption]:
    return {item.side: item for item in canvas.canvas.items() if isinstance(item, Caption)}


def test_cards_are_tinted_and_both_players_named(canvas: CanvasView, session: Session) -> None:
    found = players(session.document.graph)
    assert found is not None
    wanted = {name: found.of(name) for name in session.document.graph.nodes}
    assert sides(canvas) == wanted
    assert set(wanted.values()) == {"", "generator", "discriminator"}
    named = captions(canvas)
    assert {side: item.anchor for side, item in named.items()} == {
        "generator": "noise1",
        "discriminator": min(
            found.discriminator, key=lambda n: sum(session.document.graph.nodes[n].position)
        ),
    }
    for item in named.values():
        assert item.pos() == canvas.canvas.nodes[item.anchor].pos()


def test_tints_follow_wires_and_go_with_them(canvas: CanvasView, session: Session) -> None:
    session.apply("remove", edits.remove(session.document, {"dense1"}))
    assert sides(canvas)["noise1"] == ""
    session.undo_stack.undo()
    assert sides(canvas)["noise1"] == "generator"
    divide = next(n.id for n in session.document.graph.nodes.values() if isinstance(n.spec, RealOrFake))
    session.apply("remove", edits.remove(session.document, {divide}))
    assert set(sides(canvas).values()) == {""}
    assert captions(canvas) == {}
    session.undo_stack.undo()
    assert set(captions(canvas)) == {"generator", "discriminator"}


def test_a_caption_goes_with_its_card(canvas: CanvasView, session: Session) -> None:
    canvas.canvas.place({"noise1": QPointF(-300.0, 40.0)})
    assert captions(canvas)["generator"].pos() == QPointF(-300.0, 40.0)
    session.apply("move", edits.move(session.document, {"noise1": (5000.0, 0.0)}))
    assert captions(canvas)["generator"].anchor != "noise1"


def test_what_both_players_are_told_belongs_to_neither(appearance: Appearance, qtbot: QtBot) -> None:
    session = Session(told_digits())
    view = CanvasView(session, appearance)
    qtbot.addWidget(view)
    fed = [node.id for node in session.document.graph.nodes.values() if node.spec.fed]
    assert len(fed) == 2
    assert {sides(view)[name] for name in fed} == {""}
    session.close()


def colours(canvas: CanvasView, name: str) -> set[str]:
    card = canvas.mapFromScene(canvas.canvas.nodes[name].pos() + QPointF(40.0, 52.0))
    image = canvas.viewport().grab().toImage()
    return {image.pixelColor(card.x() + dx, card.y()).name() for dx in range(4)}


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_tints_are_seen_in_both_themes(canvas: CanvasView, appearance: Appearance, theme: Theme) -> None:
    appearance.set_theme(theme)
    canvas.fit()
    QApplication.processEvents()
    for name, ground in (
        ("noise1", theme.generator_ground),
        ("verdict1", theme.discriminator_ground),
        ("input1", theme.raised),
    ):
        assert QColor(ground).name() in colours(canvas, name), name


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_tints_and_names_can_be_told_apart_and_read(theme: Theme) -> None:
    grounds = {theme.raised, theme.generator_ground, theme.discriminator_ground}
    assert len(grounds) == 3
    for text in (theme.text, theme.muted):
        assert all(contrast(text, ground) >= READABLE for ground in grounds)
    for text in (theme.generator_text, theme.discriminator_text):
        assert contrast(text, theme.canvas) >= READABLE
    for line in (theme.generator, theme.discriminator):
        assert contrast(line, theme.canvas) >= 3


def test_cards_tell_their_player(canvas: CanvasView) -> None:
    tip = tip_at(canvas, canvas.canvas.nodes["noise1"].pos() + QPointF(80.0, 30.0))
    assert tip.endswith("Part of the generator")


def test_an_image_wire_is_told_as_an_image(appearance: Appearance, qtbot: QtBot) -> None:
    session = Session(told_digits())
    inspector = Inspector(session, appearance)
    qtbot.addWidget(inspector)
    graph = session.document.graph
    source = next(w for w in graph.wires.values() if w.target == End("realorfake1", "real"))
    session.select({source.id})
    inspector.show()
    assert inspector.wires.facts.facts()["Carries"] == "8×8×1 image"
    session.close()


# -- ways out ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("document", [clouds, told_digits], ids=["clouds", "told"])
def test_the_generator_is_exported(
    document: object, qtbot: QtBot, appearance: Appearance, tmp_path: Path
) -> None:
    session, host = Session(document()), QMainWindow()
    qtbot.addWidget(host)
    host.setCentralWidget(QWidget())
    host.resize(900, 700)
    host.show()
    qtbot.waitUntil(lambda: session.snapshot.state == "ready")
    sheet = ExportSheet(host, appearance, session, tmp_path / "forger.neuro")
    with qtbot.waitSignal(sheet.finished, timeout=20_000):
        click(qtbot, sheet.start)
    assert host.findChild(ExportedSheet) is not None
    names = {port.name for port in onnxruntime.InferenceSession(tmp_path / "forger.onnx").get_inputs()}
    assert names == ({"noise"} if document is clouds else {"noise", "label"})
    session.close()


@pytest.fixture
def window(qtbot: QtBot, session: Session, appearance: Appearance, settings: object) -> MainWindow:
    window = MainWindow(session, appearance, settings)
    qtbot.addWidget(window, before_close_func=lambda w: w.files.new())
    window.resize(1600, 1000)
    with qtbot.waitSignal(window.painted):
        window.show()
    window.load()
    return window


def test_it_is_saved_and_opened_with_its_views(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    session = window.session
    write(tmp_path / "new.neuro", Saved(clouds()))
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    press(qtbot, window, Qt.Key.Key_O, CTRL)
    choose_file(qtbot, window, tmp_path / "new.neuro")
    qtbot.waitUntil(lambda: session.snapshot.state == "ready")
    qtbot.waitUntil(lambda: not window.workbench.panels.docks["generated"].isHidden())
    session.step()
    qtbot.waitUntil(lambda: session.snapshot.steps == 1)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    with qtbot.waitSignal(window.files.saved):
        press(qtbot, window, Qt.Key.Key_S, CTRL)
    saved = read(tmp_path / "new.neuro")
    assert saved.document == session.document
    assert saved.thumbnail is not None
    assert saved.run is not None
    assert saved.run["updates"] == {"discriminator": 1, "generator": 1}
