"""The window's side of a training: starts the thread, polls the mailbox at display rate, passes wishes on."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal

from core.document.diff import same_computation
from core.document.document import Document
from core.engine.build import Array
from core.probes.base import Probe
from core.training.control import EMPTY, Control
from core.training.keepsakes import Step
from core.training.mailbox import Mailbox
from core.training.runner import Runner
from core.training.snapshot import Snapshot
from core.training.trainer import Trainer
from gui.training.thread import TrainingThread

POLL_MS = 25


class Feed(QObject):
    """One document's training as the window sees it.

    ``arrived(Snapshot)`` at most some 40 times a second. What the methods ask for happens in the training
    thread; all but ``stop`` return at once.
    """

    arrived = Signal(object)  # Snapshot
    failed = Signal(str)  # a job could not be done

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.control, self.mailbox = Control(), Mailbox()
        self._thread: TrainingThread | None = None
        self._document: Document | None = None
        self._wishes: dict[object, frozenset[Probe]] = {}
        self._futures: list[Future[Any]] = []
        self._all_cores = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    @property
    def active(self) -> bool:
        """Whether a training thread is there."""
        return self._thread is not None

    def start(self, document: Document, prepare: Callable[[Trainer], None] | None = None) -> None:
        """Begin with a document that is ready; ``prepare`` puts a saved run back."""
        self.stop()
        self.control, self.mailbox = Control(), Mailbox()
        self.mailbox.want(self._wanted())
        self._document = document
        runner = Runner(document, self.control, self.mailbox, prepare=prepare, cores=self.cores)
        self._thread = TrainingThread(runner)
        self._thread.start()
        self._timer.start()

    def stop(self) -> None:
        """End the thread; returns when it has ended, which takes about a step."""
        self._timer.stop()
        if self._thread is not None:
            self.control.quit()
            self._thread.wait()
            self._thread = self._document = None
        self._futures.clear()

    def update(
        self, document: Document, steps: tuple[Step, ...] = (), given: Mapping[str, Array] = EMPTY
    ) -> None:
        """Go on with an edited document (one that is ready); edits faster than steps are carried out as one.

        ``steps`` and ``given`` as in ``Trainer.adopt``.
        """
        known, self._document = self._document, document
        if known is None or given or not _same(known, document):
            self.control.edit(document, steps, given)

    def call(self, job: Callable[[Trainer], Any]) -> "Future[Any]":
        """Have a job run in the training thread, if there is one; a failure is reported by ``failed`` too."""
        if self._thread is None:
            future: Future[Any] = Future()
            future.cancel()
            return future
        future = self.control.call(job)
        self._futures.append(future)
        return future

    def want(self, owner: object, probes: frozenset[Probe]) -> None:
        """What a visible view wants measured; an empty set ends it."""
        before = self._wanted()
        if probes:
            self._wishes[owner] = probes
        else:
            self._wishes.pop(owner, None)
        if not self._wanted() <= before:
            self.refresh()

    def refresh(self) -> None:
        """Ask for a new snapshot, also while paused."""
        self.mailbox.want(self._wanted())
        self.control.look()

    @property
    def cores(self) -> int:
        """How many cores the training may use; one is left to the window unless all are wanted."""
        cores = os.cpu_count() or 1
        return cores if self._all_cores else max(1, cores - 1)

    @property
    def all_cores(self) -> bool:
        return self._all_cores

    @all_cores.setter
    def all_cores(self, on: bool) -> None:
        self._all_cores = on
        self.control.use_cores(self.cores)

    def favour(self, window: QObject) -> None:
        """Have the training give way while a window paints."""
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest:
            self._hold()
        return False

    def _hold(self) -> None:
        """No further step until the event that is being handled has been dealt with."""
        self.control.hold()
        QTimer.singleShot(0, self.control.release)

    def _wanted(self) -> frozenset[Probe]:
        return frozenset().union(*self._wishes.values())

    def _poll(self) -> None:
        done = [f for f in self._futures if f.done()]
        self._futures = [f for f in self._futures if not f.done()]
        for future in done:
            if not future.cancelled() and (error := future.exception()) is not None:
                self.failed.emit(str(error))
        snapshot: Snapshot | None = self.mailbox.take()
        if snapshot is not None:
            self.mailbox.want(self._wanted())
            self._hold()
            self.arrived.emit(snapshot)


def _same(before: Document, after: Document) -> bool:
    return (
        before.data == after.data
        and before.training == after.training
        and same_computation(before.graph, after.graph)
    )
