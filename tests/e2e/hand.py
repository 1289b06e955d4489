"""A hand on a real mouse and keyboard: xdotool moves the X server's pointer, Qt gets what it would from a person."""

from PySide6.QtCore import QPoint, QProcess, QRect
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

STEPS = 18  # of a drag


class Hand:
    """Points at places of widgets, in their own coordinates; everything goes through the X server."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot

    def click(self, widget: QWidget, at: QPoint | None = None, button: int = 1) -> None:
        x, y = self._place(widget, at)
        self._do("mousemove", x, y, "sleep", 0.05, "click", button)

    def double_click(self, widget: QWidget, at: QPoint | None = None) -> None:
        x, y = self._place(widget, at)
        self._do("mousemove", x, y, "sleep", 0.05, "click", "--repeat", 2, "--delay", 60, 1)

    def drag(self, source: QWidget, start: QPoint, target: QWidget, end: QPoint) -> None:
        """Press, move in small steps, release."""
        (x0, y0), (x1, y1) = self._place(source, start), self._place(target, end)
        words: list[object] = ["mousemove", x0, y0, "sleep", 0.08, "mousedown", 1, "sleep", 0.08]
        for i in range(1, STEPS + 1):
            words += ["mousemove", x0 + (x1 - x0) * i // STEPS, y0 + (y1 - y0) * i // STEPS, "sleep", 0.015]
        self._do(*words, "sleep", 0.1, "mouseup", 1)

    def scroll(self, widget: QWidget, notches: int) -> None:
        """Turn the wheel over a widget; towards the hand, which scrolls down, where ``notches`` is above 0."""
        x, y = self._place(widget, None)
        button = 5 if notches > 0 else 4
        self._do("mousemove", x, y, "sleep", 0.05, "click", "--repeat", abs(notches), "--delay", 30, button)

    def bring(self, area: QScrollArea, widget: QWidget) -> None:
        """Turn the wheel over a page until all of a widget on it is seen."""
        bar, viewport = area.verticalScrollBar(), area.viewport()
        while not viewport.rect().contains(QRect(widget.mapTo(viewport, QPoint()), widget.size())):
            before = bar.value()
            self.scroll(viewport, 2)
            self.qtbot.waitUntil(lambda before=before: bar.value() > before)

    def key(self, *keys: str) -> None:
        self._do("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        self._do("type", "--delay", 15, text)

    def _place(self, widget: QWidget, at: QPoint | None) -> tuple[int, int]:
        point = widget.mapToGlobal(at if at is not None else widget.rect().center())
        scale = widget.devicePixelRatio()
        return round(point.x() * scale), round(point.y() * scale)

    def _do(self, *words: object) -> None:
        """Run xdotool while Qt's event loop goes on: a drag blocks whoever waits for it."""
        process = QProcess()
        process.start("xdotool", [str(w) for w in words])
        self.qtbot.waitUntil(lambda: process.state() == QProcess.ProcessState.NotRunning, timeout=20_000)
        assert process.exitCode() == 0, bytes(process.readAllStandardError().data()).decode()
