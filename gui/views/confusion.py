"""Which classes are taken for which."""

from core.document.document import Document
from core.document.players import players
from core.errors import NeurowrightError
from core.probes.base import Probe
from core.probes.confusion import MOST_CLASSES, Confusion
from core.training.snapshot import Snapshot
from gui.matrix import MatrixCanvas
from gui.session import Session
from gui.theme import Appearance
from gui.ticks import figure
from gui.views.base import View


class ConfusionView(View):
    """How many samples of each class were called what; a row is a class, its colours are shares of the row."""

    title = "Confusion"
    help = "Which classes the network takes for which: a row for what samples are, a column for what they are called."
    order = 50

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self.canvas = MatrixCanvas(appearance)
        self.body.addWidget(self.canvas, 1)

    def probes(self) -> frozenset[Probe]:
        return frozenset((Confusion(),))

    def missing(self, document: Document) -> str:
        if players(document.graph) is not None:
            return "A generator names no classes, so there is nothing to confuse. See what it makes in Generated."
        try:
            count = len(document.data.source.info().class_names)
        except NeurowrightError as error:
            return str(error)
        if count == 0:
            return "This data has values to predict, not classes, so there is nothing to confuse."
        ends = [node.spec for node in document.graph.nodes.values() if node.spec.ends]
        if ends and not any("target" in spec.fed for spec in ends):
            return "This network gives no classes, so there is nothing to confuse. Compare its Output with the answer."
        if count > MOST_CLASSES:
            return f"This data has {count:,} classes; up to {MOST_CLASSES} can be drawn."
        return ""

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.results.get(Confusion())
        if found is not None and found is not self.canvas.found:
            self.canvas.show_counts(found)
            right = float(found.counts.trace() / max(found.counts.sum(), 1))
            self.readout = f"{figure(right, True)} right"
