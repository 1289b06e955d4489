"""The controls that forms are made of: switch, slider on a scale, choice, boxes for numbers and text."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from gui.scales import Scale
from gui.theme import Appearance, figures_font

BLEED = 8  # how far a control's frame may stand out of the column of text on either side
ROW_HEIGHT = 28
WIDEST_NUMBER = 140
NOTCH = 120  # of the wheel, in eighths of a degree


class Switch(QAbstractButton):
    """On or off."""

    RING = 3  # around the switch, for the mark of the focus

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.mixed = False  # several things are shown, and they differ
        appearance.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(36, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked() and not self.mixed
        track = QRectF(self.rect()).adjusted(self.RING, self.RING, -self.RING, -self.RING)
        radius = track.height() / 2
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 1.5))
            painter.drawRoundedRect(track.adjusted(-2, -2, 2, 2), radius + 2, radius + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent if on else theme.edge))
        painter.drawRoundedRect(track, radius, radius)
        painter.setBrush(QColor(theme.on_accent if on else theme.surface))
        place = 0.5 if self.mixed else float(on)
        x = track.left() + radius + place * (track.width() - 2 * radius)
        painter.drawEllipse(QPointF(x, track.center().y()), radius - 2.5, radius - 2.5)


class ScaleSlider(QSlider):
    """A slider whose positions are the stops of a scale; it also shows values between them.

    ``chosen(value)``: the user moved it. Dragging lies between ``sliderPressed`` and ``sliderReleased``.
    """

    chosen = Signal(object)
    KNOB = 6

    def __init__(self, scale: Scale, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.scale, self._appearance = scale, appearance
        self._shown: float | None = None
        self.setRange(0, len(scale.stops) - 1)
        self.setPageStep(max(1, len(scale.stops) // 10))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.valueChanged.connect(self._choose)
        appearance.changed.connect(self.update)

    def show_value(self, value: float | None) -> None:
        """Move the knob without telling anybody; None: there is no one value to show."""
        self._shown = value
        blocked = self.blockSignals(True)
        if value is not None:
            self.setValue(self.scale.nearest(value))
        self.blockSignals(blocked)
        self.update()

    def place(self) -> float:
        """Where the knob stands, 0 to 1."""
        return 0.0 if self._shown is None else min(max(self.scale.place(self._shown), 0.0), 1.0)

    def _choose(self, index: int) -> None:
        value = self.scale.stops[index]
        if value != self._shown:
            self._shown = value
            self.update()
            self.chosen.emit(value)

    def _follow(self, event: QMouseEvent) -> None:
        room = max(1, self.width() - 2 * BLEED)
        index = self.scale.at(min(max((event.position().x() - BLEED) / room, 0.0), 1.0))
        self.setValue(index)
        self._choose(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        _only_with_focus(self, event, super().wheelEvent)

    def sizeHint(self) -> QSize:
        return QSize(120, 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, room = self.height() / 2, self.width() - 2 * BLEED
        knob = QPointF(BLEED + self.place() * room, middle)
        painter.setBrush(QColor(theme.track))
        painter.drawRoundedRect(QRectF(BLEED, middle - 1.5, room, 3), 1.5, 1.5)
        if self._shown is None:
            return
        painter.setBrush(QColor(theme.accent))
        painter.drawRoundedRect(QRectF(BLEED, middle - 1.5, knob.x() - BLEED, 3), 1.5, 1.5)
        if self.hasFocus() or self.isSliderDown():
            halo = QColor(theme.accent)
            halo.setAlphaF(0.28)
            painter.setBrush(halo)
            painter.drawEllipse(knob, self.KNOB + 3, self.KNOB + 3)
            painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(knob, self.KNOB, self.KNOB)


class Choice(QComboBox):
    """A combo box that leaves the wheel to the page around it until it is focused, and says … where room ends."""

    TEXT, ARROW = 11, 28  # what the frame keeps left and right of the text

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(20)
        self.view().setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room = self.rect().adjusted(self.TEXT, 0, -self.ARROW, 0)
        text = self.fontMetrics().elidedText(
            option.currentText or self.placeholderText(), Qt.TextElideMode.ElideRight, room.width()
        )
        role = QPalette.ColorRole.Text if option.currentText else QPalette.ColorRole.PlaceholderText
        painter.setPen(option.palette.color(role))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def showPopup(self) -> None:
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 2 * BLEED)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        _only_with_focus(self, event, super().wheelEvent)


class Line(QLineEdit):
    """A line of text.

    ``entered(text)``: something was typed and finished, with Return or by going elsewhere; or taken back with
    Escape.
    """

    entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.editingFinished.connect(self.finish)

    def show_text(self, text: str) -> None:
        """Show what the value is now; what was typed and not entered is gone."""
        self._text = text
        self.setText(text)
        self.setCursorPosition(0)

    def finish(self) -> None:
        """Hand over what was typed, if anything was."""
        if self.text() != self._text:
            self.entered.emit(self.text())

    def event(self, event: QEvent) -> bool:
        """While nothing is being typed, undo and redo are the document's, not the line's."""
        if event.type() == QEvent.Type.ShortcutOverride and self.text() == self._text:
            assert isinstance(event, QKeyEvent)
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._text:
            self.show_text(self._text)
            self.entered.emit(self._text)
            return
        super().keyPressEvent(event)


class NumberBox(Line):
    """A number that looks like text until it is touched.

    ``stepped(steps)``: an arrow key or the wheel asks for so many steps.
    """

    stepped = Signal(int)
    STEPS: ClassVar[dict[Qt.Key, int]] = {
        Qt.Key.Key_Up: 1,
        Qt.Key.Key_Down: -1,
        Qt.Key.Key_PageUp: 10,
        Qt.Key.Key_PageDown: -10,
    }

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "figure")
        self.setFont(figures_font())
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._turned = 0  # of the wheel, what is not yet a whole step
        self.textChanged.connect(self.updateGeometry)

    def _step(self, steps: int) -> None:
        self.finish()
        self.stepped.emit(steps)

    def sizeHint(self) -> QSize:
        widths = map(self.fontMetrics().horizontalAdvance, (self.text() or self.placeholderText(), "0000"))
        return QSize(min(max(widths), WIDEST_NUMBER) + 2 * BLEED + 4, ROW_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def wheelEvent(self, event: QWheelEvent) -> None:
        _only_with_focus(self, event, self._turn)

    def _turn(self, event: QWheelEvent) -> None:
        steps, self._turned = divmod(self._turned + event.angleDelta().y(), NOTCH)
        if steps:
            self._step(steps)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if steps := self.STEPS.get(Qt.Key(event.key())):
            self._step(steps)
        else:
            super().keyPressEvent(event)


class Lines(QPlainTextEdit):
    """Several lines of text. ``entered(text)``: the typing rests, or went elsewhere."""

    entered = Signal(str)
    LINES, QUIET_MS = 8, 500

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(figures_font())
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFixedHeight(self.LINES * self.fontMetrics().lineSpacing() + 2 * BLEED)
        self._text = ""
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(self.QUIET_MS)
        self._quiet.timeout.connect(self._finish)
        self.textChanged.connect(self._quiet.start)

    def show_text(self, text: str) -> None:
        """Show what the value is now."""
        self._text = text
        if self.toPlainText() != text:
            self.setPlainText(text)
        self._quiet.stop()

    def _finish(self) -> None:
        self._quiet.stop()
        if self.toPlainText() != self._text:
            self._text = self.toPlainText()
            self.entered.emit(self._text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._finish()


def _only_with_focus(widget: QWidget, event: QWheelEvent, handle: Callable[[QWheelEvent], None]) -> None:
    """Turning the wheel over a page scrolls the page, and never changes a value that happens to pass by."""
    if widget.hasFocus():
        handle(event)
    else:
        event.ignore()
