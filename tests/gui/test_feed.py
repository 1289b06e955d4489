"""The window's side of a training: newest snapshots only, nothing lost, nothing queued."""

import time
from collections.abc import Iterator
from concurrent.futures import CancelledError

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.document import Document
from core.probes.gallery import Gallery
from core.probes.weights import Weights
from core.training.snapshot import Snapshot
from core.training.trainer import Trainer
from gui.session import Session
from gui.training.feed import Feed
from tests.core.examples import digits, gate


def endless(document: Document) -> Document:
    return replace(document, training=replace(document.training, epochs=1_000_000))


@pytest.fixture
def feed(qtbot: QtBot) -> Iterator[Feed]:
    feed = Feed()
    feed.start(endless(gate()))
    yield feed
    feed.stop()


def arrived(feed: Feed, qtbot: QtBot, state: str) -> Snapshot:
    with qtbot.waitSignal(feed.arrived, check_params_cb=lambda snapshot: snapshot.state == state) as signal:
        pass
    return signal.args[0]


def test_what_is_wanted_comes_also_at_rest(feed: Feed, qtbot: QtBot) -> None:
    assert arrived(feed, qtbot, "ready").results == {}
    feed.want("view", frozenset({Weights()}))
    assert set(arrived(feed, qtbot, "ready").results) == {Weights()}
    feed.want("other", frozenset({Gallery()}))
    assert set(arrived(feed, qtbot, "ready").results) == {Weights(), Gallery()}


def test_nobody_wants_for_another(feed: Feed, qtbot: QtBot) -> None:
    for owner in ("one", "two"):
        feed.want(owner, frozenset({Weights()}))
    feed.want("one", frozenset())
    feed.refresh()
    assert set(arrived(feed, qtbot, "ready").results) == {Weights()}
    feed.want("two", frozenset())
    feed.refresh()
    qtbot.waitUntil(lambda: feed.mailbox.probes() == frozenset())


def test_no_queue_grows_while_it_trains(feed: Feed, qtbot: QtBot) -> None:
    seen: list[Snapshot] = []
    feed.arrived.connect(seen.append)
    feed.control.play()
    start = time.perf_counter()
    qtbot.waitUntil(lambda: bool(seen) and seen[-1].steps > 2_000, timeout=20_000)
    assert len(seen) <= 5 + 45 * (time.perf_counter() - start)
    assert [s.steps for s in seen] == sorted(s.steps for s in seen)


def test_only_the_newest_of_quick_edits_counts_and_none_is_lost(feed: Feed, qtbot: QtBot) -> None:
    feed.control.play()
    document = endless(gate())
    for units in range(2, 40):
        document = edits.set_field(document, "dense1", "units", units)
        feed.update(document)
    future = feed.call(lambda trainer: trainer.network.views()["dense1/weight"].shape)
    qtbot.waitUntil(future.done)
    assert future.result() == (2, 39)


def test_moving_a_node_is_no_edit_for_the_training(feed: Feed, qtbot: QtBot) -> None:
    before = feed.call(lambda trainer: trainer.document)
    feed.update(edits.move(endless(gate()), {"dense1": (500.0, 0.0)}))
    after = feed.call(lambda trainer: trainer.document)
    qtbot.waitUntil(after.done)
    assert after.result() is before.result()


def test_a_failing_job_is_reported(feed: Feed, qtbot: QtBot) -> None:
    def fail(trainer: Trainer) -> None:
        raise ValueError("no good")

    with qtbot.waitSignal(feed.failed) as failed:
        feed.call(fail)
    assert failed.args == ["no good"]


@pytest.mark.parametrize("document", [gate(), digits()], ids=["gate", "digits"])
def test_stopping_while_it_trains_takes_a_moment(document: Document, qtbot: QtBot) -> None:
    feed = Feed()
    feed.start(endless(document))
    feed.want("view", frozenset({Weights(), Gallery()}))
    feed.control.play()
    with qtbot.waitSignal(feed.arrived, check_params_cb=lambda snapshot: snapshot.steps > 50):
        pass
    start = time.perf_counter()
    feed.stop()
    assert time.perf_counter() - start < 0.5
    assert not feed.active


def test_jobs_after_the_end_are_cancelled(feed: Feed) -> None:
    feed.stop()
    with pytest.raises(CancelledError):
        feed.call(lambda trainer: trainer.steps).result(1)
    feed.stop()


def test_it_starts_again_with_another_document(feed: Feed, qtbot: QtBot) -> None:
    feed.want("view", frozenset({Weights()}))
    feed.control.play()
    arrived(feed, qtbot, "running")
    feed.start(digits())
    snapshot = arrived(feed, qtbot, "ready")
    assert snapshot.epochs == 3
    assert len(snapshot.results[Weights()]) == 4


def test_all_cores_or_all_but_one(feed: Feed) -> None:
    usual = feed.cores
    assert not feed.all_cores
    feed.all_cores = True
    assert feed.cores >= usual
    feed.all_cores = False
    assert feed.cores == usual


def test_training_gives_way_while_a_window_paints(feed: Feed, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    feed.favour(window)
    QApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))
    assert feed.control.held
    qtbot.waitUntil(lambda: not feed.control.held)
    feed.control.play()
    assert arrived(feed, qtbot, "running").state == "running"


def test_a_network_with_a_gap_does_not_train(qtbot: QtBot) -> None:
    session = Session(endless(gate()))
    qtbot.waitUntil(lambda: session.snapshot.state == "ready")
    session.play()
    qtbot.waitUntil(lambda: session.snapshot.steps > 5)
    session.apply("remove the output", edits.remove(session.document, {"output1"}))
    assert session.snapshot.state == "blocked"
    session.play()
    session.step()
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: session.snapshot.state == "paused")
    rested = session.feed.call(lambda trainer: trainer.steps)
    qtbot.waitUntil(rested.done)
    again = session.feed.call(lambda trainer: trainer.steps)
    qtbot.waitUntil(again.done)
    assert again.result() == rested.result()
    session.close()


def test_a_layer_can_be_edited_while_it_trains(qtbot: QtBot) -> None:
    session = Session(endless(gate()))
    session.play()
    qtbot.waitUntil(lambda: session.snapshot.steps > 5)
    session.apply("set units to 9", edits.set_field(session.document, "dense1", "units", 9))
    before = session.snapshot.steps
    qtbot.waitUntil(lambda: session.snapshot.steps > before + 10 and session.snapshot.state == "running")
    shape = session.feed.call(lambda trainer: trainer.network.views()["dense1/weight"].shape)
    qtbot.waitUntil(shape.done)
    assert shape.result() == (2, 9)
    session.close()


def test_new_weights_can_be_undone(qtbot: QtBot) -> None:
    session = Session(endless(gate()))
    qtbot.waitUntil(lambda: session.snapshot.state == "ready")

    def weights() -> np.ndarray:
        future = session.feed.call(lambda trainer: trainer.network.parameters.copy())
        qtbot.waitUntil(future.done)
        return future.result()

    first = weights()
    session.new_weights()
    assert session.undo_stack.undoText() == "draw new weights (seed 2)"
    second = weights()
    assert not np.array_equal(first, second)
    session.undo_stack.undo()
    assert np.array_equal(weights(), first)
    session.close()
