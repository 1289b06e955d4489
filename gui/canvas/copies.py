"""How many copies: a small question where the answer is needed."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.document.block_copies import MOST_COPIES
from gui.controls import Switch
from gui.theme import CARD_CORNER, SPACE, Appearance

MARGIN = 8
Answer = Callable[[int, bool], object]  # how many, and whether they are wired in a row


class CopiesPrompt(QFrame):
    """A number, whether to wire the copies in a row, and a button. Enter copies, Escape or a click elsewhere leaves."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._answer: Answer | None = None
        self.number = QSpinBox()
        self.number.setRange(1, MOST_COPIES)
        self.number.setAccessibleName("Number of copies")
        self.chained = Switch(appearance)
        self.chained.setAccessibleName("Wire them in a row")
        self.button = QPushButton("Copy")
        self.button.setProperty("role", "primary")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._take)
        self.remark = QLabel()
        self.remark.setProperty("role", "muted")
        self.remark.setWordWrap(True)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[2], SPACE[2], SPACE[2])
        column.setSpacing(SPACE[1])
        for text, control in (("Copies", self.number), ("Wire them in a row", self.chained)):
            row = QHBoxLayout()
            row.setSpacing(SPACE[3])
            label = QLabel(text)
            label.setBuddy(control)
            row.addWidget(label, 1)
            row.addWidget(control)
            column.addLayout(row)
        column.addWidget(self.remark)
        column.addWidget(self.button)
        self.setMinimumWidth(220)

    def ask(self, place: QPoint, chains: bool, answer: Answer) -> None:
        """Open at a place of the parent; ``chains``: whether the copies can be wired in a row."""
        self._answer = answer
        self.chained.setEnabled(chains)
        self.chained.setChecked(chains)
        self.remark.setText("" if chains else "A row needs one input and one output that fit.")
        self.remark.setVisible(not chains)
        self.number.setValue(max(self.number.value(), 2))
        self.adjustSize()
        area = self.parentWidget().rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        x = max(area.left(), min(place.x(), area.right() - self.width()))
        y = max(area.top(), min(place.y(), area.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.raise_()
        self.number.setFocus(Qt.FocusReason.PopupFocusReason)
        self.number.selectAll()
        QApplication.instance().installEventFilter(self)

    def dismiss(self) -> None:
        """Close it without an answer."""
        if self._answer is not None:
            self._answer = None
            self._close()

    def _take(self) -> None:
        answer, self._answer = self._answer, None
        if answer is not None:
            self._close()
            answer(self.number.value(), self.chained.isChecked())

    def _close(self) -> None:
        QApplication.instance().removeEventFilter(self)
        self.hide()
        self.parentWidget().setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press elsewhere in the window leaves."""
        pressed = event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget)
        if pressed and watched is not self and not self.isAncestorOf(watched):
            self.dismiss()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            event.accept()  # else the canvas would take it for its own

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.edge), 1.0))
        painter.setBrush(QColor(theme.surface))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, CARD_CORNER, CARD_CORNER)
