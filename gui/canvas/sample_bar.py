"""Which sample runs through the neurons, in the upper left corner of the canvas."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from core.probes.signals import Reading
from gui.icons import icon
from gui.theme import CORNER, MUTED_PX, Appearance, Theme, figures_font, text_font

AWAY = 12  # from the corner
SIDE = 26
TYPE_IN = "Double-click the number in an input's circle to type another, or drag it"


class SampleBar(QWidget):
    """‹ sample 3 of 4 ›, of sequences ‹ step 2 of 5 › too, and the way back where inputs were typed.

    ``sample_moved(by)``, ``step_moved(by)``: the next or the one before is wanted. ``back``: the data's own are.
    """

    sample_moved = Signal(int)
    step_moved = Signal(int)
    back = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._icons: list[tuple[QToolButton, str]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 2, 2, 2)
        self._row.setSpacing(0)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName("Sample that runs through the neurons")
        self.sample = self._chooser("The sample before", "The next sample", self.sample_moved.emit)
        self.rule = QFrame()
        self.rule.setFrameShape(QFrame.Shape.VLine)
        self._row.addWidget(self.rule)
        self.step = self._chooser("The step before", "The next step", self.step_moved.emit)
        self.back_button = QToolButton()
        self.back_button.setText("Back to the data")
        self.back_button.setToolTip("Let the sample of the data run through again")
        self.back_button.setFont(text_font(MUTED_PX))
        self.back_button.setAutoRaise(True)
        self.back_button.setFixedHeight(SIDE)
        self.back_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.back_button.clicked.connect(self.back)
        self._row.addWidget(self.back_button)
        appearance.changed.connect(self._dress)
        self._dress(appearance.theme)
        self.hide()

    def _chooser(self, before: str, after: str, moved: Callable[[int], object]) -> QLabel:
        label = QLabel()
        label.setFont(figures_font(MUTED_PX))
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for drawing, by, name in (("arrow-left", -1, before), ("arrow-right", 1, after)):
            button = QToolButton()
            button.setAutoRaise(True)
            button.setFixedSize(SIDE, SIDE)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.clicked.connect(lambda _=False, by=by: moved(by))
            self._icons.append((button, drawing))
            if by > 0:
                self._row.addWidget(label)
            self._row.addWidget(button)
        return label

    def _dress(self, theme: Theme) -> None:
        for button, drawing in self._icons:
            button.setIcon(icon(drawing, theme.muted))
        self.update()

    def show_reading(self, reading: Reading | None) -> None:
        """Say which sample and step a reading is of; without one there is nothing to choose."""
        self.setVisible(reading is not None)
        if reading is None:
            return
        words = "own inputs" if reading.typed else f"sample {reading.index + 1:,} of {reading.count:,}"
        steps = reading.steps > 1
        changed = (self.sample.text(), self.step.isHidden()) != (words, not steps)
        self.sample.setText(words)
        self.sample.setToolTip(TYPE_IN)
        self.step.setText(f"step {reading.step + 1:,} of {reading.steps:,}")
        for widget in (self.step, self.rule, *(button for button, _ in self._icons[2:])):
            widget.setVisible(steps)
        for button, _ in self._icons[:2]:
            button.setEnabled(reading.count > 1)
        self.back_button.setVisible(reading.typed)
        self.setAccessibleDescription(f"{words}, {self.step.text()}" if steps else words)
        if changed:
            self.adjustSize()

    def settle(self) -> None:
        """Stand in the upper left corner of the parent."""
        self.move(AWAY, AWAY)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.border), 1.0))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
