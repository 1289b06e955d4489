"""The training bar: real clicks on real buttons steer a real training thread."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.optimizers.sgd import SGD
from gui.session import Session
from gui.theme import LIGHT, Appearance
from gui.training.live import LivePopup
from gui.training.panel import TrainingBar
from tests.core.examples import digits


def long_run(**changes: object) -> Document:
    return digits(training=replace(TrainingRecipe(batch_size=64, epochs=100_000), **changes))


@pytest.fixture
def session() -> Iterator[Session]:
    session = Session(long_run())
    yield session
    session.close()


@pytest.fixture
def bar(session: Session, qtbot: QtBot) -> TrainingBar:
    bar = TrainingBar(session, Appearance())
    qtbot.addWidget(bar)
    bar.resize(800, 56)
    bar.show()
    qtbot.waitUntil(lambda: session.snapshot.state == "ready")
    return bar


def click(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_play_and_pause(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    assert bar.where.text() == "Ready"
    click(qtbot, bar.play)
    qtbot.waitUntil(lambda: session.snapshot.state == "running" and session.snapshot.steps > 20)
    assert bar.play.text() == "Pause"
    assert "of 100000" in bar.where.text()
    click(qtbot, bar.play)
    qtbot.waitUntil(lambda: session.snapshot.state == "paused")
    assert bar.play.text() == "Play"


def test_one_step_and_one_epoch(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    click(qtbot, bar.step)
    qtbot.waitUntil(lambda: session.snapshot.steps == 1)
    assert session.snapshot.state == "paused"
    click(qtbot, bar.epoch)
    qtbot.waitUntil(lambda: session.snapshot.epoch == 1)
    assert session.snapshot.fraction == 0


def test_reset_and_new_weights(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    click(qtbot, bar.epoch)
    qtbot.waitUntil(lambda: session.snapshot.epoch == 1)
    click(qtbot, bar.reset)
    qtbot.waitUntil(lambda: session.snapshot.steps == 0)
    seed = session.document.training.seed
    click(qtbot, bar.fresh)
    qtbot.waitUntil(lambda: session.snapshot.seed not in (0, seed))
    assert session.snapshot.seed == session.document.training.seed
    assert f"seed {session.snapshot.seed}" in bar.speed.text()
    assert "draw new weights" in session.undo_stack.undoText()


def test_a_gap_in_the_network_is_said_and_disables_play(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    session.apply("remove", edits.remove(session.document, {"output1"}))
    assert not bar.play.isEnabled()
    assert "Add Output" in bar.speed.toolTip()
    session.undo_stack.undo()
    qtbot.waitUntil(bar.play.isEnabled)


def test_divergence_is_told(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    recipe = replace(session.document.training, optimizer=SGD(), learning_rate=100.0, l2=10.0)
    session.apply("go wild", replace(session.document, training=recipe))
    with qtbot.waitSignal(session.notice) as notice:
        click(qtbot, bar.play)
    assert "smaller learning rate" in notice.args[0]
    assert bar.where.text().startswith("Stopped")


def test_live_fields_are_edited_while_it_runs(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    click(qtbot, bar.play)
    qtbot.waitUntil(lambda: session.snapshot.state == "running")
    popup = LivePopup(session, Appearance(), bar)
    assert set(popup.form.rows) == {"learning_rate", "batch_size", "l1", "l2"}
    box = popup.form.rows["batch_size"].editor.head
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "16")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert session.document.training.batch_size == 16
    popup.close()


def test_narrow_bars_show_icons_alone(bar: TrainingBar, qtbot: QtBot) -> None:
    assert bar.step.text() == "Step"
    bar.resize(500, 56)
    qtbot.waitUntil(lambda: bar.step.text() == "")
    assert not bar.step.icon().isNull()
    assert bar.step.accessibleName() == "Step"


def test_the_theme_can_change(session: Session, qtbot: QtBot) -> None:
    appearance = Appearance()
    bar = TrainingBar(session, appearance)
    qtbot.addWidget(bar)
    appearance.set_theme(LIGHT)
    assert bar.grab().toImage().pixelColor(2, 2).isValid()
