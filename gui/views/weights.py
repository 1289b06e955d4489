"""Weights and gradients, layer by layer."""

import numpy as np

from core.document.document import Document
from core.probes.base import Probe
from core.probes.gradients import Gradients
from core.probes.norms import Norm, Norms
from core.probes.picture import Picture
from core.probes.weights import Weights
from core.training.snapshot import Snapshot
from gui.heat import HeatCanvas
from gui.layer_choice import LayerChoice
from gui.session import Session
from gui.theme import Appearance
from gui.ticks import figure
from gui.tools import ToolRow, one_of, toggle
from gui.views.base import View


class WeightsView(View):
    """The weights of one layer, or the last gradient: as a map, and as a histogram. It follows the selection."""

    title = "Weights"
    help = "What each weight of a layer is, or how strongly the last batch pulled at it."
    order = 20

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self.canvas = HeatCanvas(appearance, self._where)
        self.layers = LayerChoice(session, lambda node, facts: facts.parameters > 0)
        self.tools = ToolRow()
        self.weights = toggle("Weights", "What the layer has learned so far", on=True)
        self.gradients = toggle("Gradients", "Which way the last batch pulled")
        self.as_images = toggle("Images", "Each unit's weights as an image, laid out like the input", on=True)
        self._group = one_of((self.weights, self.gradients), self)
        self._shown: tuple[object, ...] = ()
        self._snapshot: Snapshot | None = None
        self._build()

    def _build(self) -> None:
        for widget in (self.layers, self.weights, self.gradients):
            self.tools.add(widget)
        self.tools.at_right(self.as_images)
        self.body.addWidget(self.tools)
        self.body.addWidget(self.canvas, 1)
        self.layers.node_changed.connect(self._wish_anew)
        self._group.idToggled.connect(lambda _, on: self._wish_anew() if on else None)
        self.as_images.toggled.connect(lambda _: self._redraw())

    @property
    def node(self) -> str:
        """The layer that is shown; empty where no layer has weights."""
        return self.layers.node

    def probes(self) -> frozenset[Probe]:
        if not self.node:
            return frozenset()
        return frozenset((self._probe(), Norms(node=self.node)))

    def missing(self, document: Document) -> str:
        if any(facts.parameters for facts in self.session.inference.facts.values()):
            return ""
        return "No layer here has weights yet. Add one that learns, such as Dense, and wire it to the data."

    def draw(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        results = snapshot.results
        now = (results.get(self._probe()), results.get(Norms(node=self.node)), snapshot.state)
        if now != self._shown:
            self._shown = now
            self._redraw()

    def _probe(self) -> Weights | Gradients:
        return Gradients(node=self.node) if self.gradients.isChecked() else Weights(node=self.node)

    def _wish_anew(self) -> None:
        self._shown = ()
        self.wishes_changed.emit()

    def _redraw(self) -> None:
        if self._snapshot is None:
            return
        pictures = self._snapshot.results.get(self._probe())
        if not pictures:
            waits = self.gradients.isChecked() and self._snapshot.steps == 0
            self.canvas.show_note("Gradients appear with the first step. Press Step." if waits else "")
            return
        main = max(pictures, key=lambda p: (len(p.shape), p.values.size))
        strips = tuple(
            p for p in pictures if p is not main and len(p.shape) == 1 and p.shape[-1] == main.shape[-1]
        )
        norms = self._snapshot.results.get(Norms(node=self.node)) or ()
        self.as_images.setVisible(main.tiles is not None)
        self.canvas.show_picture(main, strips, self._caption(main, norms), tiled=self.as_images.isChecked())
        self.readout = f"{self._rows(main)}  ±{figure(main.largest)}"

    def _caption(self, main: Picture, norms: tuple[Norm, ...]) -> str:
        text = f"spread {figure(main.deviation)}"
        norm = next((n for n in norms if n.name == main.name), None)
        if norm is None or not norm.update > 0 or not norm.weight > 0:
            return text
        return f"{text} · last step {figure(100 * norm.update / norm.weight)} % of the weights"

    def _rows(self, picture: Picture) -> str:
        return "×".join(map(str, picture.shape))

    def _where(self, picture: Picture, row: int, column: int) -> str:
        """An entry of a weight matrix in words."""
        if len(picture.shape) == 1:
            return f"{picture.name} of {_column_name(picture, column)}"
        if picture.tiles is not None and len(picture.shape) == 2:
            width = picture.tiles.shape[2]
            pixel = row // (picture.shape[0] // picture.tiles[0].size)
            return f"pixel {pixel % width + 1}, {pixel // width + 1} → unit {column + 1}"
        if len(picture.shape) in (3, 4):  # a kernel: its place in the window, then the channel
            *window, channels = picture.shape[:-1]
            place = ", ".join(str(int(k) + 1) for k in reversed(np.unravel_index(row // channels, window)))
            return f"place {place} of channel {row % channels + 1} → {_column_name(picture, column)}"
        return f"{self._input_name(picture, row)} → {_column_name(picture, column)}"

    def _input_name(self, picture: Picture, row: int) -> str:
        graph, info = self.session.document.graph, self.session.document.data.source.info()
        feeding = [graph.nodes[w.source.node].spec for w in graph.into(picture.node)]
        direct = any("sample" in spec.fed for spec in feeding)
        if direct and len(info.feature_names) == picture.shape[0]:
            return info.feature_names[row]
        return f"input {row + 1}"


def _column_name(picture: Picture, column: int) -> str:
    """What a column of a weight matrix belongs to."""
    if len(picture.shape) in (3, 4):
        return f"filter {column + 1}"
    units = picture.shape[-1] // picture.parts
    gate = f", part {column // units + 1} of {picture.parts}" if picture.parts > 1 else ""
    return f"unit {column % units + 1}{gate}"
