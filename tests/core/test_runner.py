"""The training thread: real threads, commands in any order, no deadlock, and never another result."""

import random
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from threadpoolctl import threadpool_info

from core.data.base import Dataset
from core.data.recipe import DataRecipe
from core.data.sources.csv_file import CSVFile
from core.data.sources.logic_gate import LogicGate
from core.document import edits
from core.document.document import Document
from core.document.recipe import Stopping
from core.errors import DocumentError, FileError
from core.optimizers.sgd import SGD
from core.probes import discover_probes
from core.probes.base import Probe
from core.probes.weights import Weights
from core.training.control import LONGEST_HOLD
from core.training.evaluate import Interrupted
from core.training.trainer import Trainer
from tests.core.examples import digits, gate
from tests.core.running import PATIENCE, Run, running

ALL_PROBES = frozenset(probe() for probe in discover_probes())


def with_training(document: Document, **changes: object) -> Document:
    return replace(document, training=replace(document.training, **changes))


def endless() -> Document:
    return with_training(gate(), epochs=1_000_000)


def parameters(trainer: Trainer) -> Any:
    return trainer.network.parameters.copy()


def trained(document: Document) -> Trainer:
    trainer = Trainer(document)
    for _ in trainer.run():
        pass
    return trainer


def test_watching_changes_no_bit_of_a_run() -> None:
    alone = trained(digits())
    with running(digits(), ALL_PROBES) as run:
        run.control.play()
        last = run.until_state("finished")
        assert np.array_equal(run.ask(parameters), alone.network.parameters)
    assert last.epoch == last.epochs == 3
    for name, column in alone.history.columns().items():
        assert np.array_equal(last.history[name], column)


def test_pauses_change_no_bit_of_a_run() -> None:
    alone = trained(digits())
    with running(digits()) as run:
        for _ in range(5):
            run.control.play(steps=3)
            run.settled()
            run.control.play()
            run.control.pause()
            run.settled()
        run.control.play()
        run.until_state("finished")
        assert np.array_equal(run.ask(parameters), alone.network.parameters)


def test_it_begins_ready_and_untrained() -> None:
    with running(endless()) as run:
        snapshot = run.until_state("ready")
        assert (snapshot.steps, snapshot.epoch, snapshot.seed) == (0, 0, 1)
        assert np.isnan(snapshot.loss)


def test_steps_that_are_asked_for_quickly_all_happen() -> None:
    with running(endless()) as run:
        for _ in range(5):
            run.control.play(steps=1)
        snapshot = run.settled()
        assert (snapshot.state, snapshot.steps) == ("paused", 5)


def test_epochs_end_at_their_end() -> None:
    with running(digits()) as run:
        run.control.play(steps=2)
        run.control.play(epochs=1)
        snapshot = run.settled()
        assert (snapshot.epoch, snapshot.fraction, snapshot.state) == (1, 0.0, "paused")
        run.control.play(epochs=1)
        run.control.play(epochs=1)
        assert run.settled().epoch == 3


def test_a_step_asked_for_while_running_ends_the_running() -> None:
    with running(endless()) as run:
        run.control.play()
        run.until(lambda snapshot: snapshot.steps > 10)
        run.control.play(steps=1)
        assert run.settled().state == "paused"


def test_pause_and_play_on() -> None:
    with running(endless()) as run:
        run.control.play()
        run.until(lambda snapshot: snapshot.steps > 10)
        run.control.pause()
        rested = run.settled()
        assert rested.state == "paused"
        assert run.settled().steps == rested.steps
        run.control.play()
        assert run.until(lambda snapshot: snapshot.steps > rested.steps).state == "running"


def test_a_finished_run_goes_on_for_as_long_again() -> None:
    with running(with_training(gate(), epochs=4)) as run:
        run.control.play()
        assert run.until_state("finished").epoch == 4
        run.control.play()
        snapshot = run.until(lambda s: s.state == "finished" and s.epoch > 4)
        assert (snapshot.epoch, snapshot.epochs) == (8, 8)
        run.control.play(steps=1)
        assert run.settled().steps == 9


