"""A line that is typed into where something stands on the canvas."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit


class InPlaceLine(QLineEdit):
    """Enter, or a click elsewhere, keeps what was typed; Escape does not."""

    def accept(self) -> None:
        """Keep what was typed."""
        raise NotImplementedError

    def give_up(self) -> None:
        """Leave what stood there as it was."""
        raise NotImplementedError

    def appear(self) -> None:
        """Be there, ready to be typed over."""
        self.show()
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()  # or the canvas would take it for its own

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.accept()
