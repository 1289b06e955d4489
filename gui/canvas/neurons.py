"""Single neurons on the canvas: what is measured for them, shown beside them, and changed by hand."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QRegion

from core.document import edits
from core.document.document import Document
from core.document.graph import Wire
from core.phrases import figure
from core.probes.base import Probe
from core.probes.signals import Reading
from core.training.snapshot import Snapshot
from gui.actions import Command
from gui.canvas.circle import value_box
from gui.canvas.gestures.base import Gesture, Touch
from gui.canvas.gestures.turn_number import TurnNumber
from gui.canvas.grips import BiasGrip, Grip, InputGrip, WeightGrip, step_weights, weight_title
from gui.canvas.inks import Inks
from gui.canvas.node_item import LEAST_VALUE_SCALE
from gui.canvas.number_line import NumberLine
from gui.canvas.plates import Placed, Plates
from gui.canvas.sample_bar import SampleBar
from gui.canvas.sum_panel import paint_panel, prepared, sum_of

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

REST, FORGET = (
    3,
    0.7,
)  # times what painting costs, between two readings; of that cost, what counts after another
STEP, FINE, COARSE = 0.1, 0.01, 1.0  # of an arrow key
SHIFT, CONTROL, KEYPAD = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.KeypadModifier,
)
STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
NEIGHBOURS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Neurons(QObject):
    """Belongs to a canvas, and is asked by it at every event that a single value may want."""

    def __init__(self, view: "CanvasView") -> None:
        super().__init__(view)
        self._view, self._session, self._scene = view, view.session, view.canvas
        self.live = view.canvas.live
        self.plates = Plates(view)
        self.line = NumberLine(view)
        self.bar = SampleBar(view.appearance, view)
        self.bar.settle()
        self._pending: Reading | None = None
        self._cost = 0.0  # milliseconds that painting has taken of late
        self._painting, self._shown = QElapsedTimer(), QElapsedTimer()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._show_pending)
        self._wish: frozenset[Probe] = frozenset()
        self.bar.sample_moved.connect(self.go)
        self.bar.step_moved.connect(self.go_step)
        self.bar.back.connect(self.back_to_data)
        for scroll in (view.horizontalScrollBar(), view.verticalScrollBar()):
            scroll.valueChanged.connect(self.moved)
            scroll.rangeChanged.connect(self.moved)
        self._session.snapshot_arrived.connect(self._take)
        self._session.document_changed.connect(self._document_changed)
        self._session.sample_changed.connect(self.back_to_data)
        self._session.opened.connect(self._opened)

    # -- what is measured ----------------------------------------------------------------------------------------------
    def _opened(self) -> None:
        self.line.give_up()
        self._pending = None
        self.live.forget()
        self.bar.show_reading(None)
        self.ask()

    def _document_changed(self) -> None:
        self.line.give_up()
        self.moved()

    def ask(self) -> None:
        """Have measured what is shown, as long as it is seen."""
        nodes = self._session.document.graph.nodes.values()
        seen = self._view.isVisible() and not self._view.from_afar and any(n.spec.single for n in nodes)
        wish = frozenset((self.live.probe,)) if seen else frozenset()
        if wish != self._wish:
            self._wish = wish
            self._session.feed.want(self, wish)

    def _take(self, snapshot: Snapshot) -> None:
        if snapshot.state == "blocked":
            self._pending = None
            self._show(None)
        else:
            reading = snapshot.results.get(self.live.probe)
            if reading is not None and reading is not self.live.reading:
                self._pending = reading
                self._show_pending()

    def _show_pending(self) -> None:
        """Show the newest reading, unless painting the last one has left no time for anything else."""
        wait = REST * self._cost - self._shown.elapsed() if self._shown.isValid() else 0
        if self._pending is not None and wait > 0:
            self._timer.start(int(wait) + 1)
        elif self._pending is not None:
            reading, self._pending = self._pending, None
            self._shown.start()
            self._show(reading)

    def _show(self, reading: Reading | None) -> None:
        if reading is None and self.live.reading is None:
            return
        before = self.plates.shown
        self.live.show(reading, self._seen())
        self.bar.show_reading(reading if reading and self._has_inputs() else None)
        self._repaint(before)

    def _repaint(self, before: list[Placed]) -> None:
        """Repaint the plates that say something else now, and the sum."""
        port, region = self._view.viewportTransform(), QRegion()
        now, was = ({(p, *place.getRect()) for p, place in shown} for shown in (self.plates.gather(), before))
        for _, *place in now ^ was:
            region += port.mapRect(QRectF(*place)).toAlignedRect().adjusted(-2, -2, 2, 2)
        if self.plates.focus:
            region += self._view.viewport().rect()
        if not region.isEmpty():
            self._view.viewport().update(region)

    def _has_inputs(self) -> bool:
        nodes = self._session.document.graph.nodes.values()
        return any(n.spec.single and n.spec.fed and n.spec.outputs for n in nodes)

    def _seen(self) -> QRectF:
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    def moved(self) -> None:
        """Something else is seen of the scene."""
        self.line.accept()
        self.ask()
        if self.live.reading is not None:
            self.live.show_values(self._seen())

    # -- which sample --------------------------------------------------------------------------------------------------
    def go(self, by: int) -> None:
        """Let the next sample, or the one before, run through."""
        reading = self.live.reading
        if reading is not None and self.live.typed:
            self.back_to_data()
        elif reading is not None:
            self._session.look_at((self._session.sample + by) % reading.count)

    def go_step(self, by: int) -> None:
        """Look at the next step, or the one before."""
        reading = self.live.reading
        if reading is not None and reading.steps:
            step = self.live.step if self.live.step >= 0 else reading.step
            self.live.step = (step + by) % reading.steps
            self.ask()

    def type_in(self, column: int, value: float) -> None:
        """Put a number in place of one of the sample."""
        self.live.type_in(column, value)
        self.ask()

    def back_to_data(self) -> None:
        """Forget the inputs that were typed."""
        self.live.typed = ()
        self.ask()

    # -- painting ------------------------------------------------------------------------------------------------------
    def begin_paint(self) -> None:
        """The scene is about to be painted."""
        self._painting.start()

    def paint(self, painter: QPainter, inks: Inks) -> None:
        """Paint the plates over the scene, in its units."""
        self.plates.paint(painter, inks)
        self._cost = max(FORGET * self._cost, self._painting.elapsed())

    def paint_sum(self, painter: QPainter, area: QRectF, inks: Inks) -> None:
        """Paint the sum of what is looked at; the painter is in pixels."""
        focus = self.plates.focus
        if focus and self._view.hand.gesture is None and (text := self.sum(focus)):
            circle = self._view.viewportTransform().mapRect(self._scene.nodes[focus].frame)
            paint_panel(painter, text, circle, area, inks)

    def sum(self, name: str) -> str:
        """What a single value does, written out; empty where nothing is known."""
        node = self._session.document.graph.nodes[name]
        if node.spec.weighs:
            return sum_of(node, self.live.reading, self.live.bias(node))
        if node.spec.single and "sample" in node.spec.fed:
            return prepared(node, self.live.reading, self.live.raw(node.spec.column))
        return ""

    def describe(self) -> str:
        """The numbers of what is selected, for who cannot see them."""
        nodes, wires = self._view.operations.nodes, self._view.operations.wires
        if len(nodes) == 1 and (text := self.sum(nodes[0])):
            return f" {text}."
        if len(wires) == 1 and not nodes and (wire := self._weighed(wires[0])) is not None:
            weight = self.live.weight(wire)
            known = "not known yet" if weight is None else figure(weight, whole=False)
            return f" {weight_title(self._view, wire)}: {known}{', locked' if wire.locked else ''}."
        return ""

    # -- hands on ------------------------------------------------------------------------------------------------------
    def grip_at(self, point: QPointF) -> Grip | None:
        """The number at a point of the scene."""
        placed = self.plates.at(point)
        if placed is not None:
            name, place = placed[0].name, placed[1]
            if name in self._scene.wires:
                return WeightGrip(self._view, name, place)
            spec = self._scene.nodes[name].node.spec
            return BiasGrip(self._view, name, place) if spec.weighs else None
        item = self._scene.find.node(point)
        if item is None or not item.value or self._view.camera.scale < LEAST_VALUE_SCALE:
            return None
        return self._input_grip(item.node.id, point)

    def _input_grip(self, name: str, point: QPointF | None = None) -> Grip | None:
        item = self._scene.nodes[name]
        spec, place = item.node.spec, value_box(item.look.size).translated(item.pos())
        if not spec.single or "sample" not in spec.fed or self.live.raw(spec.column) is None:
            return None
        return InputGrip(self._view, name, place) if point is None or place.contains(point) else None

    def gesture_at(self, touch: Touch) -> Gesture | None:
        """What a press on a number begins."""
        grip = self.grip_at(touch.point)
        return TurnNumber(self._view, touch, grip) if grip else None

    def click(self, grip: Grip, touch: Touch) -> None:
        """A number was pressed and let go: select what it belongs to, or take its lock off."""
        placed = self.plates.at(touch.point)
        if placed is not None and placed[0].locked and placed[0].lock_box(placed[1]).contains(touch.point):
            self._unlock(grip)
            return
        selected = self._session.selection
        self._session.select(selected ^ {grip.name} if touch.extending else {grip.name})

    def _unlock(self, grip: Grip) -> None:
        def change(document: Document) -> Document:
            if isinstance(grip, WeightGrip):
                return edits.set_wires(document, [grip.name], locked=False)
            return edits.set_field(document, grip.name, "bias_locked", False)

        what = "the weight" if isinstance(grip, WeightGrip) else "the bias"
        self._view.operations.attempt(f"unlock {what}", change)

    def double_click(self, point: QPointF) -> bool:
        """Type a number where it stands; says whether there is one."""
        grip = self.grip_at(point)
        if grip is not None:
            self.line.begin(grip)
        return grip is not None

    # -- by keyboard ---------------------------------------------------------------------------------------------------
    def _weighed(self, name: str) -> Wire | None:
        wire = self._session.document.graph.wires.get(name)
        return wire if wire is not None and self.live.weighs(wire) else None

    @property
    def selected_grip(self) -> Grip | None:
        """The number of what is selected: a wire's weight, a neuron's bias, an input's value."""
        selection = self._session.selection
        name = next(iter(selection)) if len(selection) == 1 else ""
        if self._weighed(name) is not None:
            return WeightGrip(self._view, name, self._place(name, self._scene.wires[name].boundingRect()))
        node = self._session.document.graph.nodes.get(name)
        if node is not None and self.live.bias(node) is not None:
            return BiasGrip(self._view, name, self._place(name, self._scene.nodes[name].frame))
        return None if node is None else self._input_grip(name)

    def _place(self, name: str, otherwise: QRectF) -> QRectF:
        return next((place for plate, place in self.plates.gather() if plate.name == name), otherwise)

    def edit_selected(self) -> None:
        """Type the number of what is selected."""
        if (grip := self.selected_grip) is not None:
            self._view.camera.reveal(grip.place)
        if (grip := self.selected_grip) is not None:  # where it stands now
            self.line.begin(grip)

    def enter_wires(self) -> None:
        """Go from a neuron to the first of its wires, to change its weight with the arrow keys."""
        self._session.select({self.plates.into(self._view.operations.nodes[0])[0].id})

    @property
    def can_enter_wires(self) -> bool:
        nodes = self._view.operations.nodes
        return len(nodes) == 1 and bool(self.plates.into(nodes[0]))

    def press_key(self, event: QKeyEvent) -> bool:
        """Arrows where weighed wires are selected: up and down change the weights, left and right go to the next.

        Enter types the number of what is selected, if it has one.
        """
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected_grip is not None:
            self.edit_selected()
            return True
        wires = [w for name in self._view.operations.wires if (w := self._weighed(name)) is not None]
        if not wires or self._view.operations.nodes:
            return False
        key, keys = Qt.Key(event.key()), event.modifiers() & ~KEYPAD
        sizes = {Qt.KeyboardModifier.NoModifier: STEP, SHIFT: FINE, CONTROL: COARSE}
        if key in STEPS and keys in sizes:
            step_weights(self._view, [w.id for w in wires], STEPS[key] * sizes[keys])
        elif key in NEIGHBOURS and keys == Qt.KeyboardModifier.NoModifier:
            beside = self.plates.into(wires[-1].target.node)
            place = [w.id for w in beside].index(wires[-1].id) + NEIGHBOURS[key]
            self._session.select({beside[place % len(beside)].id})
        else:
            return False
        return True

    def commands(self) -> list[Command]:
        """What can be done with single neurons."""
        edit, sample = "Edit/neurons", "View/sample"
        reading, steps = (
            lambda: self.live.reading is not None,
            lambda: bool(self.live.reading and self.live.reading.steps),
        )
        return [
            Command(
                "Type the weight, bias or input…",
                edit,
                self.edit_selected,
                help="Of the selected wire, neuron or input value; Enter does it too, and arrow keys change a weight.",
                enabled=lambda: self.selected_grip is not None,
            ),
            Command(
                "Go to the wires of the neuron",
                edit,
                self.enter_wires,
                help="Selects the first wire into it; left and right go on from there.",
                enabled=lambda: self.can_enter_wires,
                keys="E",
            ),
            Command("Next sample", sample, lambda: self.go(1), enabled=reading, keys="PgDown"),
            Command("Sample before", sample, lambda: self.go(-1), enabled=reading, keys="PgUp"),
            Command(
                "Next step of the sequence",
                sample,
                lambda: self.go_step(1),
                enabled=steps,
                keys="Shift+PgDown",
            ),
            Command("Step before", sample, lambda: self.go_step(-1), enabled=steps, keys="Shift+PgUp"),
            Command(
                "Back to the data's inputs", sample, self.back_to_data, enabled=lambda: bool(self.live.typed)
            ),
        ]