def test_the_reason_of_an_early_end_is_told() -> None:
    document = with_training(gate(), epochs=10_000, stopping=Stopping(accuracy=0.5))
    with running(document) as run:
        run.control.play()
        assert "accuracy reached" in run.until_state("finished").message


def test_reset_brings_back_the_first_weights() -> None:
    with running(endless()) as run:
        first = run.ask(parameters)
        run.control.play(steps=20)
        run.settled()
        assert not np.array_equal(run.ask(parameters), first)
        run.ask(Trainer.reset)
        snapshot = run.settled()
        assert (snapshot.state, snapshot.steps) == ("ready", 0)
        assert np.array_equal(run.ask(parameters), first)


def test_edits_are_taken_up_while_it_runs() -> None:
    document = endless()
    with running(document) as run:
        run.control.play()
        run.until(lambda snapshot: snapshot.steps > 10)
        for units in (5, 6, 7):
            document = edits.set_field(document, "dense1", "units", units)
            run.control.edit(document)
        assert run.ask(lambda trainer: trainer.document) == document
        before = run.ask(lambda trainer: trainer.steps)
        assert run.until(lambda snapshot: snapshot.steps > before).state == "running"


def test_another_seed_is_another_run_and_back_again_the_first() -> None:
    document = endless()
    with running(document) as run:
        first = run.ask(parameters)
        run.control.play(steps=3)
        run.settled()
        run.control.edit(with_training(document, seed=2))
        snapshot = run.settled()
        assert (snapshot.seed, snapshot.steps, snapshot.state) == (2, 0, "ready")
        assert not np.array_equal(run.ask(parameters), first)
        run.control.edit(document)
        assert np.array_equal(run.ask(parameters), first)


def test_other_data_is_announced_while_it_is_loaded() -> None:
    document, inside, leave = endless(), threading.Event(), threading.Event()

    class Slow(LogicGate, frozen=True, kw_only=True, tag="slow-gate"):
        """Takes as long to load as the test wants."""

        def load(self, seed: int) -> Dataset:
            inside.set()
            leave.wait(PATIENCE)
            return super().load(seed)

    with running(document) as run:
        run.control.play(steps=70)
        rested = run.settled()
        run.control.edit(replace(document, data=replace(document.data, source=Slow())))
        assert inside.wait(PATIENCE)
        preparing = run.mailbox.take()
        leave.set()
        assert preparing is not None
        assert (preparing.state, preparing.steps) == ("preparing", 70)
        assert preparing.history.keys() == rested.history.keys()
        assert run.settled().state == "paused"


def test_data_that_cannot_be_loaded_blocks_until_it_is_mended() -> None:
    document = endless()
    with running(document) as run:
        run.control.play(steps=5)
        run.settled()
        run.control.edit(replace(document, data=DataRecipe(source=CSVFile(path="/nowhere.csv"))))
        blocked = run.settled()
        assert blocked.state == "blocked"
        assert "/nowhere.csv" in blocked.message
        run.control.play()
        assert run.settled().state == "blocked"
        run.control.edit(document)
        mended = run.settled()
        assert (mended.state, mended.steps, mended.message) == ("paused", 5, "")


def test_a_run_that_cannot_begin_waits_for_an_edit() -> None:
    broken = replace(endless(), data=DataRecipe(source=CSVFile(path="/nowhere.csv")))
    with running(broken) as run:
        assert "/nowhere.csv" in run.until_state("blocked").message
        with pytest.raises(DocumentError, match=r"/nowhere\.csv"):
            run.ask(parameters)
        run.control.edit(endless())
        run.control.play(steps=2)
        assert run.settled().steps == 2


def test_divergence_is_told_and_mended_by_a_smaller_rate() -> None:
    wild = with_training(digits(), optimizer=SGD(), learning_rate=100.0, l2=10.0)
    with running(wild) as run:
        run.control.play()
        snapshot = run.until_state("diverged")
        assert "smaller learning rate" in snapshot.message
        run.control.edit(with_training(wild, learning_rate=0.01, l2=0.0))
        calm = run.settled()
        assert (calm.state, calm.message) in [("paused", ""), ("ready", "")]
        run.control.play()
        assert run.until_state("finished").epoch == 3


