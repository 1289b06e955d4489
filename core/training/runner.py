"""The training thread's loop: walk the trainer, attend to the control, fill the mailbox."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from threadpoolctl import threadpool_limits

from core.document.document import Document
from core.errors import NeurowrightError
from core.training.control import Control
from core.training.mailbox import Mailbox
from core.training.snapshot import Snapshot, State
from core.training.trainer import Trainer

LIMIT_AFTER_SECONDS = 0.25  # the speed shown is the mean over at least so long


class Runner:
    """Runs one document's training until told to quit. Everything that touches the network happens in here.

    ``threads``: how many cores the products may use; one is left free for the window by default.
    """

    def __init__(
        self,
        document: Document,
        control: Control,
        mailbox: Mailbox,
        *,
        prepare: Callable[[Trainer], None] | None = None,
        threads: int = 1,
    ) -> None:
        self.document, self.control, self.mailbox = document, control, mailbox
        self.prepare, self.threads = prepare, threads
        self.state: State = "preparing"
        self.message = ""
        self.trainer: Trainer | None = None
        self._rate_since, self._rate_steps, self._rate = time.perf_counter(), 0, 0.0

    def run(self) -> None:
        """Compile, then train and rest as asked, until told to quit."""
        with self._thread_limit():
            if self._start():
                assert self.trainer is not None
                self._loop(self.trainer)
        for _, future in self.control.take_jobs():
            future.cancel()

    def _thread_limit(self) -> AbstractContextManager[object]:
        return threadpool_limits(self.threads, user_api="blas")

    def _start(self) -> bool:
        try:
            self.trainer = Trainer(self.document)
            if self.prepare is not None:
                self.prepare(self.trainer)
            self.state = "ready"
        except NeurowrightError as error:
            self.mailbox.put(Snapshot(state="blocked", message=str(error)))
            return False
        return True

    def _loop(self, trainer: Trainer) -> None:
        while self._attend(trainer):
            try:
                self._walk(trainer)
            except NeurowrightError as error:
                self._rest("diverged", str(error))

    def _walk(self, trainer: Trainer) -> None:
        """Step until something is asked for or the run ends. This is the hot loop."""
        control, mailbox, steps = self.control, self.mailbox, trainer.run()
        while control.running and not control.pending:
            if next(steps, None) is None:
                self._rest("finished", trainer.stopped)
                return
            if control.steps_left is not None or control.stop_at_epoch is not None:
                self._count_down(trainer)
            if mailbox.wanted:
                self._publish(trainer)

    def _count_down(self, trainer: Trainer) -> None:
        control = self.control
        if control.steps_left is not None:
            control.steps_left -= 1
        reached = control.stop_at_epoch is not None and trainer.epoch >= control.stop_at_epoch
        if control.steps_left == 0 or reached:
            self._rest("paused", "")

    def _rest(self, state: State, message: str) -> None:
        self.control.pause()
        self.state, self.message = state, message

    def _attend(self, trainer: Trainer) -> bool:
        """Do what was asked for; block while nothing is to be done. False: quit."""
        while True:
            for job, future in self.control.take_jobs():
                if future.set_running_or_notify_cancel():
                    try:
                        future.set_result(job(trainer))
                    except Exception as error:  # it belongs to whoever asked
                        future.set_exception(error)
            if self.control.quitting:
                return False
            if self.control.running and not trainer.finished:
                self.state, self.message = "running", ""
                self._rate_since, self._rate_steps = time.perf_counter(), trainer.steps
                return True
            if self.state == "running":
                self.state = "paused"
            if self.control.running:
                self._rest("finished", trainer.stopped)
            self._publish(trainer)
            self.control.rest()

    def _publish(self, trainer: Trainer) -> None:
        done = trainer.position / max(trainer.data.train.count, 1)
        results = {probe: found for probe in self.mailbox.probes() if (found := probe.measure(trainer)) is not None}
        rate = self._measure_rate(trainer)
        self.mailbox.put(
            Snapshot(
                state=self.state,
                epoch=trainer.epoch,
                epochs=trainer.epochs,
                fraction=done,
                steps=trainer.steps,
                loss=trainer.loss,
                steps_per_second=rate,
                seconds_left=self._seconds_left(trainer, done, rate),
                seed=trainer.network.seed,
                message=self.message,
                history=trainer.history.columns(),
                running=trainer.running.columns(),
                results=results,
            )
        )

    def _measure_rate(self, trainer: Trainer) -> float:
        now = time.perf_counter()
        if now - self._rate_since >= LIMIT_AFTER_SECONDS and trainer.steps >= self._rate_steps:
            self._rate = (trainer.steps - self._rate_steps) / (now - self._rate_since)
            self._rate_since, self._rate_steps = now, trainer.steps
        return self._rate if self.state == "running" else 0.0

    def _seconds_left(self, trainer: Trainer, done: float, rate: float) -> float | None:
        if not rate:
            return None
        steps = -(-trainer.data.train.count // trainer.recipe.batch_size)
        return (trainer.epochs - trainer.epoch - done) * steps / rate
