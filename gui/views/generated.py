"""What the generator makes, live."""

from PySide6.QtWidgets import QStackedLayout, QToolButton

from core.document.document import Document
from core.document.players import players
from core.errors import NeurowrightError
from core.probes.base import Probe
from core.probes.bent_grid import BentGrid
from core.probes.generated import Generated
from core.probes.opinion import Opinion, imitated
from core.probes.plane_points import PlanePoints
from core.training.snapshot import Snapshot
from gui.imitation import PointsCanvas, SamplesCanvas
from gui.session import Session
from gui.theme import Appearance
from gui.ticks import figure
from gui.tools import ToolRow, toggle
from gui.views.base import View

POINTS = 600
LIKENESS = {
    "js": "JS",
    "diversity": "diversity",
}  # what the read-out tells of the history, the first that is there


class GeneratedView(View):
    """Samples that the generator makes of the same noise again and again: points over the discriminator's opinion,
    images in rows, curves.
    """

    title = "Generated"
    help = (
        "What the generator makes, beside what it is to imitate, and what the discriminator takes for real."
    )
    order = 25

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self.points, self.samples, self.tools = PointsCanvas(appearance), SamplesCanvas(appearance), ToolRow()
        self.real = toggle("Real", "Show what is to be imitated")
        self.made = toggle("Generated", "Show what the generator makes", on=True)
        self.opinion = toggle("Opinion", "Colour what the discriminator takes for real", on=True)
        self.grid = toggle("Grid", "Show how the generator bends an even grid of noise")
        self._shown: tuple[object, ...] = ()
        self._pages = QStackedLayout()
        self._build()
        session.inference_changed.connect(lambda _: self._suit())
        session.opened.connect(self._forget)
        self._plane: bool | None = None
        self._suit()

    @property
    def canvas(self) -> PointsCanvas | SamplesCanvas:
        """What is drawn on."""
        return self.points if self._plane else self.samples

    def _build(self) -> None:
        for button in (self.real, self.made):
            self.tools.add(button)
            button.toggled.connect(lambda _: self._show_chosen())
        for button in (self.opinion, self.grid):
            self.tools.at_right(button)
            button.toggled.connect(lambda _: self._wish_anew())
        self.body.addWidget(self.tools)
        self.body.addLayout(self._pages, 1)
        self._pages.addWidget(self.samples)
        self._pages.addWidget(self.points)

    def probes(self) -> frozenset[Probe]:
        if not self._plane:
            return frozenset((Generated(),))
        asked: dict[QToolButton, Probe] = {self.opinion: Opinion(), self.grid: BentGrid()}
        wanted = {probe for button, probe in asked.items() if button.isChecked()}
        return frozenset((PlanePoints(), Generated(count=POINTS), *wanted))

    def missing(self, document: Document) -> str:
        if players(document.graph) is not None:
            return ""
        return (
            "This network has no generator. Add Noise, and Real or fake with a Verdict behind it, "
            "or begin with one of the adversarial examples."
        )

    def draw(self, snapshot: Snapshot) -> None:
        results = snapshot.results
        made, data = results.get(self._generated()), results.get(PlanePoints())
        opinion = results.get(Opinion()) if self.opinion.isChecked() else None
        lines = results.get(BentGrid()) if self.grid.isChecked() else None
        if made is not None and (made, data, opinion, lines) != self._shown:
            self._shown = (made, data, opinion, lines)
            if not self._plane:
                self.samples.show_samples(made)
            elif data is not None:
                self.points.show_points(data, made.samples, opinion, lines)
        self.readout = _readout(snapshot)

    def _generated(self) -> Generated:
        return Generated(count=POINTS) if self._plane else Generated()

    def _suit(self) -> None:
        """Another document, or another edition of it."""
        plane = _on_plane(self.session.document)
        if plane == self._plane:
            return
        self._plane = plane
        self.real.setChecked(plane)
        for button in (self.opinion, self.grid):
            button.setVisible(plane)
        self._pages.setCurrentWidget(self.canvas)
        self._show_chosen()
        self._wish_anew()

    def _show_chosen(self) -> None:
        for canvas in (self.points, self.samples):
            canvas.shows_real, canvas.shows_made = self.real.isChecked(), self.made.isChecked()
            canvas.refresh()

    def _wish_anew(self) -> None:
        self._shown = ()
        self.wishes_changed.emit()

    def _forget(self) -> None:
        self._shown, self.readout = (), ""
        self.samples.show_samples(None)
        self.points.clear()


def _on_plane(document: Document) -> bool:
    try:
        return imitated(document.data.source) is not None
    except NeurowrightError:  # told where problems are told
        return False


def _readout(snapshot: Snapshot) -> str:
    history = snapshot.history
    name = next((name for name in LIKENESS if len(history.get(name, ()))), "")
    return f"{LIKENESS[name]} {figure(float(history[name][-1]))}" if name else ""
