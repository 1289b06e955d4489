"""The keyboard on the canvas."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from core.document.layout import GRID
from gui.actions import Command

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

FAR = 5  # times the grid, with Shift
PAN = 48.0  # pixels
ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
PLAIN, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
KEYPAD = Qt.KeyboardModifier.KeypadModifier


class Keys:
    """Arrows move the selection, with Alt they choose the next card; without a selection they push the canvas."""

    def __init__(self, view: "CanvasView", commands: list[Command]) -> None:
        self._view = view
        self._by_keys: dict[str, list[Command]] = {}
        for command in commands:
            for name in filter(None, (command.shortcut, command.keys)):
                self._by_keys.setdefault(name, []).append(command)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key is for; says whether it is for anything."""
        modifiers = event.modifiers() & ~KEYPAD
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif event.key() == Qt.Key.Key_Shift:
            self._view.hand.set_shift(True)
        elif event.key() == Qt.Key.Key_Space and modifiers == PLAIN:
            self._view.hand.set_space(True)
        elif self._view.neurons.press_key(event):
            pass
        elif event.key() in ARROWS and modifiers in (PLAIN, SHIFT, ALT):
            self._arrow(ARROWS[event.key()], modifiers)
        else:
            return self._command(event, modifiers)
        return True

    def release(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._view.hand.set_space(False)
        elif event.key() == Qt.Key.Key_Shift:
            self._view.hand.set_shift(False)
        elif event.key() in ARROWS and not event.isAutoRepeat():
            self._view.session.end_merge()

    def _escape(self) -> None:
        if self._view.hand.cancel() or self._view.canvas.inside.close(self._view.operations.nodes):
            return
        self._view.session.select(())

    def _command(self, event: QKeyEvent, modifiers: Qt.KeyboardModifier) -> bool:
        combination = QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key())))
        names = (combination.toString(QKeySequence.SequenceFormat.PortableText), event.text().upper())
        found = next((self._by_keys[name] for name in names if name in self._by_keys), [])
        command = next((c for c in found if c.enabled is None or c.enabled()), None)
        if command is not None:
            command.run()
        return bool(found)

    def _arrow(self, way: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        work = self._view.operations
        if modifiers == ALT:
            self._go(way)
        elif work.things:
            step = GRID * (FAR if modifiers == SHIFT else 1)
            work.nudge(way.x() * step, way.y() * step)
            self._view.camera.reveal(self._view.selected_bounds)
        else:
            self._view.camera.scroll(way * PAN)

    def _go(self, way: QPointF) -> None:
        """Select the nearest card or note in a direction; without a selection, the one nearest to the middle."""
        canvas, work = self._view.canvas, self._view.operations
        nodes = {name: i.anchor for name, i in canvas.movable.items() if name not in canvas.blocks.unseen}
        selected = [*work.cards, *work.notes]
        if selected:
            here = nodes[selected[-1]]
            away = {n: p - here for n, p in nodes.items() if QPointF.dotProduct(p - here, way) > 0}
            costs = {n: cost_of_step(step, way) for n, step in away.items()}
        else:
            middle = self._view.mapToScene(self._view.viewport().rect().center())
            costs = {n: (p - middle).manhattanLength() for n, p in nodes.items()}
        if costs:
            nearest = min(costs, key=costs.__getitem__)
            self._view.session.select({nearest})
            self._view.camera.reveal(self._view.canvas.movable[nearest].frame)


def cost_of_step(step: QPointF, way: QPointF) -> float:
    """How far a step is; what goes aside counts double."""
    along = QPointF.dotProduct(step, way)
    return along + 2 * (step - way * along).manhattanLength()
