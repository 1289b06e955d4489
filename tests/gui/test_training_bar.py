"""The training bar: real clicks on real buttons steer a real training thread."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.document import Document
from core.document.recipe import Stopping, TrainingRecipe
from core.optimizers.sgd import SGD
from core.spec import fields
from core.training.snapshot import Snapshot, State
from gui.session import Session
from gui.theme import LIGHT, Appearance
from gui.training.live import LivePopup
from gui.training.panel import TrainingBar
from gui.training.progress import share_done, words
from tests.core.examples import digits


def long_run(**changes: object) -> Document:
    return digits(training=replace(TrainingRecipe(batch_size=64, epochs=100_000), **changes))


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(long_run())
    yield session
    session.close()


@pytest.fixture
def bar(session: Session, appearance: Appearance, qtbot: QtBot) -> TrainingBar:
    bar = TrainingBar(session, appearance)
    qtbot.addWidget(bar)
    bar.resize(900, 56)
    bar.show()
    qtbot.waitUntil(lambda: session.snapshot.state == "ready")
    return bar


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def reaches(session: Session, qtbot: QtBot, state: State) -> None:
    qtbot.waitUntil(lambda: session.snapshot.state == state, timeout=20_000)


def test_play_and_pause(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    assert bar.progress.head == "Ready"
    click(qtbot, bar.play)
    qtbot.waitUntil(lambda: session.snapshot.state == "running" and session.snapshot.steps > 20)
    assert bar.play.text() == "Pause"
    assert "of 100,000" in bar.progress.head
    qtbot.waitUntil(lambda: "steps/s" in bar.progress.rest)
    click(qtbot, bar.play)
    reaches(session, qtbot, "paused")
    assert bar.play.text() == "Play"


def test_five_quick_clicks_are_five_steps(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    for _ in range(5):
        click(qtbot, bar.step)
    qtbot.waitUntil(lambda: session.snapshot.steps == 5 and session.snapshot.state == "paused")
    assert bar.progress.rest == "5 steps done"


def test_one_epoch(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    click(qtbot, bar.step)
    click(qtbot, bar.epoch)
    qtbot.waitUntil(lambda: session.snapshot.epoch == 1)
    assert session.snapshot.fraction == 0
    reaches(session, qtbot, "paused")


def test_reset_brings_back_the_same_weights(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    click(qtbot, bar.epoch)
    qtbot.waitUntil(lambda: session.snapshot.epoch == 1)
    click(qtbot, bar.reset)
    qtbot.waitUntil(lambda: session.snapshot.steps == 0 and session.snapshot.state == "ready")
    assert session.undo_stack.count() == 0


def test_new_weights_are_those_of_another_seed(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    click(qtbot, bar.epoch)
    qtbot.waitUntil(lambda: session.snapshot.epoch == 1)
    assert bar.fresh.text() == "1"
    click(qtbot, bar.fresh)
    qtbot.waitUntil(lambda: session.snapshot.seed == 2 and session.snapshot.steps == 0)
    assert bar.fresh.text() == "2"
    assert "seed 2" in bar.fresh.toolTip()
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: session.snapshot.seed == 1)
    assert bar.fresh.text() == "1"


def test_a_gap_in_the_network_is_told_and_stops_the_buttons(
    bar: TrainingBar, session: Session, qtbot: QtBot
) -> None:
    click(qtbot, bar.play)
    reaches(session, qtbot, "running")
    session.apply("remove", edits.remove(session.document, {"output1"}))
    assert not bar.play.isEnabled()
    assert not bar.step.isEnabled()
    assert bar.play.text() == "Play"
    assert bar.progress.head == "Not ready yet"
    assert "Add Output" in bar.progress.rest
    session.undo_stack.undo()
    qtbot.waitUntil(bar.play.isEnabled)
    assert bar.step.isEnabled()


def test_divergence_is_told_once_with_the_remedy(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    told: list[str] = []
    session.notice.connect(told.append)
    recipe = replace(session.document.training, optimizer=SGD(), learning_rate=100.0, l2=10.0)
    session.apply("go wild", replace(session.document, training=recipe))
    click(qtbot, bar.play)
    reaches(session, qtbot, "diverged")
    session.feed.refresh()
    qtbot.waitUntil(lambda: bool(told))
    assert bar.progress.head.startswith("Stopped")
    assert "smaller learning rate" in bar.progress.toolTip()
    calm = replace(recipe, learning_rate=0.01, l2=0.0)
    session.apply("calm down", replace(session.document, training=calm))
    qtbot.waitUntil(lambda: session.snapshot.state != "diverged")
    assert len(told) == 1
    assert "smaller learning rate" in told[0]


def test_why_a_run_ended_early_is_told(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    recipe = replace(session.document.training, stopping=Stopping(accuracy=0.2))
    session.apply("stop early", replace(session.document, training=recipe))
    click(qtbot, bar.play)
    reaches(session, qtbot, "finished")
    assert "accuracy reached" in bar.progress.rest
    assert bar.play.isEnabled()


def test_live_fields_are_edited_while_it_runs(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    click(qtbot, bar.play)
    reaches(session, qtbot, "running")
    assert bar.live.text() == "Learning rate 0.001"
    click(qtbot, bar.live)
    popup = bar.live.findChild(LivePopup)
    assert popup is not None
    assert popup.isVisible()
    assert set(popup.form.rows) == {field.name for field in fields(TrainingRecipe) if field.live}
    for name, text in (("batch_size", "16"), ("learning_rate", "0.01")):
        box = popup.form.rows[name].editor.head
        box.setFocus()
        box.selectAll()
        qtbot.keyClicks(box, text)
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert session.document.training.batch_size == 16
    assert bar.live.text() == "Learning rate 0.01"
    future = session.feed.call(lambda trainer: trainer.recipe.batch_size)
    qtbot.waitUntil(future.done)
    assert future.result() == 16
    popup.close()


def test_a_bad_value_is_refused_where_it_was_typed(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    popup = LivePopup(session, bar._appearance, bar)
    row = popup.form.rows["batch_size"]
    qtbot.keyClicks(row.editor.head, "-3")
    qtbot.keyClick(row.editor.head, Qt.Key.Key_Return)
    assert session.document.training.batch_size == 64
    assert row.message.text()
    popup.close()


@pytest.mark.parametrize(
    ("width", "words_shown", "fresh", "live"),
    [(1200, True, True, True), (640, False, True, True), (310, False, False, False)],
)
def test_narrow_bars_leave_out_words_then_buttons(
    bar: TrainingBar, qtbot: QtBot, width: int, words_shown: bool, fresh: bool, live: bool
) -> None:
    bar.resize(width, 56)
    assert (bar.step.text() == "Step") is words_shown
    assert bar.fresh.isVisible() is fresh
    assert bar.live.isVisible() is live
    assert bar.play.text() == "Play"
    assert bar.step.accessibleName() == "Step"
    assert not bar.step.icon().isNull()
    bar.resize(1200, 56)
    assert bar.step.text() == "Step"
    assert bar.live.isVisible()


def test_commands_do_what_the_buttons_do(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    commands = {command.text: command for command in bar.commands()}
    shortcuts = [command.shortcut for command in commands.values() if command.shortcut]
    assert len(set(shortcuts)) == len(shortcuts)
    play = commands["Play or pause"]
    assert play.enabled is not None
    assert play.enabled()
    assert play.live_text is not None
    assert play.live_text() == "Play"
    play.run()
    reaches(session, qtbot, "running")
    assert play.live_text() == "Pause"
    play.run()
    reaches(session, qtbot, "paused")
    steps = session.snapshot.steps
    commands["One step"].run()
    qtbot.waitUntil(lambda: session.snapshot.steps == steps + 1)
    commands["New weights"].run()
    assert session.document.training.seed == 2
    session.apply("remove", edits.remove(session.document, {"output1"}))
    assert not play.enabled()


def test_full_speed_can_be_switched(bar: TrainingBar, session: Session) -> None:
    command = next(c for c in bar.commands() if c.checked is not None)
    assert not command.checked()
    command.run()
    assert command.checked()
    assert session.feed.all_cores
    command.run()
    assert not session.feed.all_cores


def test_a_running_training_moves_no_layout(bar: TrainingBar, session: Session, qtbot: QtBot) -> None:
    places = [bar.progress.geometry(), bar.reset.geometry(), bar.live.geometry()]
    click(qtbot, bar.play)
    qtbot.waitUntil(lambda: session.snapshot.epoch > 3)
    assert [bar.progress.geometry(), bar.reset.geometry(), bar.live.geometry()] == places


def test_the_theme_can_change(bar: TrainingBar) -> None:
    QApplication.processEvents()
    before = bar.grab().toImage()
    bar._appearance.set_theme(LIGHT)
    assert bar.grab().toImage() != before


@pytest.mark.parametrize(
    ("snapshot", "head", "rest"),
    [
        (Snapshot(state="preparing"), "Getting ready …", ""),
        (Snapshot(state="ready", epochs=20), "Ready", "20 epochs to go"),
        (
            Snapshot(
                state="running", epoch=6, fraction=0.5, epochs=20, steps_per_second=1240.0, seconds_left=18.2
            ),
            "Epoch 7 of 20",
            "1,240 steps/s · 18 s left",
        ),
        (
            Snapshot(state="running", epoch=0, epochs=20, steps_per_second=2.5, seconds_left=130.0),
            "Epoch 1 of 20",
            "2.5 steps/s · 2 min 10 s left",
        ),
        (Snapshot(state="running", epoch=0, epochs=20), "Epoch 1 of 20", ""),
        (Snapshot(state="paused", epoch=7, epochs=20, steps=1), "Epoch 7 of 20", "1 step done"),
        (Snapshot(state="finished", epoch=1000, epochs=1000), "All 1,000 epochs done", ""),
        (Snapshot(state="finished", epoch=3, epochs=9, message="Enough."), "Epoch 3 of 9", "Enough."),
        (Snapshot(state="blocked", message="Add Data."), "Not ready yet", "Add Data."),
    ],
)
def test_progress_in_words(snapshot: Snapshot, head: str, rest: str) -> None:
    assert words(snapshot) == (head, rest)


@pytest.mark.parametrize(
    ("snapshot", "share"),
    [
        (Snapshot(state="blocked"), 0),
        (Snapshot(state="running", epoch=1, fraction=0.5, epochs=3), 0.5),
        (Snapshot(state="finished", epoch=3, epochs=3), 1),
    ],
)
def test_progress_as_a_share(snapshot: Snapshot, share: float) -> None:
    assert share_done(snapshot) == share
