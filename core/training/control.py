"""How another thread steers a run: nothing is done here, only asked for."""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from core.document.document import Document
from core.engine.build import Array
from core.training.keepsakes import Step
from core.training.trainer import Trainer

EMPTY: Mapping[str, Array] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Play:
    """Go on; for so many steps, or so many epochs, where asked."""

    steps: int | None = None
    epochs: int | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Rest after the current step."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Go over to another document, by these steps of the undo history; ``given``: parameters that it brings along."""

    document: Document
    steps: tuple[Step, ...]
    given: Mapping[str, Array]

    @property
    def plain(self) -> bool:
        """Whether it goes forward and brings nothing along."""
        return not self.given and all(step.forward for step in self.steps)


@dataclass(frozen=True, slots=True)
class UseCores:
    """Compute on so many cores from now on."""

    count: int


@dataclass(frozen=True, slots=True)
class Job:
    """Run something in the training thread."""

    run: Callable[[Trainer], Any]
    future: "Future[Any]"


LONGEST_HOLD = 0.03  # seconds; whoever holds may be busy with something else by then
Wish = Play | Pause | Edit | UseCores | Job


class Control:
    """Wishes of the steering thread. The training thread carries them out at a step boundary, in their order.

    ``pending`` and ``held`` are all that the training thread looks at each step.
    """

    def __init__(self) -> None:
        self.pending = True
        self.quitting = self.held = False
        self._free = threading.Event()
        self._wishes: deque[Wish] = deque()
        self._wake = threading.Condition()

    def play(self, *, steps: int | None = None, epochs: int | None = None) -> None:
        """Train on; only for so many steps, or to the end of so many epochs, where asked.

        Such limits add up while they are worked off: five single steps asked for quickly are five steps.
        """
        self._ask(Play(steps, epochs))

    def pause(self) -> None:
        """Rest after the current step."""
        self._ask(Pause())

    def use_cores(self, count: int) -> None:
        """Compute on so many cores from now on."""
        self._ask(UseCores(count))

    def edit(
        self, document: Document, steps: tuple[Step, ...] = (), given: Mapping[str, Array] = EMPTY
    ) -> None:
        """Go on with an edited document.

        Edits that wait in a row are carried out as one; what brings weights along or is undone is one of its own.
        """
        edit = Edit(document, steps, given)
        with self._wake:
            if self._wishes and isinstance(last := self._wishes[-1], Edit) and last.plain and edit.plain:
                self._wishes.pop()
                edit = Edit(document, (*last.steps, *steps), given)
            self._wishes.append(edit)
            self._notify()

    def call(self, job: Callable[[Trainer], Any]) -> "Future[Any]":
        """Have ``job(trainer)`` run in the training thread, paused or not; cancelled if that ends first."""
        future: Future[Any] = Future()
        with self._wake:
            if self.quitting:
                future.cancel()
            else:
                self._wishes.append(Job(job, future))
                self._notify()
        return future

    def look(self) -> None:
        """Have a resting training thread look at the mailbox."""
        with self._wake:
            self._notify()

    def hold(self) -> None:
        """Have no further step begun until ``release``, for a moment.

        Two Python threads at work take the interpreter from each other at every call into a library, and both
        become several times slower: better that one waits.
        """
        self._free.clear()
        self.held = not self.quitting

    def release(self) -> None:
        """The moment is over."""
        self.held = False
        self._free.set()

    def quit(self) -> None:
        """End the training thread after the current step; jobs that wait are cancelled."""
        with self._wake:
            self.quitting = True
            self._free.set()
            self._notify()

    def _ask(self, wish: Wish) -> None:
        with self._wake:
            self._wishes.append(wish)
            self._notify()

    def _notify(self) -> None:
        self.pending = True
        self._wake.notify_all()

    def give_way(self) -> None:
        """Wait for ``release``, but not for long; for the training thread."""
        self._free.wait(LONGEST_HOLD)
        self.held = False

    def take(self) -> list[Wish]:
        """What was asked for since the last call; for the training thread."""
        with self._wake:
            self.pending = False
            wishes = list(self._wishes)
            self._wishes.clear()
            return wishes

    def rest(self) -> None:
        """Block until something is asked for; for the training thread."""
        with self._wake:
            self._wake.wait_for(lambda: self.pending)
