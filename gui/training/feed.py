"""The window's side of a training: starts the thread, polls the mailbox at display rate, passes wishes on."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from core.document.diff import same_computation
from core.document.document import Document
from core.probes.base import Probe
from core.training.control import Control
from core.training.mailbox import Mailbox
from core.training.runner import Runner
from core.training.snapshot import Snapshot
from core.training.trainer import Trainer
from gui.training.thread import TrainingThread

POLL_MS = 33


class Feed(QObject):
    """One document's training as the window sees it.

    ``arrived(Snapshot)`` at most some 30 times a second. All methods return at once; what they ask for happens in the
    training thread.
    """

    arrived = Signal(object)  # Snapshot
    failed = Signal(str)  # an edit could not be carried over

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.control, self.mailbox = Control(), Mailbox()
        self._thread: TrainingThread | None = None
        self._document: Document | None = None
        self._newest: Document | None = None
        self._wishes: dict[object, frozenset[Probe]] = {}
        self._futures: list[Future[Any]] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    @property
    def active(self) -> bool:
        """Whether a training thread is there."""
        return self._thread is not None

    def start(self, document: Document, prepare: Callable[[Trainer], None] | None = None, threads: int = 1) -> None:
        """Begin with a document that is ready; ``prepare`` puts a saved run back."""
        self.stop()
        self.control, self.mailbox = Control(), Mailbox()
        self._document = document
        self._thread = TrainingThread(Runner(document, self.control, self.mailbox, prepare=prepare, threads=threads))
        self._thread.start()
        self._timer.start()

    def stop(self) -> None:
        """End the thread; returns when it has ended, which takes a step at most."""
        self._timer.stop()
        if self._thread is not None:
            self.control.quit()
            self._thread.wait()
            self._thread = None
            self._document = self._newest = None

    def update(self, document: Document) -> None:
        """Go on with an edited document (one that is ready). Edits that come faster than steps are skipped over."""
        if self._document is not None and _same(self._document, document):
            self._document = document
            return
        self._document = document
        waiting, self._newest = self._newest is not None, document
        if not waiting:
            self._watch(self.control.call(self._adopt_newest))

    def _adopt_newest(self, trainer: Trainer) -> None:
        document, self._newest = self._newest, None
        if document is not None:
            trainer.adopt(document)

    def call(self, job: Callable[[Trainer], Any]) -> "Future[Any]":
        """Have a job run in the training thread; a failure is reported by ``failed`` too."""
        future = self.control.call(job)
        self._watch(future)
        return future

    def want(self, owner: object, probes: frozenset[Probe]) -> None:
        """What a visible view wants measured; an empty set ends it."""
        if probes:
            self._wishes[owner] = probes
        else:
            self._wishes.pop(owner, None)
        self.refresh()

    def refresh(self) -> None:
        """Ask for a new snapshot, also while paused."""
        self.mailbox.want(frozenset().union(*self._wishes.values()))
        self.control.look()

    def _watch(self, future: "Future[Any]") -> None:
        self._futures.append(future)

    def _poll(self) -> None:
        done = [f for f in self._futures if f.done()]
        self._futures = [f for f in self._futures if not f.done()]
        for future in done:
            if not future.cancelled() and (error := future.exception()) is not None:
                self.failed.emit(str(error))
        if done:
            self.refresh()
        snapshot: Snapshot | None = self.mailbox.take()
        if snapshot is not None:
            self.mailbox.want(frozenset().union(*self._wishes.values()))
            self.arrived.emit(snapshot)


def _same(before: Document, after: Document) -> bool:
    return (
        before.data == after.data
        and before.training == after.training
        and same_computation(before.graph, after.graph)
    )
