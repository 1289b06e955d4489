"""The quiet row of buttons above a picture."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from gui.controls import Choice
from gui.icons import themed
from gui.theme import MUTED_PX, SPACE, Appearance, Theme, text_font

HEIGHT = 24
NAME_LENGTH = 13  # letters of a layer's name that are seen, at least


class ToolRow(QWidget):
    """Buttons from the left, then room, then those that ``at_right`` puts there."""

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE[0])
        self._row.addStretch(1)
        self._left = 0

    def add(self, widget: QWidget) -> None:
        self._row.insertWidget(self._left, widget)
        self._left += 1

    def at_right(self, widget: QWidget) -> None:
        self._row.addWidget(widget)

    def clear(self) -> None:
        """Take away what stands at the left."""
        while self._left:
            self._left -= 1
            item = self._row.takeAt(0)
            item.widget().hide()
            item.widget().deleteLater()


def toggle(text: str, tip: str, *, on: bool = False) -> QToolButton:
    """A word that can be switched on and off."""
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setCheckable(True)
    button.setChecked(on)
    button.setFont(text_font(MUTED_PX))
    button.setFixedHeight(HEIGHT)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    return button


def small_button(text: str, tip: str) -> QToolButton:
    """A word, or a sign, that does something."""
    button = toggle(text, tip)
    button.setCheckable(False)
    return button


def compact(choice: Choice) -> None:
    """Makes a choice fit a row of toggles."""
    choice.setFont(text_font(MUTED_PX))
    choice.setFixedHeight(HEIGHT + 6)
    choice.setMinimumContentsLength(NAME_LENGTH)
    choice.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


def one_of(buttons: Iterable[QToolButton], parent: QWidget) -> QButtonGroup:
    """Makes toggles exclude each other."""
    group = QButtonGroup(parent)
    for index, button in enumerate(buttons):
        group.addButton(button, index)
    return group


class MoreButton(QToolButton):
    """“⋯”: a menu of what is needed rarely."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setMenu(QMenu(self))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip("More: save, copy")
        self.setAccessibleName("More")
        self.setFixedSize(HEIGHT, HEIGHT)
        self.setIconSize(QSize(14, 14))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        appearance.changed.connect(self._tint)
        self._tint(appearance.theme)

    def _tint(self, theme: Theme) -> None:
        self.setIcon(themed("more", theme))
