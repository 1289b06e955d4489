"""Drawing a wire, and moving an end of one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from core.document import edits
from core.document.document import Document
from core.document.graph import End, Wire, downstream, upstream
from core.document.problems import Fix, Problem
from core.document.shapes import Inference, infer, problems_at
from gui.canvas.card import paint_port
from gui.canvas.geometry import SNAP_REACH, curve, distance
from gui.canvas.gestures.base import SHIFT, Gesture, Touch
from gui.canvas.inks import Inks
from gui.canvas.node_item import NodeItem
from gui.facts import fix_text

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class DrawWire(Gesture):
    """From a port to a port of the other kind, either way round.

    The free end jumps to the nearest port within reach, or to a port of the card under the pointer; where the wire
    may not be drawn, the reason stands beside the pointer. Where the shapes would not fit, letting go with Shift held
    does at once what mends that. Let go on empty canvas, it offers what fits there.

    ``replaced``: the wire whose other end was taken up; let go on empty canvas, it is removed.
    """

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True
    still = True

    def __init__(
        self, view: "CanvasView", start: Touch, fixed: End, output: bool, replaced: Wire | None = None
    ) -> None:
        super().__init__(view, start)
        self.fixed, self.output, self.replaced = fixed, output, replaced
        self._tip = start.point
        self._free: End | None = None  # where the wire would end
        self.refused = False
        self._remarks: dict[End, str] = {}
        self._unfit: dict[End, Problem] = {}
        self._known = self._what_is_known()
        self._closed = self._nodes_in_front_or_behind()

    def _nodes_in_front_or_behind(self) -> set[str]:
        """The nodes that a wire from here may not lead to, or it would close a circle."""
        graph, here = self.session.document.graph, [self.fixed.node]
        return upstream(graph, here) if self.output else downstream(graph, here)

    def move(self, touch: Touch) -> None:
        if self.replaced is not None:
            self.scene.show_wire(self.replaced.id, False)
        self._tip, self._free = touch.point, None
        self.hint, self.refused = self._aim(touch)
        self.warns = self.refused or self._free in self._unfit
        mend = self._mend()
        if mend is not None:
            held = bool(touch.modifiers & SHIFT)
            self.hint = (
                f"Let go to {fix_text(mend)}." if held else f"{self.hint}\nHold Shift to {fix_text(mend)}."
            )
            self.warns = not held
        self.scene.aim(*([self._free.node] if self._free else []))

    def _aim(self, touch: Touch) -> tuple[str, bool]:
        """Choose the port that is meant; returns what to say of it, and whether that is a refusal."""
        reach = self.view.reach(SNAP_REACH)
        port = self.scene.find.port(touch.point, reach, not self.output)
        card = self.scene.find.node(touch.point)
        own = self.scene.find.port(touch.point, output=self.output)
        if port is not None:
            return self._consider(port[0])
        if own is not None and own[0] != self.fixed:
            return "A wire goes from an output to an input.", True
        if card is None or card is self.scene.card(self.fixed.node):
            return "", False
        end = self._port_of(card)
        if end is None:
            title = self.view.operations.title(card.node.id)
            return f"{title} has no input." if self.output else f"{title} has no output.", True
        return self._consider(end)

    def _port_of(self, card: NodeItem) -> End | None:
        """Where a wire that is let go on a card ends: at the first port, of inputs the first that has no wire."""
        ends = [end for end, _ in card.ports(not self.output)]
        taken = {w.target for w in self.session.document.graph.wires.values()} if self.output else set()
        return next((end for end in ends if end not in taken), ends[0] if ends else None)

    def _consider(self, end: End) -> tuple[str, bool]:
        source, target = self._ends(end)
        if reason := edits.refusal(self.session.document.graph, source, target):
            return reason, True
        self._free = end
        self._tip = self.scene.port_position(end, not self.output)
        if end not in self._remarks:
            self._remarks[end] = self._remark(end, source, target)
        return self._remarks[end], False

    def _mend(self) -> Fix | None:
        """The first thing that would make the shapes fit where the wire would end."""
        problem = self._unfit.get(self._free) if self._free else None
        return problem.fixes[0] if problem and problem.fixes else None

    def _remark(self, end: End, source: End, target: End) -> str:
        """What will be wrong once the wire is there, for it may be drawn all the same; or what it will replace."""
        problem = self._unfit_at(target, self._drawn(source, target))
        if problem is not None:
            self._unfit[end] = problem
            return problem.message
        graph = self.session.document.graph
        if graph.nodes[target.node].spec.weighs:  # it takes any number
            return ""
        taken = next((w for w in graph.into(target.node) if w.target == target and w != self.replaced), None)
        return f"In place of the wire from {self.view.operations.title(taken.source.node)}" if taken else ""

    def _unfit_at(self, target: End, drawn: Document) -> Problem | None:
        """What is wrong at the end of a wire; or at another input of the node, if it was not before."""
        known = {p.message for p in self.session.inference.problems if p.node == target.node}
        wired = {w.target.port for w in drawn.graph.into(target.node)}
        for problem in problems_at(drawn, target.node, self._known):
            new = problem.port in wired and problem.message not in known
            if problem.node == target.node and (problem.port == target.port or new):
                return problem
        return None

    def _what_is_known(self) -> Inference:
        """Shapes and problems before the wire is drawn; of one that is moved, as if it were not there."""
        if self.replaced is None:
            return self.session.inference
        return infer(edits.remove(self.session.document, {self.replaced.id}))

    def _ends(self, free: End) -> tuple[End, End]:
        return (self.fixed, free) if self.output else (free, self.fixed)

    def _drawn(self, source: End, target: End) -> Document:
        if self.replaced is None:
            return edits.connect(self.session.document, source, target)
        return edits.reconnect(self.session.document, self.replaced.id, source, target)

    def release(self, touch: Touch) -> None:
        self._finish()
        plucked = distance(self._tip, self.scene.port_position(self.fixed, self.output)) < SNAP_REACH
        if self._free is not None:
            source, target = self._ends(self._free)
            title = self.view.operations.title
            text = f"wire {title(source.node)} to {title(target.node)}"
            mend = self._mend() if touch.modifiers & SHIFT else None
            if mend is None:
                self.view.operations.attempt(text, lambda _: self._drawn(source, target))
            else:
                text = f"{text} and {fix_text(mend)}"
                self.view.operations.attempt(text, lambda _: mend.edit(self._drawn(source, target)))
        elif self.refused or plucked or self.scene.find.node(touch.point) is not None:
            return
        elif self.replaced is not None:
            self.view.operations.remove_wire(self.replaced)
        else:
            self.view.adding.at_wire(self)

    def cancel(self) -> None:
        self._finish()

    def _finish(self) -> None:
        self.scene.aim()
        if self.replaced is not None:
            self.scene.show_wire(self.replaced.id, True)

    def paint(self, painter: QPainter, inks: Inks) -> None:
        fixed = self.scene.port_position(self.fixed, self.output)
        start, end = (fixed, self._tip) if self.output else (self._tip, fixed)
        self._paint_open_ports(painter, inks)
        painter.setPen(inks.wire_refused if self.refused else inks.wire_selected)
        painter.setBrush(inks.no_brush)
        painter.drawPath(curve(start, end).path())
        paint_port(painter, fixed, inks, lit=True)
        if self._free is not None:
            paint_port(painter, self._tip, inks, lit=True)

    def _paint_open_ports(self, painter: QPainter, inks: Inks) -> None:
        """Show where the wire may end."""
        seen = self.view.mapToScene(self.view.viewport().rect()).boundingRect()
        if self.view.from_afar:
            return
        for card in self.scene.find.cards(seen):
            for end, at in card.ports(not self.output):
                if end.node not in self._closed:
                    paint_port(painter, at, inks, free=True)

    @property
    def tip(self) -> QPointF:
        """Where the free end is."""
        return self._tip
