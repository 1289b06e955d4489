"""A hand for tests of the canvas: mouse and keyboard events at points of the scene."""

import msgspec
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from gui.actions import Command
from gui.canvas.mime import LAYER
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import Appearance
from tests.core.examples import in_a_row

NONE, LEFT, MIDDLE = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
PLAIN, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NOWHERE = QPoint()
STEPS = 5


class Hand:
    """Presses, moves and releases on the viewport of a canvas; all points are in the scene."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self.at = QPointF()

    def press(self, point: QPointF, keys: Qt.KeyboardModifier = PLAIN, button: Qt.MouseButton = LEFT) -> None:
        self._send(QEvent.Type.MouseMove, point, NONE, NONE, keys)
        self._send(QEvent.Type.MouseButtonPress, point, button, button, keys)

    def move(self, point: QPointF, keys: Qt.KeyboardModifier = PLAIN, button: Qt.MouseButton = LEFT) -> None:
        """In some steps, as a hand does."""
        start = self._place(self.at)
        end = self._place(point)
        for step in range(1, STEPS + 1):
            place = start + (end - start) * (step / STEPS)
            self._send_at(QEvent.Type.MouseMove, place, NONE, button, keys)
        self.at = point

    def release(self, keys: Qt.KeyboardModifier = PLAIN, button: Qt.MouseButton = LEFT) -> None:
        self._send(QEvent.Type.MouseButtonRelease, self.at, button, NONE, keys)

    def drag(
        self, start: QPointF, end: QPointF, keys: Qt.KeyboardModifier = PLAIN, button: Qt.MouseButton = LEFT
    ) -> None:
        self.press(start, keys, button)
        self.move(end, keys, button)
        self.release(keys, button)

    def click(self, point: QPointF, keys: Qt.KeyboardModifier = PLAIN) -> None:
        self.press(point, keys)
        self.release(keys)

    def double_click(self, point: QPointF) -> None:
        self.click(point)
        self._send(QEvent.Type.MouseButtonDblClick, point, LEFT, LEFT, PLAIN)
        self.release()

    def hover(self, point: QPointF) -> None:
        self._send(QEvent.Type.MouseMove, point, NONE, NONE, PLAIN)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(self.view, key, keys)

    def wheel(
        self, point: QPointF, angle: QPoint, keys: Qt.KeyboardModifier = PLAIN, pixels: QPoint = NOWHERE
    ) -> None:
        place = self._place(point)
        event = QWheelEvent(
            place,
            self.view.viewport().mapToGlobal(place),
            pixels,
            angle,
            NONE,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.view.viewport(), event)

    def drop(self, spec: Layer | bytes, point: QPointF) -> bool:
        """Drag a layer from the palette over the canvas and let it go there; says whether it was taken."""
        mime = self.carry(spec, point)
        if mime is None:
            return False
        place, action = self._place(point), Qt.DropAction.CopyAction
        event = QDropEvent(place, action, mime, LEFT, PLAIN)
        QApplication.sendEvent(self.view.viewport(), event)
        return event.isAccepted()

    def carry(self, spec: Layer | bytes, point: QPointF) -> QMimeData | None:
        """Drag a layer over the canvas, without letting it go; None where it is not wanted."""
        mime, action = QMimeData(), Qt.DropAction.CopyAction
        mime.setData(LAYER, spec if isinstance(spec, bytes) else msgspec.json.encode(spec))
        place = self._place(point).toPoint()
        enter = QDragEnterEvent(place, action, mime, LEFT, PLAIN)
        QApplication.sendEvent(self.view.viewport(), enter)
        if not enter.isAccepted():
            return None
        QApplication.sendEvent(self.view.viewport(), QDragMoveEvent(place, action, mime, LEFT, PLAIN))
        return mime

    def output(self, node: str, port: str = "out") -> QPointF:
        return self.view.canvas.port_position(End(node, port), True)

    def input(self, node: str, port: str = "in") -> QPointF:
        return self.view.canvas.port_position(End(node, port), False)

    def middle(self, node: str) -> QPointF:
        """A place on a card where there is no port."""
        return self.view.canvas.nodes[node].pos() + QPointF(86, 44)

    def _place(self, point: QPointF) -> QPointF:
        return self.view.viewportTransform().map(point)

    def _send(
        self,
        kind: QEvent.Type,
        point: QPointF,
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
        keys: Qt.KeyboardModifier,
    ) -> None:
        self.at = point
        self._send_at(kind, self._place(point), button, buttons, keys)

    def _send_at(
        self,
        kind: QEvent.Type,
        place: QPointF,
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
        keys: Qt.KeyboardModifier,
    ) -> None:
        viewport = self.view.viewport()
        QApplication.sendEvent(
            viewport, QMouseEvent(kind, place, viewport.mapToGlobal(place), button, buttons, keys)
        )


def open_canvas(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    """A canvas with Data, Flatten and two Dense in a row, at 100 %; nothing is on the clipboard."""
    view = CanvasView(session, appearance)
    view.glider.enabled = False
    qtbot.addWidget(view)
    view.resize(1200, 800)
    with qtbot.waitExposed(view):
        view.show()
    session.open(in_a_row(Input(), Flatten(), Dense(), Dense()))
    view.setFocus()
    QGuiApplication.clipboard().clear()
    assert view.camera.scale == 1.0
    return view


def ends(document: Document) -> set[tuple[str, str]]:
    return {(w.source.node, w.target.node) for w in document.graph.wires.values()}


def places(session: Session) -> dict[str, tuple[float, float]]:
    return {n.id: n.position for n in session.document.graph.nodes.values()}


def steps(session: Session) -> int:
    return session.undo_stack.count()


def with_layer(session: Session, spec: Layer, place: tuple[float, float]) -> str:
    document, node = edits.add_node(session.document, spec, place)
    session.open(document)
    return node


def command(view: CanvasView, text: str) -> Command:
    return next(c for c in view.commands() if c.text == text)


def run(view: CanvasView, text: str) -> None:
    found = command(view, text)
    assert found.enabled is None or found.enabled(), f"{text} is grey"
    found.run()


def put_on_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
