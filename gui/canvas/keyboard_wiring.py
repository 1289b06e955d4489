"""Drawing a wire with the keyboard: a marker goes from node to node, Enter wires."""

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from core.document.edits import free_input
from core.document.graph import End, downstream, upstream
from gui.canvas.gestures.base import ALT, Touch
from gui.canvas.gestures.draw_wire import DrawWire
from gui.canvas.hint import AWAY
from gui.canvas.inks import Inks
from gui.canvas.keys import ARROWS, cost_of_step
from gui.theme import CARD_CORNER

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
HELD = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)
AROUND = 6.0  # from a card to the marker around it


class KeyboardWiring(QObject):
    """Holds a ``DrawWire`` as the mouse would, and moves its free end from node to node.

    Arrows go to the nearest node there that can take the wire, with Alt to any, which then says why it cannot. Tab goes
    to the next port of the node that the marker is at, or, where that has one only, of the node that the wire starts
    at, as Shift+Tab does in any case.
    """

    def __init__(self, view: "CanvasView") -> None:
        super().__init__(view)
        self._view = view
        self._wire: DrawWire | None = None
        self._touch = Touch(QPointF(), QPointF())
        self._fixed = self._target = ""  # nodes
        self._output = True
        self._own = self._port = 0  # which of their ports
        self._open: set[str] = set()
        self._told = ""
        view.session.document_changed.connect(self.stop)

    @property
    def active(self) -> bool:
        return self._wire is not None

    @property
    def target(self) -> str:
        """The node that the marker is at."""
        return self._target

    def begin(self, output: bool) -> None:
        """Start a wire at the selected node: from its output, or to its input."""
        view, node = self._view, self._view.operations.wire_start(output)
        self.stop()
        self._fixed, self._output, self._own = node, output, 0
        if not self._ports(node, output):
            title = view.operations.title(node)
            view.session.notice.emit(f"{title} has no output." if output else f"{title} has no input.")
            return
        self._open = self._nodes_that_can_take_it()
        ahead, self._target = QPointF(1.0 if output else -1.0, 0.0), node
        tries = ((ahead, self._open), (None, self._open), (ahead, None), (None, None))
        target = next(filter(None, (self._nearest(way, among) for way, among in tries)), "")
        if not target:
            view.session.notice.emit("There is no other node to wire yet.")
            return
        view.hand.cancel()
        self._told = view.accessibleDescription()
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        self._take_up(target)

    def stop(self) -> None:
        """Leave everything as it was before."""
        wire, self._wire = self._wire, None
        if wire is None:
            return
        self._view.removeEventFilter(self)
        self._view.viewport().removeEventFilter(self)
        wire.cancel()
        self._view.hint.say("", QPointF(), False)
        self._view.setAccessibleDescription(self._told)
        self._view.viewport().update()

    # -- where it may lead ---------------------------------------------------------------------------------------------
    def _ports(self, node: str, output: bool) -> tuple[str, ...]:
        """The ports of a node; of one that is hidden, those on its block's card."""
        spec = self._view.operations.graph.nodes[node].spec
        ports, blocks = spec.outputs if output else spec.inputs, self._view.canvas.blocks
        if node not in blocks.unseen:
            return ports
        return tuple(port for port in ports if blocks.port(End(node, port), output) is not None)

    def _nodes_that_can_take_it(self) -> set[str]:
        graph, here = self._view.operations.graph, self._fixed
        closed = upstream(graph, [here]) if self._output else downstream(graph, [here])
        wires = graph.out_of(here) if self._output else graph.into(here)
        wired = Counter(w.target.node if self._output else w.source.node for w in wires)

        def takes(name: str) -> bool:
            end = name if self._output else here
            if wired[name] >= len(graph.nodes[end].spec.inputs):
                return False  # there is one already
            return graph.nodes[end].spec.weighs or name not in closed

        return {name for name in graph.nodes if self._ports(name, not self._output) and takes(name)}

    def _nearest(self, way: QPointF | None, among: set[str] | None = None) -> str:
        """The nearest node to the marker in a direction, or in any; empty where there is none."""
        names = [n for n in self._view.operations.graph.nodes if among is None or n in among]
        here = self._place(self._target)
        steps = {
            name: self._place(name) - here for name in names if name != self._target and self._seen(name)
        }
        if way is None:
            costs = {name: step.manhattanLength() for name, step in steps.items()}
        else:
            costs = {n: cost_of_step(s, way) for n, s in steps.items() if QPointF.dotProduct(s, way) > 0}
        return min(costs, key=costs.__getitem__, default="")

    def _seen(self, node: str) -> bool:
        """Whether a node stands on the canvas, or a port of it on its block's card."""
        return node not in self._view.canvas.blocks.unseen or bool(self._ports(node, not self._output))

    def _place(self, node: str) -> QPointF:
        """The middle of a node; of one that is hidden, its first port on its block's card."""
        canvas = self._view.canvas
        if node not in canvas.blocks.unseen:
            return canvas.nodes[node].frame.center()
        for output in (not self._output, self._output):
            for port in self._ports(node, output)[:1]:
                return canvas.port_position(End(node, port), output)
        return canvas.card(node).frame.center()

    def _go(self, way: QPointF, every: bool) -> None:
        target = self._nearest(way, None if every else self._open) or self._nearest(way)
        if target:
            self._take_up(target)

    def _take_up(self, target: str) -> None:
        """Bring the marker to a node, at the port that a wire would end at there."""
        self._target, ports = target, self._ports(target, not self._output)
        free = free_input(self._view.operations.graph, target) if self._output else ""
        self._port = ports.index(free) if free in ports else 0
        self._aim()

    def _cycle(self, own: bool) -> None:
        """The next port of the target, or of the node that the wire starts at."""
        ports = self._ports(self._target, not self._output)
        if own or len(ports) < 2:
            self._own = (self._own + 1) % len(self._ports(self._fixed, self._output))
        else:
            self._port = (self._port + 1) % len(ports)
        self._aim()

    def _aim(self) -> None:
        """Hold the wire to where the marker is, and say what the mouse would be told there."""
        view, item = self._view, self._view.canvas.card(self._target)
        view.camera.reveal(item.frame)
        ports = self._ports(self._target, not self._output)
        point = item.frame.center()
        if ports:
            point = view.canvas.port_position(End(self._target, ports[self._port]), not self._output)
        self._touch = self._at(point)
        fixed = End(self._fixed, self._ports(self._fixed, self._output)[self._own])
        if self._wire is None or self._wire.fixed != fixed:
            start = self._at(view.canvas.port_position(fixed, self._output))
            self._wire = DrawWire(view, start, fixed, self._output)
        self._wire.move(self._touch)
        text = self._wire.hint or self._offer()
        below = QPointF(view.mapFromScene(item.frame.bottomLeft())) - QPointF(AWAY, AWAY - AROUND - 6)
        view.hint.say(text, below, self._wire.warns)
        view.setAccessibleDescription(text)
        view.viewport().update()

    def _at(self, point: QPointF) -> Touch:
        return Touch(point, QPointF(self._view.mapFromScene(point)))

    def _offer(self) -> str:
        title = self._view.operations.title
        ends = (self._fixed, self._target) if self._output else (self._target, self._fixed)
        return f"Enter wires {title(ends[0])} to {title(ends[1])}"

    # -- keys ----------------------------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and watched is self._view:
            return self._press(event)
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.ContextMenu) or (
            kind == QEvent.Type.FocusOut and watched is self._view
        ):
            self.stop()
        return False

    def _press(self, event: QKeyEvent) -> bool:
        """Take a key; one that means nothing here ends the wiring and does what it always does."""
        key = event.key()
        if key in ARROWS:
            self._go(ARROWS[key], bool(event.modifiers() & ALT))
        elif key in TABS:
            self._cycle(own=key == Qt.Key.Key_Backtab)
        elif key in ENTER:
            self._finish()
        elif key not in HELD:
            self.stop()
            return key == Qt.Key.Key_Escape
        return True

    def _finish(self) -> None:
        """Draw the wire; one that is refused stays in the hand, with the reason beside it."""
        wire = self._wire
        if wire is not None and not wire.refused:
            self.stop()
            wire.release(self._touch)

    def paint(self, painter: QPainter, inks: Inks) -> None:
        """Paint the wire that is being drawn, and the marker where it is refused."""
        if self._wire is None:
            return
        self._wire.paint(painter, inks)
        if self._wire.refused:
            painter.setPen(inks.wire_refused)
            painter.setBrush(inks.no_brush)
            frame = self._view.canvas.card(self._target).frame
            box = QRectF(frame).adjusted(-AROUND, -AROUND, AROUND, AROUND)
            corner = min(box.width() / 2, CARD_CORNER + AROUND)
            painter.drawRoundedRect(box, corner, corner)
