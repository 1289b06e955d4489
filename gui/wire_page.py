"""The page of the inspector for wires."""

from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.document import edits
from core.document.graph import Wire
from core.errors import NeurowrightError
from core.probes.signals import Reading
from core.spec import Field, fields
from core.training.snapshot import Snapshot
from gui.canvas.faces import title_of
from gui.controls import BLEED
from gui.editing import Change
from gui.facts import FactTable
from gui.flow import FlowWatch, carried
from gui.form import ROW_GAP, Row, column
from gui.inspector_pages import Page, heading, sentence
from gui.session import Session
from gui.theme import Appearance

DIGITS = 4  # behind the point
LIVE_MS = 200  # between two weights while it trains: faster ones cannot be read
EDITED = ("weight", "locked", "delayed")
CARRIES = "Carries the values of one layer to another."
WEIGHS = "Carries a value to a neuron, which multiplies it by the weight of the wire."


class WiresPage(Page):
    """One wire or several: from where to where, what runs through, its weight, and a button that takes it away."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self.title, self.help, self.facts = heading(""), sentence(""), FactTable()
        self.rows = {name: Row(_field(name), appearance) for name in EDITED}
        self.weights = QWidget()
        rows: QVBoxLayout = column(self.weights, ROW_GAP)
        for name, row in self.rows.items():
            row.editor.edited.connect(lambda change, name=name: self._edit(name, change))
            row.editor.settled.connect(session.end_merge)
            rows.addWidget(row)
        self._flow = FlowWatch(session, self)
        self._flow.changed.connect(self.refresh)
        self.delete = QPushButton()
        self.delete.clicked.connect(self._delete)
        self.add_head(self.title, self.help)
        self.column.addWidget(self.weights)
        self.column.addWidget(self.facts)
        line = QHBoxLayout()
        line.setContentsMargins(BLEED, 0, BLEED, 0)
        line.addWidget(self.delete)
        line.addStretch(1)
        self.column.addLayout(line)
        self._reading: Reading | None = None
        self._told: dict[str, float | None] = {}  # the weights in the document that were shown last, by wire
        self._pause = QTimer(self, singleShot=True, interval=LIVE_MS)
        self._pause.timeout.connect(self._follow)
        session.snapshot_arrived.connect(self._take)

    def wires(self) -> list[Wire]:
        """The selected wires."""
        wires, selection = self.session.document.graph.wires, self.session.selection
        return [wire for name, wire in wires.items() if name in selection]

    def refresh(self) -> None:
        wires, graph = self.wires(), self.session.document.graph
        if not wires:
            return
        one = len(wires) == 1
        weigh = all(graph.nodes[wire.target.node].spec.weighs for wire in wires)
        self.title.setText("Wire" if one else f"{len(wires)} wires")
        self.delete.setText("Delete wire" if one else f"Delete {len(wires)} wires")
        self.weights.setVisible(weigh)
        self._watch()
        if weigh:
            self.help.setText(WEIGHS if one else "What you set here is set on all of them.")
            self._show_rows(wires)
        else:
            self.help.setText(CARRIES if one else CARRIES.replace("Carries", "Each carries"))
        self._show_facts(wires[0] if one else None)

    def _show_facts(self, wire: Wire | None) -> None:
        if wire is None:
            self.facts.show_facts([])
            return
        document = self.session.document
        nodes = [document.graph.nodes[end.node] for end in (wire.source, wire.target)]
        source, target = (title_of(n, document.data) if n.spec.single else n.name for n in nodes)
        facts = [("From", source), ("To", target), ("Carries", carried(self.session, wire.source))]
        self.facts.show_facts([*facts, *self._flow.figures()])

    def _watch(self) -> None:
        """Have what flows measured, of a single wire that is seen."""
        wires = self.wires()
        self._flow.watch(wires[0].source if len(wires) == 1 and self.isVisible() else None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch()

    # -- weights -------------------------------------------------------------------------------------------------------
    def _show_rows(self, wires: list[Wire]) -> None:
        self.rows["weight"].editor.show_values([self._weight(wire) for wire in wires])
        for name in ("locked", "delayed"):
            self.rows[name].editor.show_values([getattr(wire, name) for wire in wires])

    def _weight(self, wire: Wire) -> float:
        """The weight of a wire now: as an edit has just set it, or else as it is in the network."""
        told, self._told[wire.id] = self._told.get(wire.id, wire.weight), wire.weight
        known = self._reading.weights if self._reading else {}
        weight = wire.weight if told != wire.weight else known.get(wire.id, wire.weight)
        return round(weight or 0.0, DIGITS)

    def _take(self, snapshot: Snapshot) -> None:
        """What the canvas has measured tells of the weights too."""
        readings = [r for r in snapshot.results.values() if isinstance(r, Reading)]
        self._reading = readings[0] if readings else None
        if self.isVisible() and not self._pause.isActive():
            self._pause.start()

    def _follow(self) -> None:
        """Show the weights as they are now, unless somebody has a hand on them."""
        row, wires = self.rows["weight"].editor, self.wires()
        held = row.box.isModified() or (row.slider is not None and row.slider.isSliderDown())
        if wires and self.weights.isVisible() and not held:
            row.show_values([self._weight(wire) for wire in wires])

    def _edit(self, name: str, change: Change) -> None:
        ids = [wire.id for wire in self.wires()]
        text = change.text if len(ids) == 1 else f"{change.text} on {len(ids)} wires"
        try:
            document = edits.set_wires(self.session.document, ids, **{name: change.value})
        except NeurowrightError as error:
            self.rows[name].editor.complain((), str(error))
            return
        self.session.apply(text, document, change.merge)

    def _delete(self) -> None:
        wires = self.wires()
        document = edits.remove(self.session.document, {wire.id for wire in wires})
        self.session.apply("delete wire" if len(wires) == 1 else f"delete {len(wires)} wires", document)


def _field(name: str) -> Field:
    return replace(next(field for field in fields(Wire) if field.name == name), optional=False)
