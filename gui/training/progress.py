"""A thin line that says how far a run is."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.training.snapshot import State
from gui.theme import Appearance

THICKNESS = 3


class ProgressLine(QWidget):
    """A share of 0 to 1, in the accent colour while it runs, in calm or warning ones at the end."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._share, self._state = 0.0, "blocked"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.update)

    def show_share(self, share: float, state: State) -> None:
        """Set how far it is, and in which state."""
        share = min(max(share, 0.0), 1.0)
        if (share, state) != (self._share, self._state):
            self._share, self._state = share, state
            self.setAccessibleName(f"{share:.0%} done")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, THICKNESS)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colour = {"finished": theme.ok, "diverged": theme.warn}.get(self._state, theme.accent)
        for width, paint in ((self.width(), theme.border), (self.width() * self._share, colour)):
            painter.setBrush(QColor(paint))
            painter.drawRoundedRect(QRectF(0, 0, width, THICKNESS), THICKNESS / 2, THICKNESS / 2)
