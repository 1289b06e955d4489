"""A few words beside the pointer."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.canvas.bubble import WRAP
from gui.canvas.inks import BUBBLE_PX, Inks
from gui.theme import CORNER, Appearance, text_font

WIDEST = 280
PADDING_X, PADDING_Y = 10, 6
AWAY = 18  # from the pointer


class Hint(QWidget):
    """Says what a gesture would do, or why it cannot."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.text, self.warning = "", False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFont(text_font(BUBBLE_PX))
        self.hide()

    def say(self, text: str, place: QPointF, warning: bool) -> None:
        """Show a text beside a place of the parent; an empty one hides it."""
        changed = (text, warning) != (self.text, self.warning)
        self.text, self.warning = text, warning
        self.setVisible(bool(text))
        if not text:
            return
        size = QFontMetrics(self.font()).boundingRect(QRect(0, 0, WIDEST, 1000), WRAP.value, text).size()
        width, height = size.width() + 2 * PADDING_X + 2, size.height() + 2 * PADDING_Y
        area = self.parentWidget().rect()
        x, y = round(place.x()) + AWAY, round(place.y()) + AWAY
        if x + width > area.right():
            x = round(place.x()) - AWAY - width
        if y + height > area.bottom():
            y = round(place.y()) - AWAY - height
        self.setGeometry(x, y, width, height)
        if changed:
            self.setAccessibleName(text)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        inks, theme = Inks(self._appearance.theme), self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(inks.bubble_border if self.warning else QColor(theme.edge), 1.0))
        painter.setBrush(inks.bubble if self.warning else QColor(theme.surface))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        painter.setPen(inks.text)
        painter.drawText(
            self.rect().adjusted(PADDING_X, PADDING_Y, -PADDING_X, -PADDING_Y), WRAP.value, self.text
        )