def test_a_diverged_run_can_be_reset() -> None:
    with running(with_training(digits(), optimizer=SGD(), learning_rate=100.0, l2=10.0)) as run:
        run.control.play()
        run.until_state("diverged")
        run.ask(Trainer.reset)
        assert run.settled().state == "ready"


def test_prepare_comes_before_everything_else() -> None:
    with running(endless(), prepare=lambda trainer: trainer.network.parameters.fill(0.5)) as run:
        assert (run.ask(parameters) == 0.5).all()


def test_a_saved_run_that_does_not_fit_is_told() -> None:
    def refuse(trainer: Trainer) -> None:
        raise FileError("The weights do not fit.")

    with running(endless(), prepare=refuse) as run:
        assert run.until_state("blocked").message == "The weights do not fit."
        run.control.edit(with_training(endless(), l2=0.1))
        assert run.settled().state == "ready"


def test_a_failing_job_fails_alone() -> None:
    def fail(trainer: Trainer) -> None:
        raise ZeroDivisionError("mine")

    with running(endless()) as run:
        run.control.play()
        with pytest.raises(ZeroDivisionError, match="mine"):
            run.ask(fail)
        assert run.until(lambda snapshot: snapshot.steps > 5).state == "running"


class Faulty(Probe, frozen=True, kw_only=True, tag="faulty"):
    """Fails whenever it is asked."""

    def measure(self, trainer: Trainer) -> object:
        raise RuntimeError("a faulty probe")


