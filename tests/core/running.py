"""A runner in a real thread, and a mailbox that tells when something has arrived."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from core.document.document import Document
from core.errors import DocumentError
from core.probes.base import Probe
from core.training.control import Control
from core.training.mailbox import Mailbox
from core.training.runner import Runner
from core.training.snapshot import Snapshot
from core.training.trainer import Trainer

PATIENCE = 20.0  # seconds after which a test gives up


class TellingMailbox(Mailbox):
    """``news`` is set whenever something new lies in it."""

    def __init__(self) -> None:
        super().__init__()
        self.news = threading.Event()

    def put(self, snapshot: Snapshot) -> None:
        super().put(snapshot)
        self.news.set()


class Run:
    """A runner's thread, steered and watched from the test's."""

    def __init__(
        self,
        document: Document,
        probes: frozenset[Probe] = frozenset(),
        prepare: Callable[[Trainer], None] | None = None,
        cores: int = 1,
    ) -> None:
        self.control, self.mailbox, self.probes = Control(), TellingMailbox(), probes
        self.mailbox.want(probes)
        runner = Runner(document, self.control, self.mailbox, prepare=prepare, cores=cores)
        self.thread = threading.Thread(target=runner.run, daemon=True)
        self.thread.start()

    def until(self, holds: Callable[[Snapshot], bool]) -> Snapshot:
        """The first snapshot for which something holds."""
        deadline = time.monotonic() + PATIENCE
        seen: Snapshot | None = None
        while time.monotonic() < deadline:
            self.mailbox.news.clear()
            if (snapshot := self.mailbox.take()) is not None:
                seen = snapshot
                if holds(snapshot):
                    return snapshot
            self.mailbox.want(self.probes)
            self.control.look()
            self.mailbox.news.wait(0.5)
        raise AssertionError(f"gave up; the last snapshot was {seen}")

    def until_state(self, state: str) -> Snapshot:
        return self.until(lambda snapshot: snapshot.state == state)

    def settled(self) -> Snapshot:
        """The snapshot after all that was asked for so far is done, and the training rests."""
        with contextlib.suppress(DocumentError):  # there may be no trainer
            self.ask(lambda _: None)
        self.mailbox.take()  # it may be from before
        return self.until(lambda snapshot: snapshot.state not in ("running", "preparing"))

    def ask(self, job: Callable[[Trainer], Any]) -> Any:
        """What a job in the training thread returns."""
        return self.control.call(job).result(PATIENCE)

    def end(self) -> None:
        self.control.quit()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@contextmanager
def running(document: Document, probes: frozenset[Probe] = frozenset(), **options: Any) -> Iterator[Run]:
    run = Run(document, probes, **options)
    try:
        yield run
    finally:
        run.end()
