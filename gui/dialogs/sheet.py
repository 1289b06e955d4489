"""A sheet: a dialog inside the window, on a card over the dimmed rest. It never blocks the program."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from gui.theme import CARD_CORNER, Appearance

DIM = {
    True: 0.55,
    False: 0.3,
}  # how much of the window a sheet takes away, in the dark and in the light theme
MARGIN = 24


class Sheet(QWidget):
    """Base of the sheets. ``finished(result)`` is sent once; ``result`` is None when it was cancelled.

    While it is there the keyboard is its own: shortcuts of the window behind it do not fire, Tab stays inside,
    Escape and a click beside the card cancel.
    """

    finished = Signal(object)
    width_wanted = 460

    def __init__(self, host: QWidget, appearance: Appearance) -> None:
        super().__init__(host)
        self._appearance = appearance
        self._focus_before = QApplication.focusWidget()
        self._done = False
        self._first: QWidget = self  # has the focus at the beginning
        self.card = QFrame(self)
        self.card.setObjectName("sheet")
        self.body = QVBoxLayout(self.card)
        self.body.setContentsMargins(MARGIN, 20, MARGIN, 20)
        self.body.setSpacing(12)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        host.installEventFilter(self)

    # -- for those that derive -----------------------------------------------------------------------------------------
    def add_title(self, text: str) -> QLabel:
        label = self.add_text(text)
        label.setProperty("role", "title")
        self.setAccessibleName(text)
        return label

    def add_text(self, text: str, role: str = "") -> QLabel:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setProperty("role", role)
        self.body.addWidget(label)
        return label

    def add_buttons(self, *buttons: QPushButton) -> None:
        """A row of buttons at the right, the main one last."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        self.body.addSpacing(4)
        self.body.addLayout(row)

    def button(self, text: str, run: Callable[[], object], role: str = "") -> QPushButton:
        button = QPushButton(text, self.card)
        button.setProperty("role", role)
        button.clicked.connect(lambda: run())
        return button

    def begin(self, focus: QWidget | None = None) -> None:
        """Show it over the window."""
        self._first = focus or self
        self._place()
        self.show()
        self.raise_()
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self, result: Any = None) -> None:
        """Go away with a result."""
        if self._done:
            return
        self._done = True
        self.hide()
        before = self._focus_before
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.finished.emit(result)
        self.deleteLater()

    # -- the window around it ------------------------------------------------------------------------------------------
    def _place(self) -> None:
        host = self.parentWidget().rect()
        self.setGeometry(host)
        body, width = self.body, min(self.width_wanted, host.width() - 2 * MARGIN)
        self.card.setFixedWidth(width)
        wanted = (
            body.totalHeightForWidth(width) if body.hasHeightForWidth() else body.totalSizeHint().height()
        )
        height = min(max(wanted, self.card.minimumSizeHint().height()), host.height() - 2 * MARGIN)
        self.card.setFixedHeight(height)
        self.card.move((host.width() - width) // 2, self.top_of_card(host.height(), height))

    def top_of_card(self, available: int, height: int) -> int:
        """Where the card begins: a little above the middle."""
        return max(MARGIN, (available - height) * 2 // 5)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self._done:
            self._place()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        """Also when it was begun before its window was shown, and others took the focus then."""
        super().showEvent(event)
        self._focus_before = self._focus_before or self.window().focusWidget()
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.finish()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QPushButton):
            focus.click()
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        stops = sorted(filter(_takes_focus, self.card.findChildren(QWidget)), key=self._reading_place)
        if stops:
            here = stops.index(self.focusWidget()) if self.focusWidget() in stops else -int(forward)
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            stops[(here + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def _reading_place(self, widget: QWidget) -> tuple[int, int]:
        corner = widget.mapTo(self.card, widget.rect().topLeft())
        return corner.y(), corner.x()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.finish()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shade = QColor(theme.shade)
        shade.setAlphaF(DIM[theme.dark])
        painter.fillRect(self.rect(), shade)
        painter.setPen(QColor(theme.border))
        painter.setBrush(QColor(theme.surface))
        box = self.card.geometry().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, CARD_CORNER + 2, CARD_CORNER + 2)


def _takes_focus(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
