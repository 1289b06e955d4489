"""Wheel, touchpad and pinch.

A mouse wheel zooms to the pointer, with Shift it scrolls sideways. Two fingers on a touchpad push the canvas; with
Ctrl, or by pinching, they zoom.
"""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent

from gui.canvas.camera import STEP, Camera

NOTCH = 120.0  # eighths of a degree
PIXELS = 60.0  # that a notch scrolls


def turn_wheel(camera: Camera, event: QWheelEvent) -> None:
    """Zoom or scroll, as the device and the held keys ask for."""
    angle, modifiers = event.angleDelta(), event.modifiers()
    zooming = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    if not zooming and (_by_fingers(event) or modifiers & Qt.KeyboardModifier.ShiftModifier or angle.x()):
        camera.scroll(-_scrolled(event))
    elif angle.y():
        camera.zoom_by(STEP ** (angle.y() / NOTCH), event.position())
    event.accept()


def _by_fingers(event: QWheelEvent) -> bool:
    touchpad = event.device() is not None and event.device().type() == QInputDevice.DeviceType.TouchPad
    return touchpad or not event.pixelDelta().isNull()


def _scrolled(event: QWheelEvent) -> QPointF:
    if not event.pixelDelta().isNull():
        return QPointF(event.pixelDelta())
    by = QPointF(event.angleDelta()) * (PIXELS / NOTCH)
    sideways = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not by.x()
    return QPointF(by.y(), by.x()) if sideways else by


def zoom_natively(camera: Camera, event: QNativeGestureEvent) -> bool:
    """Follow a pinch; says whether it was one."""
    if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
        return False
    camera.zoom_by(1.0 + event.value(), event.position())
    return True
