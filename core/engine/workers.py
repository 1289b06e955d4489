"""Threads that share the parts of a batch; NumPy lets go of the interpreter while it computes."""

import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Call = tuple[Callable[..., Any], tuple[Any, ...]]
Table = list[list[list[Call]]]  # the calls of each part, once for each worker, which has buffers of its own


class Workers:
    """``count`` workers, of which the thread that asks is one; the others start when they are first needed.

    What is computed does not hang on their number, only who computes it. They end when nobody holds the object.
    """

    def __init__(self, count: int = 1) -> None:
        self.count = count
        self._helpers: list[_Helper] = []
        self._busy = threading.Lock()
        self._finalizer = weakref.finalize(self, _end, self._helpers)

    def share(self, table: Table) -> None:
        """Carry out the calls of all parts; each worker takes the next part that nobody has taken."""
        count = min(self.count, len(table), len(table[0]))
        if count <= 1 or not self._busy.acquire(blocking=False):
            _work(table[0], iter(range(len(table[0]))))
            return
        try:
            self._share(table, count)
        finally:
            self._busy.release()

    def close(self) -> None:
        """End the threads; they start anew where they are needed again."""
        _end(self._helpers)

    def _share(self, table: Table, count: int) -> None:
        while len(self._helpers) < count - 1:
            self._helpers.append(_Helper())
        helpers, parts = self._helpers[: count - 1], iter(range(len(table[0])))
        for helper, calls in zip(helpers, table[1:], strict=False):
            helper.start(calls, parts)
        try:
            _work(table[0], parts)
        finally:
            errors = [helper.wait() for helper in helpers]
        for error in errors:
            if error is not None:
                raise error


def _work(calls: list[list[Call]], parts: Iterator[int]) -> None:
    for part in parts:
        for function, arguments in calls[part]:
            function(*arguments)


class _Helper:
    """One thread that waits for work. Bare locks hand over in a few microseconds."""

    def __init__(self) -> None:
        self._begin, self._done = threading.Lock(), threading.Lock()
        self._begin.acquire()
        self._done.acquire()
        self._work: tuple[list[list[Call]], Iterator[int]] | None = None
        self._error: BaseException | None = None
        # a daemon: at the interpreter's end nobody may be left to wake it
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._thread.start()

    def start(self, calls: list[list[Call]], parts: Iterator[int]) -> None:
        self._work = calls, parts
        self._begin.release()

    def wait(self) -> BaseException | None:
        self._done.acquire()
        error, self._error = self._error, None
        return error

    def end(self) -> None:
        self._work = None
        self._begin.release()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        with np.errstate(all="ignore"):  # what is not finite is seen at the loss
            while True:
                self._begin.acquire()
                work, self._work = self._work, None
                if work is None:
                    return
                try:
                    _work(*work)
                except BaseException as error:  # it belongs to whoever shared the work
                    self._error = error
                del work  # its buffers may be dropped while the thread rests
                self._done.release()


def _end(helpers: list[_Helper]) -> None:
    for helper in helpers:
        helper.end()
    helpers.clear()
