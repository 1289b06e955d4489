"""How large the canvas is shown, in its corner."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gui.icons import icon
from gui.theme import CORNER, MUTED_PX, Appearance, Theme, figures_font

AWAY = 12  # from the corner
SIDE, TEXT_WIDTH = 26, 52


class ZoomBar(QWidget):
    """Smaller, larger, 100 %, everything: quiet buttons that also tell the scale."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._icons: list[tuple[QToolButton, str]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 2, 2, 2)
        self._row.setSpacing(0)
        self.scale = QToolButton()
        self.setCursor(Qt.CursorShape.ArrowCursor)
        appearance.changed.connect(self._dress)

    def fill(
        self,
        smaller: Callable[[], object],
        fully: Callable[[], object],
        larger: Callable[[], object],
        everything: Callable[[], object],
    ) -> None:
        """Say what the buttons do."""
        self._add(QToolButton(), "minus", "Zoom out", smaller)
        self._add(self.scale, "", "Zoom to 100 %", fully)
        self._add(QToolButton(), "plus", "Zoom in", larger)
        self._add(QToolButton(), "fit", "Show everything", everything)
        self.scale.setFont(figures_font(MUTED_PX))
        self.scale.setFixedWidth(TEXT_WIDTH)
        self._dress(self._appearance.theme)
        self.adjustSize()

    def _add(self, button: QToolButton, drawing: str, name: str, run: Callable[[], object]) -> None:
        button.setAutoRaise(True)
        button.setFixedSize(SIDE, SIDE)
        button.setIconSize(QSize(14, 14))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the same commands have keys
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(lambda: run())
        self._row.addWidget(button)
        if drawing:
            self._icons.append((button, drawing))

    def _dress(self, theme: Theme) -> None:
        for button, drawing in self._icons:
            button.setIcon(icon(drawing, theme.muted))
        self.update()

    def show_scale(self, scale: float) -> None:
        """1 is 100 %."""
        self.scale.setText(f"{scale:.0%}".replace("%", " %"))

    def settle(self) -> None:
        """Stand in the lower right corner of the parent."""
        area = self.parentWidget().rect()
        self.move(area.right() - self.width() - AWAY, area.bottom() - self.height() - AWAY)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.border), 1.0))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
