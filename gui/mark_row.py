"""The colour of what is selected, and whether it is pinned, in one row of the inspector."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gui.controls import BLEED
from gui.icons import add_pictures
from gui.marking import Marking
from gui.session import Session
from gui.swatches import Swatches
from gui.theme import Appearance, Theme

SIDE = 26


class MarkRow(QWidget):
    """A swatch for each colour, and a button with a pin."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self._marking = Marking(session)
        self.swatches = Swatches(appearance)
        self.swatches.chosen.connect(self._marking.colour)
        self.pin = QToolButton()
        self.pin.setCheckable(True)
        self.pin.setFixedSize(SIDE, SIDE)
        self.pin.setIconSize(QSize(16, 16))
        self.pin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pin.setAccessibleName("Pin in place")
        self.pin.clicked.connect(self._marking.toggle_pins)
        row = QHBoxLayout(self)
        row.setContentsMargins(BLEED - 4, 0, BLEED - 4, 0)
        row.addWidget(self.swatches)
        row.addStretch(1)
        row.addWidget(self.pin)
        appearance.changed.connect(self._dress)
        self._dress(appearance.theme)

    def refresh(self) -> None:
        """Show what is selected."""
        self.swatches.show_colours(self._marking.colours)
        self.pin.setVisible(bool(self._marking.nodes))
        self.pin.setChecked(self._marking.pinned)
        self.pin.setToolTip("Pinned: let it loose" if self._marking.pinned else "Pin in place")

    def _dress(self, theme: Theme) -> None:
        icon = QIcon()
        add_pictures(icon, "pin", theme.muted)
        add_pictures(icon, "pin", theme.accent_text, state=QIcon.State.On)
        self.pin.setIcon(icon)
