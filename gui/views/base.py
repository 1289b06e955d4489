"""What a live view is: a widget that says which probes it wants and shows what they measured."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.document.document import Document
from core.probes.base import Probe
from core.training.snapshot import Snapshot
from gui.session import Session
from gui.theme import Appearance


class View(QWidget):
    """Base of all views; one file each in gui/views, found by scanning the package.

    ``title`` and ``help`` as in the View menu; ``order`` there; ``key`` (stable, for remembered layouts) is the module's
    name. A view never calls the trainer. ``wishes_changed`` says that ``probes()`` is different now. ``readout_changed`` is
    the short text at the right of its title bar ("train 0.043  val 0.061").
    """

    title: ClassVar[str] = ""
    help: ClassVar[str] = ""
    order: ClassVar[int] = 100

    wishes_changed = Signal()
    readout_changed = Signal(str)

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.session, self.appearance = session, appearance

    def probes(self) -> frozenset[Probe]:
        """What to measure while the view is visible."""
        return frozenset()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw what was measured; called in the GUI thread, only while visible. A probe's result may be absent."""
        raise NotImplementedError

    def missing(self, document: Document) -> str:
        """Why the view has nothing to show for this document, and what would change that; empty when it has."""
        return ""
