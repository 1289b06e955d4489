"""Which plates are to be seen on the canvas now, and what they say."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from core.document.graph import Graph, Node, Wire, weighed_wires
from core.phrases import figure
from gui.canvas.inks import Inks
from gui.canvas.live import Live
from gui.canvas.node_item import NodeItem
from gui.canvas.settling import Place, settle
from gui.canvas.weight_plate import Plate, paint_plate
from gui.canvas.wire_item import WireItem

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

LEAST_SCALE, MOST = (
    0.7,
    150,
)  # smaller, or of more wires in view, only those that are looked at say their weight
READABLE = 0.85  # plates that are looked at do not get smaller than this
DELAYED = "t−1 "
UNKNOWN = "?"

Placed = tuple[Plate, QRectF]


class Plates:
    """Weights on wires, biases and targets under circles. Where they stand is worked out anew only when that changes.

    ``shown``: the plates, as they were painted last.
    """

    def __init__(self, view: "CanvasView") -> None:
        self._view, self._scene, self._live = view, view.canvas, view.canvas.live
        self._key: object = None
        self._places: dict[str, Place] = {}
        self._graph: Graph | None = None
        self._weighed: dict[str, list[Wire]] = {}
        self.shown: list[Placed] = []

    # -- what is looked at ---------------------------------------------------------------------------------------------
    @property
    def focus(self) -> str:
        """The single value under the pointer, or else the one that is selected; empty: none."""
        item = self._view.hand.hovered
        if isinstance(item, NodeItem):
            return item.node.id if item.node.spec.single and item.node.id in self._scene.nodes else ""
        nodes = [
            self._scene.nodes[name] for name in self._view.session.selection if name in self._scene.nodes
        ]
        return nodes[0].node.id if len(nodes) == 1 and nodes[0].node.spec.single else ""

    def _marked(self) -> list[Wire]:
        """The wires that are looked at."""
        selection = sorted(self._view.session.selection)
        wires = [self._scene.wires[name] for name in selection if name in self._scene.wires]
        if isinstance(item := self._view.hand.hovered, WireItem):
            wires.append(item)
        return [item.wire for item in wires if item.level is not None]

    def into(self, node: str) -> list[Wire]:
        """The wires into a neuron, from top to bottom."""
        graph = self._view.operations.graph
        if graph is not self._graph:
            self._graph, self._weighed = graph, weighed_wires(graph)
        start = {w.id: self._scene.nodes[w.source.node].pos() for w in self._weighed.get(node, ())}
        return sorted(self._weighed.get(node, ()), key=lambda w: (start[w.id].y(), start[w.id].x(), w.id))

    def _around(self, seen: QRectF) -> tuple[list[str], list[Wire]]:
        """The single values that are in view, and the wires into them; no wires where there are too many."""
        nodes = [item.node.id for item in self._live.in_view.singles(seen)]
        wires: list[Wire] = []
        for name in nodes:
            wires += self.into(name)
            if len(wires) > MOST:
                return nodes, []
        return nodes, wires

    def _wanted(self, seen: QRectF, scale: float) -> Iterator[Plate]:
        """What is to be said, the most important first."""
        focus, marked = self.focus, self._marked()
        seen_nodes, around = self._around(seen) if scale >= LEAST_SCALE else ([], [])
        told: set[str] = set()
        for wire in (*marked, *(self.into(focus) if focus else ()), *self._out_of(focus), *around):
            if wire.id not in told and self._scene.wires[wire.id].isVisible():
                told.add(wire.id)
                yield weight_plate(self._live, wire, in_full=wire.target.node == focus, lit=wire in marked)
        for name in dict.fromkeys((*((focus,) if focus else ()), *seen_nodes[:MOST])):
            tag = self._tag(self._scene.nodes[name].node, looked_at=name == focus)
            if tag is not None:
                yield tag

    def _out_of(self, focus: str) -> list[Wire]:
        items = (self._scene.wires[name] for name in sorted(self._scene.wires_of.get(focus, ())))
        wires = [i.wire for i in items if i.wire.source.node == focus and i.level is not None]
        return wires if len(wires) <= MOST else []

    def _tag(self, node: Node, *, looked_at: bool) -> Plate | None:
        """What stands under a circle: the bias of a neuron that is looked at, the target of an output."""
        reading = self._live.reading
        if looked_at and (bias := self._live.bias(node)) is not None:
            return Plate(node.id, figure(bias, whole=False), "b ", node.spec.bias_locked)
        if reading is not None and node.id in reading.targets:
            return Plate(node.id, figure(reading.targets[node.id]), "target ")
        return None

    # -- where they stand ----------------------------------------------------------------------------------------------
    def gather(self) -> list[Placed]:
        """The plates to be seen now, with their places in the scene."""
        if not self._scene.nodes or self._view.from_afar:
            self.shown = []
            return self.shown
        scale = self._view.camera.scale
        seen = self._view.mapToScene(self._view.viewport().rect()).boundingRect()
        plates = list(self._wanted(seen, scale))
        lengths = tuple((p.name, len(p.text), p.locked) for p in plates)
        key = (self._scene.version, seen.getRect(), lengths)
        if key != self._key:
            around, unit = self._live.in_view.nodes(seen), max(1.0, READABLE / scale)
            self._key, self._places = key, settle(self._scene, plates, around, unit)
        places = ((plate, self._places.get(plate.name)) for plate in plates)
        self.shown = [(place.shown(plate), place.rect) for plate, place in places if place is not None]
        return self.shown

    def paint(self, painter: QPainter, inks: Inks) -> None:
        """Paint them; the painter is in the scene's units."""
        for plate, place in self.gather():
            paint_plate(painter, plate, place, inks)

    def at(self, point: QPointF) -> Placed | None:
        """The plate at a point of the scene."""
        return next((placed for placed in self.shown if placed[1].contains(point)), None)


def weight_plate(live: Live, wire: Wire, *, in_full: bool = False, lit: bool = False) -> Plate:
    """What is said of a wire into a neuron; ``in_full``: what it brings, not only its weight."""
    weight, reading = live.weight(wire), live.reading
    text = short = UNKNOWN if weight is None else figure(weight, whole=False)
    value = reading.inputs.get(wire.id) if reading and in_full else None
    if value is not None and weight is not None:
        text = f"{figure(value)} × {short} = {figure(value * weight, whole=False)}"
    mark = DELAYED if wire.delayed else ""
    return Plate(wire.id, text, mark, wire.locked, lit, short if short != text else "")
