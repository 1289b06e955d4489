"""The one place where snapshots change hands: only the newest is kept, so that no queue ever grows."""

import threading

from core.probes.base import Probe
from core.training.snapshot import Snapshot


class Mailbox:
    """Holds the newest snapshot; the reader says which probes it wants in the next one.

    ``wanted``: the reader waits for a new one. The training thread looks at it each step, without the lock.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._probes: frozenset[Probe] = frozenset()
        self.wanted = True

    def want(self, probes: frozenset[Probe]) -> None:
        """Ask for one more snapshot, with these measurements."""
        with self._lock:
            self._probes, self.wanted = probes, True

    def take(self) -> Snapshot | None:
        """The newest snapshot, once; None when there is no new one."""
        with self._lock:
            snapshot, self._snapshot = self._snapshot, None
            return snapshot

    def probes(self) -> frozenset[Probe]:
        """What the next snapshot is to hold."""
        with self._lock:
            return self._probes

    def put(self, snapshot: Snapshot) -> None:
        """Replace the newest snapshot."""
        with self._lock:
            self._snapshot, self.wanted = snapshot, False