def caught(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reaches the hook for faults of the program, from now on."""
    faults: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: faults.append(str(error)))
    return faults


def test_a_faulty_probe_ends_no_training(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = caught(monkeypatch)
    with running(endless(), frozenset({Faulty(), Weights()})) as run:
        run.control.play(steps=3)
        assert set(run.settled().results) == {Weights()}
    assert set(faults) == {"a faulty probe"}


def test_a_fault_of_the_program_leaves_the_thread_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = caught(monkeypatch)

    def break_it(trainer: Trainer) -> None:
        trainer.order = "nothing to train on"  # type: ignore[assignment]

    with running(endless()) as run:
        run.ask(break_it)
        run.control.play()
        assert "error of the program" in run.until_state("blocked").message
        assert run.ask(parameters).size
    assert len(faults) == 1


def test_results_are_copies_that_stay_true() -> None:
    with running(endless(), ALL_PROBES) as run:
        run.control.play(steps=5)
        results = run.settled().results
        live = run.ask(buffers)
        arrays = [array for result in results.values() for array in arrays_in(result)]
        assert len(arrays) > 10
        for array in arrays:
            assert not any(np.shares_memory(array, buffer) for buffer in live)
        before = [array.copy() for array in arrays]
        run.control.play(steps=50)
        run.settled()
        for array, copy in zip(arrays, before, strict=True):
            assert np.array_equal(array, copy)


def buffers(trainer: Trainer) -> list[Any]:
    """Everything that training writes to."""
    network = trainer.network
    values = [v.array for w in network._workspaces.values() for v in w.values.values()]
    inputs = [w.samples for w in network._workspaces.values()]
    return [network.parameters, network.gradients, *trainer.slots.values(), *values, *inputs]


def arrays_in(result: object) -> list[Any]:
    """The arrays within a probe's result."""
    if isinstance(result, np.ndarray):
        return [result]
    if isinstance(result, tuple):
        return [array for part in result for array in arrays_in(part)]
    slots = getattr(type(result), "__slots__", ())
    return [array for name in slots for array in arrays_in(getattr(result, name))]


def test_quitting_cancels_what_waits() -> None:
    run, inside, leave = Run(endless()), threading.Event(), threading.Event()

    def linger(trainer: Trainer) -> None:
        inside.set()
        leave.wait(PATIENCE)

    run.control.call(linger)
    assert inside.wait(PATIENCE)
    waiting = run.control.call(parameters)
    run.control.quit()
    late = run.control.call(parameters)
    leave.set()
    run.end()
    for future in (waiting, late):
        with pytest.raises(CancelledError):
            future.result(PATIENCE)


@pytest.mark.parametrize(
    "document", [endless(), with_training(digits(), epochs=100_000)], ids=["gate", "digits"]
)
def test_quitting_while_it_trains_is_quick(document: Document) -> None:
    run = Run(document, ALL_PROBES)
    run.control.play()
    run.until(lambda snapshot: snapshot.steps > 20)
    start = time.perf_counter()
    run.end()
    assert time.perf_counter() - start < 0.5


def test_quitting_leaves_a_long_evaluation() -> None:
    trainer = Trainer(with_training(digits(), epochs=1))
    asked: list[int] = []
    trainer.interrupted = lambda: bool(asked.append(1)) or len(asked) > 1
    with pytest.raises(Interrupted):
        for _ in trainer.run():
            pass
    assert len(asked) == 2


def test_holding_keeps_steps_from_beginning_until_released() -> None:
    with running(endless()) as run:
        run.control.play()
        run.until(lambda snapshot: snapshot.steps > 10)
        run.control.hold()
        run.control.release()
        assert run.until(lambda snapshot: snapshot.steps > 100).state == "running"


def test_a_hold_that_is_forgotten_lapses() -> None:
    with running(endless()) as run:
        run.control.play()
        before = run.until(lambda snapshot: snapshot.steps > 10)
        run.control.hold()
        start = time.perf_counter()
        run.until(lambda snapshot: snapshot.steps > before.steps + 1_000)
        assert time.perf_counter() - start >= LONGEST_HOLD / 2
        run.control.hold()


def test_quitting_does_not_wait_for_a_hold() -> None:
    run = Run(endless())
    run.control.play()
    run.until(lambda snapshot: snapshot.steps > 10)
    run.control.quit()
    run.control.hold()
    assert not run.control.held
    run.end()


def blas_threads(trainer: Trainer) -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_cores_can_be_changed_while_it_runs_and_are_put_back() -> None:
    before = blas_threads(None)  # type: ignore[arg-type]
    with running(endless(), cores=1) as run:
        assert run.ask(blas_threads) == {1}
        run.control.play()
        run.control.use_cores(2)
        assert run.ask(blas_threads) == {2}
    assert blas_threads(None) == before  # type: ignore[arg-type]


def test_speed_and_time_left_are_told_while_it_runs() -> None:
    with running(endless()) as run:
        run.control.play()
        snapshot = run.until(lambda s: s.steps_per_second > 0)
        assert snapshot.seconds_left is not None
        left = snapshot.epochs - snapshot.epoch - snapshot.fraction
        assert snapshot.seconds_left == pytest.approx(left / snapshot.steps_per_second, rel=1e-6)
        run.control.pause()
        assert run.settled().steps_per_second == 0


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_commands_ends_well(seed: int) -> None:
    choose, document = random.Random(seed), with_training(gate(), epochs=40)
    run = Run(document, ALL_PROBES)
    futures: list[Future[Any]] = []

    def edited() -> None:
        nonlocal document
        document = edits.set_field(document, "dense1", "units", choose.randrange(1, 9))
        document = with_training(
            document, learning_rate=choose.choice((0.01, 0.1, 50.0)), seed=choose.randrange(3)
        )
        run.control.edit(document)

    commands: list[Callable[[], object]] = [
        run.control.play,
        run.control.pause,
        lambda: run.control.play(steps=choose.randrange(1, 4)),
        lambda: run.control.play(epochs=1),
        lambda: futures.append(run.control.call(Trainer.reset)),
        lambda: futures.append(run.control.call(parameters)),
        edited,
        run.control.look,
        run.control.hold,
        run.control.release,
        lambda: run.mailbox.want(frozenset(choose.sample(sorted(ALL_PROBES, key=repr), 3))),
        run.mailbox.take,
    ]
    for _ in range(200):
        choose.choice(commands)()
    run.end()
    assert futures
    assert all(future.done() for future in futures)
    assert all(future.cancelled() or future.exception() is None for future in futures)
