"""What leaves an output, kept up to date while somebody looks: its shape, and figures that the engine measures."""

from PySide6.QtCore import QObject, QTimer, Signal

from core.document.graph import End
from core.layers.base import in_words
from core.probes.flow import Carried, Flow
from core.training.snapshot import Snapshot
from gui.session import Session
from gui.ticks import figure

READOUT_MS = 200  # between two figures: faster ones cannot be read


class FlowWatch(QObject):
    """Has the values at one output measured while it is watched. ``changed``: there is something new to say."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._end: End | None = None
        self._carried: Carried | None = None
        self._told: Carried | None = None
        self._pause = QTimer(self, interval=READOUT_MS, singleShot=True)
        self._pause.timeout.connect(self._tell)
        session.snapshot_arrived.connect(self._take)

    def watch(self, end: End | None) -> None:
        """Watch this output and no other; None: no more."""
        if end == self._end:
            return
        self._end, self._carried, self._told = end, None, None
        self._session.feed.want(self, frozenset() if end is None else frozenset({_probe(end)}))
        self._take(self._session.snapshot)  # somebody else may have asked for the same before

    def _take(self, snapshot: Snapshot) -> None:
        if self._end is None:
            return
        self._carried = snapshot.results.get(_probe(self._end))
        if (self._carried is None) != (self._told is None):
            self._tell()
        elif self._carried != self._told and not self._pause.isActive():
            self._pause.start()

    def _tell(self) -> None:
        if self._carried != self._told:
            self._told = self._carried
            self.changed.emit()

    def figures(self) -> list[tuple[str, str]]:
        """Names and values of what was measured last; none where nothing is computed."""
        told = self._told
        if told is None:
            return []
        figures = [
            ("Mean", figure(told.mean)),
            ("Spread", f"± {figure(told.deviation)}"),
            ("Range", f"{figure(told.least)} to {figure(told.most)}"),
        ]
        return [*figures, ("Zeros", figure(told.zeros, percent=True))] if told.zeros else figures


def _probe(end: End) -> Flow:
    return Flow(node=end.node, port=end.port)


def carried(session: Session, end: End) -> str:
    """The shape of what leaves an output, in words."""
    shape = session.inference.shape(end, session.document.graph)
    return "not known yet" if shape is None else in_words(shape)
