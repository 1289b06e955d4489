"""Toasts: what is told in passing, at the lower edge of the window, with at most one thing to click."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from gui.icons import icon
from gui.theme import CARD_CORNER, Appearance

SHOWN_MS, LONGER_WITH_BUTTON_MS = 5_000, 4_000
MOST, LOWEST, BETWEEN = 3, 24, 8  # toasts at once; points to the window's lower edge; points between two
WIDEST = 560


class Toast(QWidget):
    """One message; it goes by itself, but not while the pointer rests on it."""

    gone = Signal()

    def __init__(self, text: str, appearance: Appearance, parent: QWidget, shown_ms: int) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.text, self._dismissed = text, False
        self._timer = QTimer(self, singleShot=True, interval=shown_ms)
        self._timer.timeout.connect(self.dismiss)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 8, 8, 8)
        self._row.setSpacing(12)
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(label.sizeHint().width() > WIDEST - 120)
        self._row.addWidget(label, 1)
        self._row.addWidget(self._close_button())
        self.setMaximumWidth(WIDEST)
        self.setAccessibleName(text)

    def add_button(self, text: str, run: Callable[[], object]) -> None:
        """Something to click; a click also ends the toast."""
        button = QPushButton(text)
        button.setProperty("role", "link")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: (self.dismiss(), run()))
        self._row.insertWidget(1, button)
        self._timer.setInterval(self._timer.interval() + LONGER_WITH_BUTTON_MS)

    def begin(self) -> None:
        """Show it, for a while."""
        self.adjustSize()
        self.show()
        self.raise_()
        self._timer.start()

    def dismiss(self) -> None:
        """End it; a second time does nothing."""
        if not self._dismissed:
            self._dismissed = True
            self._timer.stop()
            self.hide()
            self.gone.emit()

    def _close_button(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon("close", self._appearance.theme.muted))
        button.setAccessibleName("Dismiss")
        button.setToolTip("Dismiss")
        button.clicked.connect(self.dismiss)
        return button

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        if not self._dismissed:
            self._timer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.edge))
        painter.setBrush(QColor(theme.raised))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, CARD_CORNER, CARD_CORNER)


class Toaster(QObject):
    """Shows toasts over a widget, the newest one lowest."""

    def __init__(self, host: QWidget, appearance: Appearance, shown_ms: int = SHOWN_MS) -> None:
        super().__init__(host)
        self._host, self._appearance, self._shown_ms = host, appearance, shown_ms
        self._toasts: list[Toast] = []
        host.installEventFilter(self)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is shown now."""
        return tuple(toast.text for toast in self._toasts)

    def show(self, text: str, button: str = "", run: Callable[[], object] | None = None) -> None:
        """Tell something, with a button where there is something to do about it. The same text is shown once."""
        for same in [t for t in self._toasts if t.text == text]:
            same.dismiss()
        while len(self._toasts) >= MOST:
            self._toasts[0].dismiss()
        toast = Toast(text, self._appearance, self._host, self._shown_ms)
        if run is not None:
            toast.add_button(button, run)
        self._toasts.append(toast)
        toast.gone.connect(lambda: self._forget(toast))
        toast.begin()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _forget(self, toast: Toast) -> None:
        self._toasts.remove(toast)
        toast.deleteLater()
        self._place()

    def _place(self) -> None:
        bottom = self._host.height() - LOWEST
        for toast in reversed(self._toasts):
            toast.move(QPoint((self._host.width() - toast.width()) // 2, bottom - toast.height()))
            bottom -= toast.height() + BETWEEN
