"""Two things that a window with a second thread needs: where garbage is collected, and what becomes of errors."""

import gc
import sys
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, QTimer, Signal

OFTEN_MS, EVERY_NTH_FULL = 1_000, 20


class Collector(QObject):
    """Has Python's cyclic garbage collected in the window's thread alone, and a little at a time.

    Left to itself it may happen in the training thread, and there it would destroy widgets, which only their own
    thread may do. What was made before ``start`` is not looked at any more: that makes each look short.
    """

    def __init__(self, interval_ms: int = OFTEN_MS) -> None:
        super().__init__()
        self._count = 0
        self._timer = QTimer(self, interval=interval_ms)
        self._timer.timeout.connect(self._collect)

    def start(self) -> None:
        gc.disable()
        gc.collect()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """As it was before."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _collect(self) -> None:
        self._count += 1
        gc.collect(2 if self._count % EVERY_NTH_FULL == 0 else 1)


class Mishaps(QObject):
    """Tells of errors of the program that nothing has caught, in whichever thread: to be ``sys.excepthook``.

    ``happened(text)``: where and what, for a report. ``interrupted``: Ctrl-C in the terminal.
    """

    happened = Signal(str)
    interrupted = Signal()

    def hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self.interrupted.emit()
            return
        sys.__excepthook__(kind, error, trace)
        self.happened.emit("".join(traceback.format_exception(kind, error, trace)))
