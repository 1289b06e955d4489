"""How another thread steers a run: pause, steps, changes; nothing is done here, only asked for."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from core.training.trainer import Trainer

Job = Callable[[Trainer], Any]


class Control:
    """Wishes of the steering thread, carried out by the training thread at its next step boundary.

    ``pending`` is the only thing that the training thread looks at each step.
    """

    def __init__(self) -> None:
        self.pending = True
        self.running = False
        self.steps_left: int | None = None  # pause when it reaches 0
        self.stop_at_epoch: int | None = None  # pause when so many epochs are done
        self.quitting = False
        self._jobs: deque[tuple[Job, Future[Any]]] = deque()
        self._wake = threading.Condition()

    def play(self, *, steps: int | None = None, until_epoch: int | None = None) -> None:
        """Go on; for so many steps, or until so many epochs are done, where asked."""
        with self._wake:
            self.steps_left, self.stop_at_epoch, self.running = steps, until_epoch, True
            self._notify()

    def pause(self) -> None:
        """Rest after the current step."""
        with self._wake:
            self.running = False
            self._notify()

    def quit(self) -> None:
        """End the training thread after the current step."""
        with self._wake:
            self.quitting = True
            self._notify()

    def call(self, job: Job) -> "Future[Any]":
        """Have ``job(trainer)`` run in the training thread at the next step boundary, paused or not."""
        future: Future[Any] = Future()
        with self._wake:
            if self.quitting:
                future.cancel()
                return future
            self._jobs.append((job, future))
            self._notify()
        return future

    def look(self) -> None:
        """Have the training thread look at the mailbox's wishes."""
        with self._wake:
            self._notify()

    def _notify(self) -> None:
        self.pending = True
        self._wake.notify_all()

    # -- for the training thread ---------------------------------------------------------------------------------------
    def take_jobs(self) -> list[tuple[Job, "Future[Any]"]]:
        """The jobs asked for since the last call."""
        with self._wake:
            self.pending = False
            jobs = list(self._jobs)
            self._jobs.clear()
            return jobs

    def rest(self) -> None:
        """Block until something is asked for."""
        with self._wake:
            self._wake.wait_for(lambda: self.pending)
