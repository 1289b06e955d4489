"""What a live view is: a widget that says which probes it wants and shows what they measured."""

from typing import ClassVar

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.document.document import Document
from core.probes.base import Probe
from core.training.snapshot import Snapshot
from gui.session import Session
from gui.theme import SPACE, Appearance

TURNS = 2
READOUT_MS = 200  # between two texts: faster ones cannot be read, and each moves the title bar's layout


class View(QWidget):
    """Base of all views; one file each in gui/views, found by scanning the package.

    ``title`` and ``help`` as in the View menu; ``order`` there. ``particular``: it is made for few documents, and opens
    for those before others do. A view never calls the trainer.
    ``wishes_changed`` says that ``probes()`` is different now. ``readout_changed`` is the short text at the right
    of its title bar ("train 0.043  val 0.061"). A subclass puts its widgets into ``self.body``.
    """

    title: ClassVar[str] = ""
    help: ClassVar[str] = ""
    order: ClassVar[int] = 100
    particular: ClassVar[bool] = False

    wishes_changed = Signal()
    readout_changed = Signal(str)

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.session, self.appearance = session, appearance
        self.setAccessibleName(self.title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(SPACE[0])
        self._turn = 0
        self._readout = self._told = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(READOUT_MS)
        self._pause.timeout.connect(self._tell)

    def probes(self) -> frozenset[Probe]:
        """What to measure while the view is visible."""
        return frozenset()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take notice of a snapshot; to be called while visible.

        While it trains, a view draws every second one, its neighbours in the menu the others: all at once would
        keep the window from answering for too long.
        """
        self._turn += 1
        if snapshot.state != "running" or (self._turn + self.order // 10) % TURNS == 0:
            self.draw(snapshot)

    def draw(self, snapshot: Snapshot) -> None:
        """Draw what was measured, in a few milliseconds. A probe's result may be absent."""
        raise NotImplementedError

    def missing(self, document: Document) -> str:
        """Why the view has nothing to show for this document, and what would mend it; empty when it has."""
        return ""

    @property
    def readout(self) -> str:
        """The short text for the right of the view's title bar; told at once, then every 200 ms at most."""
        return self._readout

    @readout.setter
    def readout(self, text: str) -> None:
        self._readout = text
        if not self._pause.isActive():
            self._tell()

    def _tell(self) -> None:
        if self._readout != self._told:
            self._told = self._readout
            self.setAccessibleDescription(self._told)
            self.readout_changed.emit(self._told)
            self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.session.feed.favour(self.window())

    def sizeHint(self) -> QSize:
        return QSize(360, 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 130)
