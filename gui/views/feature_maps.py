"""What a layer makes of one sample."""

from PySide6.QtWidgets import QToolButton

from core.document.document import Document
from core.document.graph import Node
from core.document.shapes import Facts
from core.probes.base import Probe
from core.probes.feature_maps import FeatureMaps, Seen
from core.training.snapshot import Snapshot
from gui.layer_choice import LayerChoice
from gui.maps import MapsCanvas
from gui.session import Session
from gui.theme import Appearance
from gui.tools import ToolRow, small_button, toggle
from gui.views.base import View


class FeatureMapsView(View):
    """The feature maps, hidden states or units of one layer for one sample. It follows the selection."""

    title = "What a layer sees"
    help = "What a layer makes of one sample: its feature maps, its memory step by step, or its units."
    order = 45

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self.canvas = MapsCanvas(appearance)
        self.layers, self.tools = LayerChoice(session, _makes_something, _makes_maps), ToolRow()
        self.before, self.after = _arrow("‹", "The sample before"), _arrow("›", "The next sample")
        self.even = toggle(
            "Even", "Each map, or unit, in colours of its own range: faint ones are seen too", on=True
        )
        self.curves = toggle("Curves", "Each unit as a curve over the steps")
        self._shown: tuple[object, ...] = ()
        self._count = 0
        self._build()
        session.sample_changed.connect(lambda _: self._wish_anew())
        session.opened.connect(self._forget)

    def _build(self) -> None:
        for widget in (self.layers, self.before, self.after):
            self.tools.add(widget)
        self.tools.at_right(self.curves)
        self.tools.at_right(self.even)
        self.curves.hide()
        self.body.addWidget(self.tools)
        self.body.addWidget(self.canvas, 1)
        self.layers.node_changed.connect(self._wish_anew)
        self.before.clicked.connect(lambda: self._go(-1))
        self.after.clicked.connect(lambda: self._go(1))
        self.even.toggled.connect(self._set_even)
        self.curves.toggled.connect(self._set_curves)

    @property
    def node(self) -> str:
        """The layer that is shown; empty where there is none."""
        return self.layers.node

    def probes(self) -> frozenset[Probe]:
        return frozenset((self._probe(),)) if self.node else frozenset()

    def missing(self, document: Document) -> str:
        if self.node:
            return ""
        return "No layer here makes anything of the data yet. Add one, and wire it to the data."

    def draw(self, snapshot: Snapshot) -> None:
        seen: Seen | None = snapshot.results.get(self._probe())
        if seen is None or seen is self.canvas.seen:
            return
        self._count = seen.count
        self.curves.setVisible(seen.values.ndim == 2)
        self.even.setVisible(seen.values.ndim == 3 or (seen.values.ndim == 2 and not self.curves.isChecked()))
        self.canvas.show_seen(seen)
        self.readout = _readout(seen)

    def _probe(self) -> FeatureMaps:
        return FeatureMaps(node=self.node, sample=self.session.sample)

    def _wish_anew(self) -> None:
        self.wishes_changed.emit()

    def _go(self, by: int) -> None:
        self.session.look_at((self.session.sample + by) % max(self._count, 1))

    def _set_even(self, on: bool) -> None:
        self.canvas.even = on
        self.canvas.refresh()

    def _set_curves(self, on: bool) -> None:
        self.canvas.curves = on
        self.even.setVisible(not on)
        self.canvas.refresh()

    def _forget(self) -> None:
        self.canvas.show_seen(None)
        self.readout = ""


def _makes_something(node: Node, facts: Facts) -> bool:
    return bool(node.spec.inputs and facts.outputs)


def _makes_maps(node: Node, facts: Facts) -> bool:
    """Whether a layer learns something that it makes images or sequences with."""
    return facts.parameters > 0 and len(facts.outputs[0]) > 1


def _arrow(text: str, tip: str) -> QToolButton:
    button = small_button(text, tip)
    button.setAccessibleName(tip)
    return button


def _readout(seen: Seen) -> str:
    words = f"sample {seen.place + 1:,}" if seen.sample is not None else f"noise {seen.index + 1:,}"
    if seen.truth and (seen.sample is None or seen.sample.ndim != 3):
        words += f"  is {seen.truth}, called {seen.says}" if seen.says != seen.truth else f"  is {seen.truth}"
    return words
