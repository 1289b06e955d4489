"""The bar at the top of the workbench: which document, the training, the panels, export."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from gui.elided import ElidedLabel
from gui.files import Files
from gui.icons import add_pictures
from gui.theme import Appearance, Theme

HEIGHT = 56
NAME_WIDTH = 190  # of name and mark, so that the training bar stands still while they change
WITHOUT_PANEL_BUTTONS = 760  # points of width below which those buttons are left out


class TopBar(QWidget):
    """Name and "edited", then ``training`` in the middle, then a button a panel and Export."""

    def __init__(self, files: Files, training: QWidget, appearance: Appearance) -> None:
        super().__init__()
        self._files, self._appearance = files, appearance
        self.setFixedHeight(HEIGHT)
        self.name, self.edited = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle), QLabel("edited")
        self.name.setProperty("role", "strong")
        self.edited.setProperty("role", "muted")
        self.export = QPushButton("Export…")
        self.panels: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 1)
        row.setSpacing(8)
        row.addWidget(self._document(), 2)
        row.addWidget(training, 5)
        self._end = QHBoxLayout()
        self._end.setSpacing(4)
        self._end.addStretch(1)
        self._end.addWidget(self.export)
        row.addLayout(self._end, 2)
        files.changed.connect(self._show_document)
        appearance.changed.connect(self._dress)
        self._show_document()

    def add_panel_button(self, drawing: str, text: str) -> QToolButton:
        """A small button that shows and hides a panel; ``drawing`` names its icon."""
        button = QToolButton()
        button.setCheckable(True)
        button.setIconSize(QSize(16, 16))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("role", "panel")
        self.panels[drawing] = button
        self._end.insertWidget(self._end.count() - 1, button)
        self._dress(self._appearance.theme)
        return button

    def _document(self) -> QWidget:
        box = QWidget()
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        box.setMinimumWidth(90)
        row = QHBoxLayout(box)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.name)
        row.addWidget(self.edited)
        row.addStretch(1)
        return box

    def _show_document(self) -> None:
        self.name.setText(self._files.name)
        self.edited.setVisible(self._files.edited)

    def _dress(self, theme: Theme) -> None:
        for name, button in self.panels.items():
            button.setIcon(panel_icon(name, theme))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for button in self.panels.values():
            button.setVisible(self.width() >= WITHOUT_PANEL_BUTTONS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(self._appearance.theme.border))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


def panel_icon(name: str, theme: Theme) -> QIcon:
    """Bright while the panel is open."""
    result = QIcon()
    add_pictures(result, name, theme.disabled, state=QIcon.State.Off)
    add_pictures(result, name, theme.text, state=QIcon.State.On)
    return result
