"""The decision boundary, with the data."""

from PySide6.QtWidgets import QStackedLayout

from core.document.document import Document
from core.document.players import players
from core.probes.base import Probe
from core.probes.decision_map import DecisionMap
from core.probes.plane_points import PlanePoints
from core.probes.score import Score
from core.training.snapshot import Snapshot
from gui.controls import Choice
from gui.listing import Listing
from gui.plane import PlaneCanvas, UnitsCanvas
from gui.session import Session
from gui.theme import Appearance
from gui.ticks import figure
from gui.tools import ToolRow, compact, toggle
from gui.views.base import View

UNITS_RESOLUTION = 40


class DecisionView(View):
    """What the network says at every point of the plane, with the samples as points; or what a layer's units say."""

    title = "Decision boundary"
    help = "What the network says at every point of the plane, and where the data lies."
    order = 30

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self.canvas, self.units = PlaneCanvas(appearance), UnitsCanvas(appearance)
        self.layers, self.tools = Choice(), ToolRow()
        self.steps = toggle("Steps", "Show which side each point is on, not how sure the network is")
        self.validation = toggle("Validation", "Show the points that are held back too", on=True)
        self._listing = Listing(self.layers)
        self._shown: tuple[object, ...] = ()
        self._pages = QStackedLayout()
        self._build()
        session.inference_changed.connect(lambda _: self._list_layers())
        self._list_layers()

    def _build(self) -> None:
        compact(self.layers)
        self.layers.setToolTip("The network's answer, or what the units of a layer say")
        self.layers.setAccessibleName("What is shown")
        self.layers.currentIndexChanged.connect(lambda _: self._wish_anew())
        self.steps.toggled.connect(self._set_steps)
        self.validation.toggled.connect(self._set_validation)
        self.tools.add(self.layers)
        self.tools.at_right(self.steps)
        self.tools.at_right(self.validation)
        self.body.addWidget(self.tools)
        self.body.addLayout(self._pages, 1)
        self._pages.addWidget(self.canvas)
        self._pages.addWidget(self.units)

    @property
    def node(self) -> str:
        """The layer whose units are shown; empty: the network's answer."""
        return self.layers.currentData() or ""

    def probes(self) -> frozenset[Probe]:
        return frozenset((self._map(), PlanePoints(), Score()))

    def missing(self, document: Document) -> str:
        if players(document.graph) is not None:
            return "A generator decides nothing. What its discriminator takes for real is shown in Generated."
        if document.data.source.bounds is not None:
            return ""
        return (
            "This view draws data with two inputs. Under Data, choose a set of points in the plane, "
            "such as the circle or the spiral."
        )

    def draw(self, snapshot: Snapshot) -> None:
        results = snapshot.results
        plane, data, score = results.get(self._map()), results.get(PlanePoints()), results.get(Score())
        if (plane, data) != self._shown and plane is not None:
            self._shown = (plane, data)
            if self.node:
                self.units.show_units(plane)
            else:
                self.canvas.show_plane(data, plane)
        if score is not None:
            right = score.accuracy
            self.readout = f"loss {figure(score.loss)}" if right is None else f"{figure(right, True)} right"

    def _map(self) -> DecisionMap:
        return DecisionMap(node=self.node, resolution=UNITS_RESOLUTION) if self.node else DecisionMap()

    def _wish_anew(self) -> None:
        self._shown = ()
        self._pages.setCurrentWidget(self.units if self.node else self.canvas)
        self.wishes_changed.emit()

    def _set_steps(self, on: bool) -> None:
        self.canvas.stepped = on
        self.canvas.refresh()

    def _set_validation(self, on: bool) -> None:
        self.canvas.validation = on
        self.canvas.refresh()

    def _list_layers(self) -> None:
        """The answer, then every layer that has learned weights and says a list of values."""
        inference, nodes = self.session.inference, self.session.document.graph.nodes
        entries = [("Answer", "")]
        for name in inference.order:
            facts = inference.facts.get(name)
            if facts is not None and facts.parameters and facts.outputs and len(facts.outputs[0]) == 1:
                entries.append((f"{nodes[name].name} · {nodes[name].spec.summary}", name))
        if self._listing.show(entries, self.node):
            self._wish_anew()
