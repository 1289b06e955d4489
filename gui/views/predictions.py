"""What the network says of samples, the wrong ones first."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from core.document.document import Document
from core.document.players import players
from core.probes.base import Probe
from core.probes.gallery import Gallery, Predictions
from core.training.snapshot import Snapshot
from gui.gallery import GalleryCanvas
from gui.session import Session
from gui.theme import Appearance
from gui.ticks import figure
from gui.tools import ToolRow, toggle
from gui.views.base import View

REORDER_SECONDS = 0.7  # entries that moved at every picture could not be looked at


class PredictionsView(View):
    """Samples that are held back, with what the network says of them; its worst mistakes first."""

    title = "Predictions"
    help = "Samples with the network's answer and how sure it is; the worst mistakes first."
    order = 40

    def __init__(
        self, session: Session, appearance: Appearance, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        super().__init__(session, appearance)
        self._clock, self._ordered = clock, 0.0
        self._shown: tuple[object, ...] = ()
        self.canvas, self.tools = GalleryCanvas(appearance), ToolRow()
        self.only_wrong = toggle("Wrong only", "Leave out what the network gets right")
        self.only_wrong.toggled.connect(self.canvas.show_only_wrong)
        self.canvas.chosen.connect(session.look_at)
        self.tools.add(self.only_wrong)
        self.area = QScrollArea()
        self.area.setWidget(self.canvas)
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName("Samples with the network's answers")
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self.tools)
        self.body.addWidget(self.area, 1)
        session.opened.connect(self._forget)

    def probes(self) -> frozenset[Probe]:
        return frozenset((Gallery(),))

    def missing(self, document: Document) -> str:
        if players(document.graph) is None:
            return ""
        return "This network answers nothing: it makes samples. What it makes is seen under Generated."

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.results.get(Gallery())
        if found is None or (found, snapshot.state) == self._shown:
            return
        self._shown = (found, snapshot.state)
        now = self._clock()
        reorder = snapshot.state != "running" or now - self._ordered >= REORDER_SECONDS
        if reorder:
            self._ordered = now
        self.only_wrong.setVisible(found.wrong is not None)
        self.canvas.show_predictions(found, reorder=reorder)
        self.readout = _readout(found)

    def _forget(self) -> None:
        self._shown, self.canvas.held, self.readout = (), None, ""
        self.canvas.show_predictions(None, reorder=True)


def _readout(found: Predictions) -> str:
    if found.wrong is None:
        return f"off by {figure(float(found.strength.mean()))} on average"
    if found.kind != "steps":
        return f"{int(found.wrong.sum()):,} wrong of {len(found.wrong):,}"
    judged, right = int(found.truth.sum()), int(found.predicted.sum())
    return f"{figure(right / max(judged, 1), True)} of {judged:,} steps right"
