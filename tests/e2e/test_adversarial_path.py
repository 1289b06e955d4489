"""Someone curious: opens a generator of points, watches it learn, meddles, saves it and takes it away."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from pytestqt.qtbot import QtBot

from core.document.file import read
from core.training.checkpoint import restore
from core.training.likeness import divergences
from core.training.trainer import Trainer
from gui.main_window import MainWindow
from gui.start_page import RecentFile
from gui.training.live import LivePopup
from gui.views.generated import GeneratedView
from tests.e2e.desk import Desk
from tests.e2e.hand import Hand

pytestmark = pytest.mark.e2e


@pytest.fixture
def clouds(window: MainWindow, hand: Hand, qtbot: QtBot) -> Desk:
    """At the example, after one click on the start page."""
    page = window.start
    card = next(c for c in page.cards if c.template.title == "GAN: two clouds")
    hand.bring(page, card)
    hand.click(card)
    qtbot.waitUntil(lambda: window.at_work and window.session.snapshot.state == "ready")
    return Desk(window, hand, qtbot)


def shown_divergence(desk: Desk) -> float:
    """The figure beside the title of the view; above 1, which it cannot be, before there is one."""
    readout = desk.dock(GeneratedView).bar.readout.text()
    return float(readout.removeprefix("JS ")) if readout.startswith("JS ") else 2.0


def set_epochs(desk: Desk, epochs: int) -> None:
    """In the inspector, far down the page."""
    before, inspector = desk.session.document, desk.bench.inspector
    editor = inspector.document.forms["training"].rows["epochs"].editor.head
    desk.hand.bring(inspector, editor)
    assert desk.session.document is before  # the wheel turns pages, not settings
    desk.type_into(editor, str(epochs))
    desk.qtbot.waitUntil(lambda: desk.session.document.training.epochs == epochs)


def set_ratio(desk: Desk, ratio: int) -> None:
    """In the small window of what can be turned while it runs."""
    desk.hand.click(desk.bench.training.live)
    desk.qtbot.waitUntil(lambda: desk.bench.training.live.findChild(LivePopup) is not None)
    popup = desk.bench.training.live.findChild(LivePopup)
    desk.type_into(popup.generator.rows["ratio"].editor.head, str(ratio))
    desk.qtbot.waitUntil(lambda: desk.session.document.training.adversarial.ratio == ratio)
    desk.hand.key("Escape")
    desk.qtbot.waitUntil(lambda: desk.bench.training.live.findChild(LivePopup) is None)


def updates(desk: Desk) -> dict[str, int]:
    """How often each player has learned."""
    future = desk.session.feed.call(
        lambda trainer: {name: p.updater.steps for name, p in trainer.players.items()}
    )
    desk.qtbot.waitUntil(future.done)
    return future.result()


def test_a_generator_learns_is_meddled_with_saved_and_exported(
    clouds: Desk, hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    session, window, bar = clouds.session, clouds.window, clouds.bench.training
    set_epochs(clouds, 1_000)  # time enough to meddle with it on the fastest machine
    hand.click(bar.play)
    qtbot.waitUntil(lambda: shown_divergence(clouds) <= 1, timeout=20_000)
    first = shown_divergence(clouds)
    set_ratio(clouds, 3)
    assert session.snapshot.state == "running"
    hand.key("ctrl+z")
    qtbot.waitUntil(lambda: session.document.training.adversarial.ratio == 1)
    qtbot.waitUntil(lambda: shown_divergence(clouds) < first / 3, timeout=60_000)
    hand.click(bar.play)
    qtbot.waitUntil(lambda: session.snapshot.state == "paused")

    before = updates(clouds)
    assert before["discriminator"] > before["generator"]  # while it had three turns
    for side, button in bar.alone.items():
        steps = session.snapshot.steps
        hand.click(button)
        qtbot.waitUntil(lambda steps=steps: session.snapshot.steps == steps + 1)
        assert updates(clouds) == {**before, side: before[side] + 1}
        before = updates(clouds)

    saved_to, exported_to = tmp_path / "clouds.neuro", tmp_path / "clouds.onnx"
    clouds.save(saved_to)
    hand.key("ctrl+shift+n")
    qtbot.waitUntil(lambda: not window.at_work)
    row = next(row for row in window.start.findChildren(RecentFile) if row.path == saved_to)
    with qtbot.waitSignal(window.files.begun):
        hand.click(row)
    qtbot.waitUntil(lambda: window.at_work and session.snapshot.state == "paused")
    assert updates(clouds) == before
    clouds.export(exported_to)

    saved = read(saved_to)
    trainer = Trainer(saved.document)
    restore(trainer, saved.arrays, saved.run, saved.history)
    noise = np.random.default_rng(7).standard_normal((5_000, 8), np.float32)
    (made,) = onnxruntime.InferenceSession(exported_to).run(None, {"noise": noise})
    np.testing.assert_allclose(made, trainer.network.predict(noise), rtol=1e-5, atol=1e-5)
    bounds = saved.document.data.source.bounds
    assert divergences(trainer.data.train.raw(5_000), made, bounds)[1] < first / 2
