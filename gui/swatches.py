"""Choosing a colour for things on the canvas: a row of swatches."""

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from core.document.annotations import COLOURS
from gui.theme import Appearance

SIDE, RADIUS = 22, 7.0


class Swatch(QAbstractButton):
    """One colour as a dot; the empty one is crossed out."""

    def __init__(self, colour: str, appearance: Appearance) -> None:
        super().__init__()
        self.colour, self._appearance = colour, appearance
        name = colour.capitalize() or "No colour"
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(SIDE / 2, SIDE / 2)
        if self.isChecked() or self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.text), 1.5))
            painter.drawEllipse(middle, RADIUS + 2.5, RADIUS + 2.5)
        if self.colour:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.marks[self.colour]))
            painter.drawEllipse(middle, RADIUS, RADIUS)
            return
        painter.setPen(QPen(QColor(theme.muted), 1.5))
        painter.drawEllipse(middle, RADIUS - 0.75, RADIUS - 0.75)
        slant = QPointF(RADIUS, -RADIUS) * 0.66
        painter.drawLine(middle - slant, middle + slant)


class Swatches(QWidget):
    """All colours in a row. ``chosen(colour)``: one was taken; arrow keys go along the row."""

    chosen = Signal(str)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setAccessibleName("Colour")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        self.buttons = {colour: Swatch(colour, appearance) for colour in ("", *COLOURS)}
        for button in self.buttons.values():
            row.addWidget(button)
            button.clicked.connect(lambda _=False, colour=button.colour: self._choose(colour))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_colours(self, colours: set[str]) -> None:
        """Ring the colour that all things have; none where they differ."""
        for colour, button in self.buttons.items():
            button.setChecked(colours == {colour})

    def begin(self) -> None:
        """Take the keys, at the colour that is ringed."""
        ringed = next((b for b in self.buttons.values() if b.isChecked()), self.buttons[""])
        ringed.setFocus(Qt.FocusReason.PopupFocusReason)

    def _choose(self, colour: str) -> None:
        self.show_colours({colour})
        self.chosen.emit(colour)


class SwatchPopup(QFrame):
    """The row by itself, over the canvas: it goes when a colour was chosen, with Escape, or with a click elsewhere."""

    chosen = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._appearance = appearance
        self.setAccessibleName("Colour")
        self.row = Swatches(appearance)
        self.row.chosen.connect(self._choose)
        column = QHBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addWidget(self.row)

    def offer(self, colours: set[str], place: QPoint) -> None:
        """Show it at a place of the screen."""
        self.row.show_colours(colours)
        self.adjustSize()
        self.move(place)
        self.show()
        self.row.begin()

    def _choose(self, colour: str) -> None:
        self.hide()
        self.chosen.emit(colour)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = next((b for b in self.row.buttons.values() if b.hasFocus()), None)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and focused is not None:
            self._choose(focused.colour)
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setPen(QColor(theme.edge))
        painter.setBrush(QColor(theme.raised))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
