"""Looking inside a layer: a panel under its card that shows its neurons and their strongest wires, live."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from core.document.graph import Graph, Node
from core.probes.inside import Inside, Interior
from core.training.snapshot import Snapshot
from gui.canvas import inside_words as words
from gui.canvas.inks import Inks
from gui.canvas.inside_paint import CLOSE, STALK, Shown, loop_path, paint_inside, wire_path
from gui.canvas.inside_plan import WIDTH, Plan, planned
from gui.canvas.inside_words import Pointed
from gui.canvas.node_item import DEPTH, NodeItem

if TYPE_CHECKING:
    from gui.canvas.scene import Scene

ABOVE_CARDS = DEPTH + 0.5
SHADOW = 4.0
PAUSE_MS = 80  # between two pictures while it trains: enough for the eye, and the window stays quick
NEAR_UNIT, NEAR_WIRE = 2.0, 4.0
SAMPLES = np.linspace(0.0, 1.0, 17)  # places along a wire that the pointer's distance is measured from


class InsidePanel(QGraphicsRectItem):
    """Shows the inside of the layer of a card; the panel belongs to the card, also under the pointer."""

    def __init__(self, card: NodeItem, inks: Inks) -> None:
        super().__init__()
        self.card, self._inks = card, inks
        self.shown = Shown(words.caption(card.look.face.title, None), None, Plan(), words.COMING, "")
        self._paths: list[tuple[np.ndarray, Pointed]] | None = None
        self._point: QPointF | None = None
        self.setPen(QPen(Qt.PenStyle.NoPen))
        self.setZValue(ABOVE_CARDS)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)  # panning only copies it
        self._fit()

    @property
    def frame(self) -> QRectF:
        """What it takes up in the scene now."""
        return self.shown.box.translated(self.pos())

    @property
    def description(self) -> str:
        """All of it in a sentence, for who does not see it."""
        title, line = self.shown.caption
        return f"Inside {title}; {line}" if line else f"Inside {title}: {self.shown.note}"

    def show_inside(self, inside: Interior | None, note: str = "") -> None:
        """Show a new measurement; without one, say why there is none."""
        shown = self.shown
        shown.inside, shown.note = inside, note
        shown.caption = words.caption(self.card.look.face.title, inside)
        shown.plan = Plan() if inside is None else planned(inside)
        shown.foot = "" if inside is None else words.looked_at(inside)
        self._paths = None
        self._fit()
        shown.pointed = self._pointed_at()
        self.update()

    def stand_under(self, card: QRectF, below: float) -> None:
        """Stand in the middle below a card, beginning at a height of the scene."""
        self.setPos(card.center().x() - WIDTH / 2, below + STALK)

    def mark_selected(self, selected: bool) -> None:
        if selected != self.shown.selected:
            self.shown.selected = selected
            self.update()

    def set_inks(self, inks: Inks) -> None:
        self._inks = inks
        self.update()

    def _fit(self) -> None:
        rect = self.shown.box.adjusted(-SHADOW, -STALK, SHADOW, SHADOW)
        if rect != self.rect():
            self.setRect(rect)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        paint_inside(painter, self.shown, self._inks)

    # -- under the pointer ---------------------------------------------------------------------------------------------
    def covers(self, point: QPointF) -> bool:
        """Whether a point of the scene lies on it."""
        return self.frame.contains(point)

    def closes(self, point: QPointF) -> bool:
        """Whether a click at a point of the scene closes it."""
        return CLOSE.contains(point - self.pos())

    def point(self, point: QPointF | None) -> None:
        """The pointer is at a point of the scene; None: elsewhere."""
        if point is None and self._point is None:
            return
        self._point = None if point is None else point - self.pos()
        pointed, closing = self._pointed_at(), point is not None and self.closes(point)
        if pointed != self.shown.pointed or closing != self.shown.closing:
            self.shown.pointed, self.shown.closing = pointed, closing
            self.update()

    def _pointed_at(self) -> Pointed | None:
        inside, plan, point = self.shown.inside, self.shown.plan, self._point
        if inside is None or point is None:
            return None
        if (unit := _at(plan.units, point)) is not None:
            return words.value_at(inside, plan, unit, point)
        if (source := _at(plan.inputs, point)) is not None:
            return words.input_at(inside, plan, source)
        if (kernel := _at(plan.kernels, point)) is not None:
            return words.kernel_at(inside, plan, kernel, point)
        if (wire := self._wire_at(point)) is not None:
            return wire
        pixel = plan.pixel(point)
        return None if pixel is None else words.pixel_at(inside, plan, pixel)

    def _wire_at(self, point: QPointF) -> Pointed | None:
        """The nearest wire within reach; in a picture nothing but its pixels is pointed at."""
        if self.shown.plan.pixel(point) is not None:
            return None
        if self._paths is None:
            self._paths = self._measured()
        here = np.array(point.toTuple())
        near = [(float(np.hypot(*(along - here).T).min()), said) for along, said in self._paths]
        distance, said = min(near, key=lambda n: n[0], default=(NEAR_WIRE + 1, None))
        return said if distance <= NEAR_WIRE else None

    def _measured(self) -> list[tuple[np.ndarray, Pointed]]:
        """Places along every wire, and what is said of it; the strongest first."""
        inside, plan, found = self.shown.inside, self.shown.plan, []
        assert inside is not None
        for strands, make in ((inside.wires, wire_path), (inside.loops, loop_path)):
            if strands is None:
                continue
            for (source, unit), weight in zip(strands.ends.tolist(), strands.weights.tolist(), strict=True):
                said = words.wire_of(inside, plan, (source, unit), weight, loop=make is loop_path)
                found.append((_along(make(plan, source, unit)), said))
        return found


def _along(path: QPainterPath) -> np.ndarray:
    """Points of a cubic, (points, 2)."""
    start, first, second, end = (np.array((path.elementAt(i).x, path.elementAt(i).y)) for i in range(4))
    t = SAMPLES[:, None]
    return start * (1 - t) ** 3 + 3 * first * t * (1 - t) ** 2 + 3 * second * t**2 * (1 - t) + end * t**3


def _at(boxes: dict[int, QRectF], point: QPointF) -> int | None:
    reach = NEAR_UNIT
    return next(
        (n for n, box in boxes.items() if box.adjusted(-reach, -reach, reach, reach).contains(point)), None
    )


class Insides(QObject):
    """The panels of a scene; what is open is a matter of the view, not of the document.

    ``changed``: others are open now. ``filled(panel)``: for the first time there is something in it. A panel goes with
    its card, and comes back when the card is brought back.
    """

    changed = Signal()
    filled = Signal(object)

    def __init__(self, scene: "Scene") -> None:
        super().__init__(scene)
        self._scene, self._session = scene, scene.session
        self.panels: dict[str, InsidePanel] = {}
        self._gone: dict[str, Node] = {}  # as they were when they went
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._session.snapshot_arrived.connect(self._take)
        self._session.sample_changed.connect(self._ask)
        self._session.opened.connect(self._forget)

    def can_open(self, names: Iterable[str]) -> bool:
        """Whether there is something in all of these nodes to look at."""
        items = [self._scene.nodes[name] for name in names if name in self._scene.nodes]
        return bool(items) and all(item.isVisible() and not item.node.spec.single for item in items)

    def toggle(self, names: list[str]) -> None:
        """Open the panels of some nodes; if all are open, close them."""
        if all(name in self.panels for name in names):
            for name in names:
                self._remove(name)
        else:
            for name in names:
                self._open(name)
        self._ask()
        self.changed.emit()

    def close(self, names: Iterable[str]) -> bool:
        """Close the panels of some nodes; says whether any was open."""
        found = [name for name in names if name in self.panels]
        if found:
            self.toggle(found)
        return bool(found)

    def _open(self, name: str) -> None:
        if name not in self.panels:
            panel = self.panels[name] = InsidePanel(self._scene.nodes[name], self._scene.inks)
            panel.mark_selected(name in self._session.selection)
            self._scene.addItem(panel)
            self._settle(name)
        for view in self._scene.views():
            view.installEventFilter(self)

    def _remove(self, name: str) -> None:
        self._scene.removeItem(self.panels.pop(name))

    def _forget(self) -> None:
        """Another document: nothing is open in it."""
        self._gone.clear()
        self.close(list(self.panels))

    # -- following the scene -------------------------------------------------------------------------------------------
    def follow(self, graph: Graph, removed: Iterable[str], added: Iterable[str]) -> None:
        """The document has changed: panels go with their nodes, and come back with them."""
        before = self._seen()
        for name in removed:
            if name in self.panels:
                self._gone[name] = self.panels[name].card.node
                self._remove(name)
        for name in added:
            if self._gone.get(name) is graph.nodes[name]:
                del self._gone[name]
                self._open(name)
        self.settle()
        if before != self._seen():
            self._ask()
            self.changed.emit()

    def settle(self, names: Iterable[str] | None = None) -> None:
        """Bring panels under their cards, or under what is said there of a problem."""
        for name in self.panels.keys() if names is None else self.panels.keys() & names:
            self._settle(name)

    def _settle(self, name: str) -> None:
        card, bubble = self._scene.nodes[name].frame, self._scene.bubbles.get(name)
        self.panels[name].setVisible(self._scene.nodes[name].isVisible())  # a block may hide it
        self.panels[name].stand_under(
            card, card.bottom() if bubble is None else bubble.sceneBoundingRect().bottom()
        )

    def mark_selected(self, selection: frozenset[str]) -> None:
        for name, panel in self.panels.items():
            panel.mark_selected(name in selection)

    def set_inks(self, inks: Inks) -> None:
        for panel in self.panels.values():
            panel.set_inks(inks)

    def told(self) -> list[str]:
        """The panels in sentences, for who does not see them."""
        return [self.panels[name].description for name in self._seen()]

    def _seen(self) -> list[str]:
        """The nodes whose panels are not hidden in a block."""
        return [name for name, panel in self.panels.items() if panel.isVisible()]

    # -- under the pointer ---------------------------------------------------------------------------------------------
    def point(self, point: QPointF | None) -> InsidePanel | None:
        """The pointer is at a point of the scene, or elsewhere; returns the panel that a click there would close."""
        top = None if point is None or not self.panels else self._scene.find.panel(point)
        for panel in self.panels.values():
            panel.point(point if panel is top else None)
        return top if top is not None and point is not None and top.closes(point) else None

    # -- measuring -----------------------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._ask()
        return False

    def _probe(self, name: str) -> Inside:
        return Inside(node=name, sample=self._session.sample)

    def _ask(self) -> None:
        """Have measured what is open, while somebody sees it."""
        seen = any(view.isVisible() for view in self._scene.views())
        wanted = map(self._probe, self._seen()) if seen else ()
        self._session.feed.want(self, frozenset(wanted))
        self._take(self._session.snapshot)

    def _take(self, snapshot: Snapshot) -> None:
        if snapshot.state == "running" and self._pause.isActive():
            return
        self._pause.start()
        told = self.told()
        for name, panel in self.panels.items():
            note = self._note(name)
            if note:
                panel.show_inside(None, note)
            elif (inside := snapshot.results.get(self._probe(name))) is not None:
                first = panel.shown.inside is None
                panel.show_inside(inside)
                if first:
                    self.filled.emit(panel)
        if told != self.told():
            self.changed.emit()

    def _note(self, name: str) -> str:
        """Why nothing is computed in a layer; empty where something is."""
        inference = self._session.inference
        if not inference.ready:
            return words.NOT_READY
        return "" if name in inference.order else words.NOT_WIRED
