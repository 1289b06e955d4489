"""The training thread's loop: walk the trainer, attend to the control, fill the mailbox."""

import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits

from core.document.document import Document
from core.errors import DivergedError, DocumentError, NeurowrightError
from core.training.control import Control, Edit, Job, Pause, Play, UseCores, Wish
from core.training.cores import give_cores
from core.training.evaluate import Interrupted
from core.training.mailbox import Mailbox
from core.training.measurements import Measurements
from core.training.snapshot import Snapshot, State
from core.training.speed import Speed
from core.training.trainer import Trainer


class Runner:
    """Runs a document's training until told to quit. Everything that touches the network happens in here.

    Where the document cannot be trained, it waits for an edit that mends it.

    Args:
        prepare: what puts a saved run back, once, before anything else.
        cores: how many it may compute on; another process-wide limit is put back at the end.
    """

    def __init__(
        self,
        document: Document,
        control: Control,
        mailbox: Mailbox,
        *,
        prepare: Callable[[Trainer], None] | None = None,
        cores: int = 1,
    ) -> None:
        self.document, self.control, self.mailbox = document, control, mailbox
        self._prepare, self._cores = prepare, cores
        self._trainer: Trainer | None = None
        self._measurements, self._speed = Measurements(), Speed()
        self._running = self._diverged = False
        self._steps_left: int | None = None  # rest when it reaches 0
        self._last_epoch: int | None = None  # rest when so many epochs are done
        self._problem = ""  # why nothing can be trained
        self._drawn: frozenset[str] = frozenset()  # what the network had before the last edit
        self._anew: tuple[str, ...] = ()  # what of it started anew
        self._anew_edits = 0
        self._told = Snapshot(state="preparing")

    def run(self) -> None:
        """Compile, then train and rest as asked, until told to quit."""
        # A value that is not finite is seen at the loss; until then it needs no warning.
        with threadpool_limits(self._cores, user_api="blas"), np.errstate(all="ignore"):
            self._go_over_to(self.document)
            while self._attend():
                self._walk()
        if self._trainer is not None:
            self._trainer.network.workers.close()
        for wish in self.control.take():
            _cancel(wish)

    def _walk(self) -> None:
        """Step until something is asked for or the run ends."""
        assert self._trainer is not None
        try:
            self._steps(self._trainer)
        except DivergedError:
            self._running, self._diverged = False, True
        except Interrupted:
            self._running = False
        except NeurowrightError as error:
            self._block(str(error))
        except Exception as error:
            self._fail(error)

    def _steps(self, trainer: Trainer) -> None:
        """The hot loop."""
        control, mailbox, steps = self.control, self.mailbox, trainer.run()
        limited = self._steps_left is not None or self._last_epoch is not None
        while not control.pending:
            if next(steps, None) is None or (limited and self._reached_limit(trainer)):
                self._running = False
                return
            if mailbox.wanted:
                self._publish()
            if control.held:
                control.give_way()

    def _reached_limit(self, trainer: Trainer) -> bool:
        if self._steps_left is not None:
            self._steps_left -= 1
        return self._steps_left == 0 or (self._last_epoch is not None and trainer.epoch >= self._last_epoch)

    def _attend(self) -> bool:
        """Do what was asked for; block while nothing is to be done. False: quit."""
        while True:
            for wish in self.control.take():
                if self.control.quitting:
                    _cancel(wish)
                else:
                    self._carry_out(wish)
            if self.control.quitting:
                return False
            if self._running:
                return True
            self._publish()
            self.control.rest()

    def _carry_out(self, wish: Wish) -> None:
        match wish:
            case Play():
                self._play(wish)
            case Pause():
                self._running = False
            case Edit():
                self._go_over_to(wish.document, wish)
            case UseCores(count):
                self._cores = count
                self._give_cores()
            case Job():
                self._do(wish)

    def _play(self, wish: Play) -> None:
        trainer = self._trainer
        if trainer is None or self._problem:
            return
        if trainer.finished:
            self._go_on(trainer, wish)
        if not self._running:
            self._steps_left = self._last_epoch = None
            self._speed.start(trainer.steps)
        self._running, self._diverged = True, False
        self._steps_left = None if wish.steps is None else wish.steps + (self._steps_left or 0)
        if wish.epochs is None:
            self._last_epoch = None
        else:
            self._last_epoch = wish.epochs + (trainer.epoch if self._last_epoch is None else self._last_epoch)

    def _go_on(self, trainer: Trainer, wish: Play) -> None:
        trainer.stopped = ""
        if trainer.finished:
            trainer.go_on(1 if wish.steps else wish.epochs)

    def _go_over_to(self, document: Document, edit: Edit | None = None) -> None:
        """Make a trainer for a document, or have the one that is there go on with it."""
        self._measurements.forget()
        self._tell_preparing(document)
        if self._trainer is not None:
            self._drawn = frozenset(s.node for s in self._trainer.network.slots)
        try:
            if self._trainer is None:
                self._trainer = self._make(document)
            else:
                missed = self._trainer.adopt(document, *((edit.steps, edit.given) if edit else ()))
                self._note_anew(missed)
            self._give_cores()
            self._problem = ""
        except NeurowrightError as error:
            self._block(str(error))
        except MemoryError:
            self._block("There is not enough memory for this network and its data. Make one of them smaller.")
        except Exception as error:
            self._fail(error)

    def _note_anew(self, missed: list[str]) -> None:
        """Remember which nodes an edit made start anew, where there was something to lose."""
        trainer = self._trainer
        if trainer is None or not trainer.steps:
            return
        nodes = dict.fromkeys(trainer.network.slot(key).node for key in missed)
        self._anew = tuple(node for node in nodes if node in self._drawn)
        self._anew_edits += bool(self._anew)

    def _give_cores(self) -> None:
        if self._trainer is None:
            threadpool_limits(self._cores, user_api="blas")
        else:
            give_cores(self._trainer.network, self._cores)

    def _tell_preparing(self, document: Document) -> None:
        """Loading data may take a while."""
        trainer = self._trainer
        if trainer is None or document.data != trainer.document.data:
            self.mailbox.put(replace(self._told, state="preparing", results={}))
            self.mailbox.want(self.mailbox.probes())

    def _make(self, document: Document) -> Trainer:
        trainer = Trainer(document)
        trainer.interrupted = lambda: self.control.quitting
        prepare, self._prepare = self._prepare, None
        if prepare is not None:
            prepare(trainer)
        return trainer

    def _block(self, problem: str) -> None:
        self._running, self._problem = False, problem

    def _fail(self, error: Exception) -> None:
        """A fault of the program, not of the document: the thread goes on, so that work can be saved."""
        self._block(f"The training ended in an error of the program ({error!r}). Save your work.")
        sys.excepthook(type(error), error, error.__traceback__)

    def _do(self, job: Job) -> None:
        if not job.future.set_running_or_notify_cancel():
            return
        self._measurements.forget()
        try:
            if self._trainer is None:
                raise DocumentError(self._problem)
            job.future.set_result(job.run(self._trainer))
        except DivergedError:  # a step was the job: the state tells of it
            self._running, self._diverged = False, True
            job.future.set_result(None)
        except Exception as error:  # it belongs to whoever asked
            job.future.set_exception(error)

    @property
    def state(self) -> State:
        trainer = self._trainer
        if trainer is None or self._problem:
            return "blocked"
        if self._running:
            return "running"
        if trainer.finished:
            return "diverged" if self._diverged else "finished"
        return "paused" if trainer.steps else "ready"

    def _publish(self) -> None:
        self._told = self._snapshot()
        self.mailbox.put(self._told)

    def _snapshot(self) -> Snapshot:
        """How it stands at this moment."""
        trainer = self._trainer
        if trainer is None:
            return Snapshot(state=self.state, message=self._problem)
        speed = self._speed.steps_per_second(trainer.steps) if self._running else 0.0
        return Snapshot(
            state=self.state,
            epoch=trainer.epoch,
            epochs=trainer.epochs,
            fraction=trainer.position / trainer.data.train.count,
            steps=trainer.steps,
            loss=trainer.loss,
            steps_per_second=speed,
            seconds_left=_steps_left(trainer) / speed if speed else None,
            seed=trainer.network.seed,
            message=self._problem or (trainer.stopped if trainer.finished else ""),
            history=trainer.history.columns(),
            running=trainer.running.columns(),
            anew=(self._anew_edits, self._anew),
            results=self._measurements.of(self.mailbox.probes(), trainer, resting=not self._running),
        )


def _steps_left(trainer: Trainer) -> float:
    count, batch = trainer.data.train.count, trainer.recipe.batch_size
    return (trainer.epochs - trainer.epoch - trainer.position / count) * -(-count // batch)


def _cancel(wish: Wish) -> None:
    if isinstance(wish, Job):
        wish.future.cancel()
