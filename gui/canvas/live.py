"""What runs through single neurons at this moment, as the scene shows it."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF

from core.document.graph import Node, Wire
from core.phrases import figure
from core.probes.signals import Reading, Signals
from gui.canvas.in_view import InView
from gui.canvas.strength import levels
from gui.canvas.wire_item import WireItem

if TYPE_CHECKING:
    from gui.canvas.node_item import NodeItem
    from gui.canvas.scene import Scene

EVERYTHING = QRectF(-1e9, -1e9, 2e9, 2e9)
FRESH = 3  # readings until one was surely taken after an edit


class Live:
    """Keeps the newest reading, and brings circles and wires in line with it.

    What an edit has just set is shown at once, until a reading knows of it too. ``typed``: a sample, all its numbers,
    in place of one of the data; empty: none. ``step``: which one is looked at, -1 the last.
    """

    def __init__(self, scene: "Scene") -> None:
        self._scene = scene
        self.in_view = InView(scene)
        self.reading: Reading | None = None
        self.typed: tuple[float, ...] = ()
        self.step = -1
        self._set: dict[str, float] = {}  # weights by wire, and biases by neuron, that were set just now
        self._waiting = 0
        self._drawn: dict[str, int] | None = (
            None  # the wires of the last reading, and how strong they were drawn
        )
        self._levels = levels(())

    @property
    def probe(self) -> Signals:
        """What is to be measured."""
        return Signals(sample=self._scene.session.sample, inputs=self.typed, step=self.step)

    def forget(self) -> None:
        """It is another document now."""
        self.typed, self.step = (), -1
        self._set.clear()
        self.show(None, QRectF())

    # -- numbers -------------------------------------------------------------------------------------------------------
    def weight(self, wire: Wire) -> float | None:
        """The weight of a wire now: in the network, or else the one to start with; None: nothing is known yet."""
        if wire.id in self._set:
            return self._set[wire.id]
        weights = self.reading.weights if self.reading else {}
        return weights.get(wire.id, wire.weight)

    def bias(self, node: Node) -> float | None:
        """The bias of a neuron now; None where it has none."""
        spec = node.spec
        if not spec.weighs or not spec.bias:
            return None
        if node.id in self._set:
            return self._set[node.id]
        return (self.reading.biases if self.reading else {}).get(node.id, spec.first_bias)

    def weighs(self, wire: Wire) -> bool:
        """Whether a wire has a weight of its own."""
        return self._scene.nodes[wire.target.node].node.spec.weighs

    # -- edits ---------------------------------------------------------------------------------------------------------
    def dress(self, item: WireItem) -> None:
        """Draw a wire by its weight."""
        if not self.weighs(item.wire):
            item.weigh(None)
            return
        item.weigh(int(levels(self.weight(item.wire) or 0.0)))

    def change_wire(self, item: WireItem, wire: Wire) -> None:
        """A wire has become another, with the same ends."""
        if item.wire.weight != wire.weight:
            self._keep(wire.id, wire.weight)
        item.show_wire(wire)
        self.dress(item)

    def change_node(self, before: Node, after: Node) -> None:
        """A node has become another."""
        if before.spec is after.spec:
            return
        if before.spec.weighs and after.spec.weighs:
            if before.spec.first_bias != after.spec.first_bias:
                self._keep(after.id, after.spec.first_bias)
        elif before.spec.weighs != after.spec.weighs:
            for name in self._scene.wires_of[after.id]:
                wire = self._scene.wires[name]
                if wire.wire.target.node == after.id:
                    wire.weigh(int(levels(self.weight(wire.wire) or 0.0)) if after.spec.weighs else None)

    def _keep(self, name: str, value: float | None) -> None:
        self._waiting = FRESH
        if value is None:
            self._set.pop(name, None)
        else:
            self._set[name] = value

    # -- readings ------------------------------------------------------------------------------------------------------
    def show(self, reading: Reading | None, seen: QRectF) -> None:
        """Show another reading; numbers only where they are seen."""
        self.reading = reading
        self._waiting -= 1
        if self._waiting <= 0 and self._set:
            self._set.clear()
            self._drawn = None
        self._show_weights(reading)
        self.show_values(seen if reading else QRectF(), everywhere=reading is None)

    def _show_weights(self, reading: Reading | None) -> None:
        wires = self._scene.wires
        if reading is None:
            self._drawn = None
            for item in wires.values():
                self.dress(item)
            return
        known, before, self._levels = self._drawn, self._levels, levels(reading.weights.array)
        self._drawn, names = reading.weights.places, tuple(reading.weights)
        for place in np.flatnonzero(self._levels != before) if known is self._drawn else range(len(names)):
            item = wires.get(names[place])
            if item is not None and self._levels[place] != item.level:
                self.dress(item)

    def show_values(self, seen: QRectF, *, everywhere: bool = False) -> None:
        """Bring the numbers in the circles of a part of the scene up to date."""
        outputs = self.reading.outputs if self.reading else {}
        for item in self.in_view.singles(EVERYTHING if everywhere else seen):
            item.show_value(self._value(item, outputs.get(item.node.id)))

    @staticmethod
    def _value(item: "NodeItem", value: float | None) -> str:
        spec = item.node.spec
        constant = not spec.inputs and not spec.fed  # its sign says it already
        return "" if value is None or constant else figure(value)

    # -- typed inputs --------------------------------------------------------------------------------------------------
    def type_in(self, column: int, value: float) -> None:
        """Put a number in place of one of the sample, at the step that is looked at."""
        if self.reading is None:
            return
        sample = np.array(self.reading.sample, np.float64)
        place = (self.reading.step, column - 1) if sample.ndim == 2 else (column - 1,)
        sample[place] = value
        self.typed = tuple(sample.ravel().tolist())

    def raw(self, column: int) -> float | None:
        """The number of the sample that an input value stands for, as it was typed or lies in the data."""
        if self.reading is None:
            return None
        sample = self.reading.sample
        if self.typed:
            sample = np.reshape(self.typed, sample.shape)
        row = sample[self.reading.step] if sample.ndim == 2 else sample
        return float(row[column - 1]) if column <= len(row) else None
