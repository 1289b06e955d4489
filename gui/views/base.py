"""What a live view is: a widget that says which probes it wants and shows what they measured."""

from typing import ClassVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from core.document.document import Document
from core.probes.base import Probe
from core.training.snapshot import Snapshot
from gui.session import Session
from gui.theme import SPACE, Appearance


class View(QWidget):
    """Base of all views; one file each in gui/views, found by scanning the package.

    ``title`` and ``help`` as in the View menu; ``order`` there; ``key()`` (stable, for remembered layouts).
    A view never calls the trainer. ``wishes_changed`` says that ``probes()`` is different now.
    ``readout_changed`` is the short text at the right of its title bar ("train 0.043  val 0.061").

    A subclass puts its widgets into ``self.body_layout``. Where ``missing`` gives a reason, the view itself
    shows that instead of its body; whoever hosts the view need not.
    """

    title: ClassVar[str] = ""
    help: ClassVar[str] = ""
    order: ClassVar[int] = 100

    wishes_changed = Signal()
    readout_changed = Signal(str)

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.session, self.appearance = session, appearance
        self._readout = ""
        self.body, self._note = QWidget(), QLabel()
        self.body_layout = QVBoxLayout(self.body)
        self.body_layout.setContentsMargins(SPACE[1], 0, SPACE[1], SPACE[1])
        self.body_layout.setSpacing(SPACE[0])
        self._note.setProperty("role", "muted")
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._note.setWordWrap(True)
        self._note.setMargin(SPACE[4])
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.body)
        self._stack.addWidget(self._note)
        session.document_changed.connect(self._follow)
        self._follow()

    @classmethod
    def key(cls) -> str:
        """The name of the view in remembered layouts: its module's."""
        return cls.__module__.rpartition(".")[2]

    def probes(self) -> frozenset[Probe]:
        """What to measure while the view is visible."""
        return frozenset()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw what was measured; called in the GUI thread, while visible. A probe's result may be absent."""
        raise NotImplementedError

    def missing(self, document: Document) -> str:
        """Why the view has nothing to show for this document, and what would mend it; empty when it has."""
        return ""

    @property
    def readout(self) -> str:
        """The short text for the right of the view's title bar."""
        return self._readout

    @readout.setter
    def readout(self, text: str) -> None:
        if text != self._readout:
            self._readout = text
            self.readout_changed.emit(text)

    def _follow(self) -> None:
        reason = self.missing(self.session.document)
        if reason:
            self.readout = ""
            self._note.setText(reason)
        self._stack.setCurrentWidget(self._note if reason else self.body)

    def sizeHint(self) -> QSize:
        return QSize(360, 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 140)
