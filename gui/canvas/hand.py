"""The hand on the canvas: which gesture a press begins, and what lies under the pointer meanwhile."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QCursor, QMouseEvent

from core.document.graph import End, Graph
from core.document.problems import Fix
from core.layers.base import Layer
from gui.canvas.block_items import BlockFrame
from gui.canvas.bubble import Bubble
from gui.canvas.geometry import PORT_REACH, WIRE_REACH, distance
from gui.canvas.gestures.base import SHIFT, Gesture, Touch
from gui.canvas.gestures.draw_wire import DrawWire
from gui.canvas.gestures.drop_block import DropBlock
from gui.canvas.gestures.drop_layer import DropLayer
from gui.canvas.gestures.move_nodes import MoveNodes
from gui.canvas.gestures.pan import Pan
from gui.canvas.gestures.press_chevron import PressChevron
from gui.canvas.gestures.press_fix import PressFix
from gui.canvas.gestures.pull_wire import PullWire
from gui.canvas.gestures.resize_note import ResizeNote, cursor_of
from gui.canvas.gestures.rubber_band import RubberBand
from gui.canvas.inside_commands import ClosePanel
from gui.canvas.node_item import NodeItem
from gui.canvas.note_item import NoteItem
from gui.canvas.wire_item import WireItem

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

DRAG_DISTANCE = 4.0  # pixels; a press that moves less is a click
EDGE, SCROLL_MS, FASTEST = 28.0, 16, 18.0  # pixels; between two scrolls; pixels a scroll
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
POINTING, CROSS = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.CrossCursor
SIDEWAYS = Qt.CursorShape.SizeHorCursor
Hoverable = NodeItem | BlockFrame | WireItem | Bubble | NoteItem
ARROW, OPEN = Qt.CursorShape.ArrowCursor, Qt.CursorShape.OpenHandCursor


class Hand(QObject):
    """Keeps the one gesture that is under way; ``port`` and ``hovered`` are what is under the pointer."""

    def __init__(self, view: "CanvasView") -> None:
        super().__init__(view)
        self._view, self._find = view, view.canvas.find
        self.gesture: Gesture | None = None
        self.port: tuple[End, bool] | None = None
        self.touch: Touch | None = None  # where the pointer was seen last
        self._button = Qt.MouseButton.NoButton
        self._moved = self._space = False
        self.hovered: Hoverable | None = None
        self._scroller = QTimer(self, interval=SCROLL_MS)
        self._scroller.timeout.connect(self._scroll)

    def touch_at(self, event: QMouseEvent) -> Touch:
        place = event.position()
        return Touch(self._view.camera.point(place), place, event.modifiers())

    def press(self, event: QMouseEvent) -> None:
        """Begin what is done with this button at this place."""
        if self.gesture is not None:
            return
        touch = self.touch_at(event)
        if event.button() == MIDDLE or (event.button() == LEFT and self._space):
            self._begin(Pan(self._view, touch), event.button())
        elif event.button() == LEFT:
            self._begin(self._gesture_at(touch), LEFT)

    def double_press(self, event: QMouseEvent) -> None:
        """Open a block, edit a name or a comment, or offer layers where there is nothing; else it is another press."""
        touch, view = self.touch_at(event), self._view
        node = self._find.node(touch.point)
        if event.button() != LEFT or self.port_at(touch.point) or self.fix_at(touch.point):
            self.press(event)
        elif view.blocks.double_click(touch):
            return
        elif view.neurons.double_click(touch.point):
            self.cancel()
        elif node is not None and touch.point.y() < node.frame.center().y():
            view.rename(node.name)
        elif node is None and (note := self.any_note_at(touch.point)) is not None:
            view.annotating.write(note.name)
        elif node is None and self._find.wire(touch.point) is None:
            view.adding.at(touch.point)
        else:
            self.press(event)

    def _gesture_at(self, touch: Touch) -> Gesture:
        fix, port = self.fix_at(touch.point), self.port_at(touch.point)
        if fix is not None:
            return PressFix(self._view, touch, fix)
        if (panel := self._view.canvas.inside.point(touch.point)) is not None:
            return ClosePanel(self._view, touch, panel.card.name)
        if port is not None:
            return self._wiring(touch, *port)
        turning = self._view.neurons.gesture_at(touch)
        if turning is not None:
            return turning
        node = self._find.node(touch.point) or self._under_bubble(touch.point)
        if node is not None:
            return MoveNodes(self._view, touch, node)
        if (sheet := self.note_at(touch.point, frames=False)) is not None:
            return self._on_note(touch, sheet)
        outline = self._find.outline(touch.point)
        if outline is not None:
            on_chevron = outline.on_chevron(touch.point)
            return (PressChevron if on_chevron else MoveNodes)(self._view, touch, outline)
        wire = self._find.wire(touch.point, self._view.reach(WIRE_REACH))
        if wire is not None:
            return PullWire(self._view, touch, wire)
        if (frame := self.note_at(touch.point, frames=True)) is not None:
            return self._on_note(touch, frame)
        return RubberBand(self._view, touch)

    def note_at(self, point: QPointF, *, frames: bool) -> NoteItem | None:
        """The comment, or else the frame, that a press would take; what is seen from far away is not touched."""
        if self._view.from_afar:
            return None
        return self._view.canvas.notes.at(point, self._view.camera.scale, frames=frames)

    def any_note_at(self, point: QPointF) -> NoteItem | None:
        """The comment at a point, or the frame, unless a wire lies over that."""
        sheet = self.note_at(point, frames=False)
        if sheet is None and self._find.wire(point, self._view.reach(WIRE_REACH)) is None:
            return self.note_at(point, frames=True)
        return sheet

    def _on_note(self, touch: Touch, item: NoteItem) -> Gesture:
        handle = item.handle(touch.point, self._view.camera.scale)
        if handle is None or touch.extending:
            return MoveNodes(self._view, touch, item)
        return ResizeNote(self._view, touch, item, handle)

    def _wiring(self, touch: Touch, port: End, output: bool) -> Gesture:
        """A new wire, or, at an input that has the one it can have, that wire's end."""
        graph = self._view.session.document.graph
        into = () if output or graph.nodes[port.node].spec.weighs else graph.into(port.node)
        taken = next((w for w in into if w.target == port), None)
        if taken is not None:
            return DrawWire(self._view, touch, taken.source, True, taken)
        return DrawWire(self._view, touch, port, output)

    def _begin(self, gesture: Gesture, button: Qt.MouseButton) -> None:
        self._view.glider.finish()
        self._unhover()
        self._view.canvas.inside.point(None)
        self.gesture, self._button, self._moved = gesture, button, False
        self._show_cursor(gesture.cursor)

    def begin_drop(self, what: Layer | Graph, touch: Touch) -> None:
        """A layer or a block from the palette has come over the canvas."""
        self.cancel()
        kind = DropBlock if isinstance(what, Graph) else DropLayer
        self._begin(kind(self._view, touch, what), Qt.MouseButton.NoButton)
        self._moved = True

    def move(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or show what a press would take."""
        touch = self.touch = self.touch_at(event)
        if self.gesture is None:
            self.hover(touch)
        else:
            self.drag(touch)

    def drag(self, touch: Touch) -> None:
        """Go on with the gesture."""
        self.touch, gesture = touch, self.gesture
        if gesture is None:
            return
        self._moved = self._moved or distance(touch.place, gesture.start.place) >= DRAG_DISTANCE
        if self._moved:
            gesture.move(touch)
            self._view.hint.say(gesture.hint, touch.place + QPointF(0, gesture.clearance), gesture.warns)
            self._watch_edge(gesture, touch)
            self._view.viewport().update()

    def release(self, event: QMouseEvent) -> None:
        """End the gesture that this button began."""
        if self.gesture is not None and event.button() == self._button:
            self.finish(self.touch_at(event))

    def finish(self, touch: Touch) -> None:
        """End the gesture where the pointer is."""
        gesture, moved = self.gesture, self._moved
        self._end()
        if gesture is None:
            return
        if moved:
            gesture.release(touch)
        else:
            gesture.click(touch)
        self.hover(touch)

    def cancel(self) -> bool:
        """Break the gesture off; says whether there was one."""
        gesture = self.gesture
        self._end()
        if gesture is not None:
            gesture.cancel()
        return gesture is not None

    def _end(self) -> None:
        self.gesture = None
        self._scroller.stop()
        self._view.hint.say("", QPointF(), False)
        self._show_cursor(None)
        self._view.viewport().update()

    def set_shift(self, held: bool) -> None:
        """Shift was pressed or let go: what the gesture would do may be another thing now."""
        if self.touch is not None:
            keys = self.touch.modifiers
            self.drag(self.touch._replace(modifiers=keys | SHIFT if held else keys & ~SHIFT))

    def set_space(self, held: bool) -> None:
        """While space is held, a drag pushes the canvas."""
        self._space = held
        if self.gesture is None:
            self._show_cursor(OPEN if held else None)

    def port_at(self, point: QPointF) -> tuple[End, bool] | None:
        """The port that a press would take; from far away there are none."""
        if self._view.from_afar:
            return None
        return self._find.port(point, self._view.reach(PORT_REACH))

    def _under_bubble(self, point: QPointF) -> NodeItem | None:
        """The card that a bubble at a point belongs to."""
        bubble = self._find.bubble(point)
        if bubble is None or not bubble.readable(self._view.camera.scale):
            return None
        return self._view.canvas.card(bubble.problem.node)

    def fix_at(self, point: QPointF) -> Fix | None:
        bubble = self._find.bubble(point)
        return bubble.fix_at(point) if bubble and bubble.readable(self._view.camera.scale) else None

    def hover(self, touch: Touch) -> None:
        """Light up what a press would take."""
        panel = self._view.canvas.inside.point(touch.point)
        fix, port = self.fix_at(touch.point), self.port_at(touch.point)
        item: Hoverable | None = None
        if fix is not None:
            item, port = self._find.bubble(touch.point), None
        elif port is None:
            reach = self._view.reach(WIRE_REACH)
            item = (
                self._find.node(touch.point)
                or self.note_at(touch.point, frames=False)
                or self._find.outline(touch.point)
                or self._find.wire(touch.point, reach)
                or self.note_at(touch.point, frames=True)
            )
        if item is not self.hovered:
            self._unhover()
            self.hovered = item
        _light(item, True, fix)
        self._tell(item, touch.place)
        if port != self.port:
            self.port = port
            self._view.viewport().update()
        self._show_cursor(self._cursor(touch, item, bool(fix or panel), bool(port)))

    def _cursor(self, touch: Touch, item: object, press: bool, port: bool) -> Qt.CursorShape | None:
        """What the pointer looks like over a thing."""
        if press or port:
            return POINTING if press else CROSS
        if self._view.neurons.grip_at(touch.point) is not None:
            return SIDEWAYS
        if self._space or not isinstance(item, NoteItem):
            return OPEN if self._space else None
        return cursor_of(item.handle(touch.point, self._view.camera.scale))

    def leave(self) -> None:
        """The pointer has left the canvas."""
        self._unhover()
        self._view.canvas.inside.point(None)
        self.touch = None

    def follow_document(self) -> None:
        """The document has changed; a gesture that did not do that itself is over."""
        self.forget()
        if self.gesture is None or not self.gesture.edits:
            self.cancel()

    def forget(self) -> None:
        """The document has changed: what was under the pointer may be gone."""
        self.hovered, self.port = None, None
        self._tell(None, QPointF())

    def _tell(self, item: NodeItem | WireItem | Bubble | None, place: QPointF) -> None:
        """Say more of what the pointer is on."""
        self._view.canvas.emphasis.point(item.node.id if isinstance(item, NodeItem) else "")
        self._view.flow_tip.point(item.wire if isinstance(item, WireItem) else None, place)

    def _unhover(self) -> None:
        _light(self.hovered, False, None)
        self.forget()
        self._view.viewport().update()

    def _show_cursor(self, cursor: Qt.CursorShape | None) -> None:
        viewport, shape = self._view.viewport(), ARROW if cursor is None else cursor
        if viewport.cursor().shape() != shape:
            viewport.setCursor(QCursor(shape))

    def _watch_edge(self, gesture: Gesture, touch: Touch) -> None:
        if gesture.scrolls and not self._push(touch.place).isNull():
            self._scroller.start()
        else:
            self._scroller.stop()

    def _push(self, place: QPointF) -> QPointF:
        """How fast to scroll: the nearer to an edge of the viewport, the faster."""
        size = self._view.viewport().size()
        return QPointF(_speed(place.x(), size.width()), _speed(place.y(), size.height()))

    def _scroll(self) -> None:
        if self.touch is None:
            return
        place = self.touch.place
        self._view.camera.scroll(self._push(place))
        self.drag(Touch(self._view.camera.point(place), place, self.touch.modifiers))


def _speed(at: float, length: float) -> float:
    into = max(0.0, EDGE - at) - max(0.0, at - length + EDGE)
    return -max(-1.0, min(1.0, into / EDGE)) * FASTEST


def _light(item: Hoverable | None, on: bool, fix: Fix | None) -> None:
    if isinstance(item, NodeItem | BlockFrame):
        item.change(hovered=on)
    elif isinstance(item, WireItem | NoteItem):
        item.mark(hovered=on)
    elif isinstance(item, Bubble):
        item.hover(fix)
