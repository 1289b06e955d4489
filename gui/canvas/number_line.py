"""Typing a number where it stands on the canvas."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt

from core import phrases
from gui.canvas.in_place import InPlaceLine
from gui.param_editors import parsed
from gui.theme import TEXT_PX, figures_font

if TYPE_CHECKING:
    from gui.canvas.grips import Grip
    from gui.canvas.view import CanvasView

WIDTH, HEIGHT = 84, 26
DIGITS = 4  # behind the point, of the number to begin with
BELOW = QPointF(-18.0, -8.0)  # from the line's lower left corner to the hint, which keeps away by itself


class NumberLine(InPlaceLine):
    """Enter, or a click elsewhere, keeps what was typed if it is a number; Escape does not."""

    def __init__(self, view: "CanvasView") -> None:
        super().__init__(view)
        self._view = view
        self._grip: Grip | None = None
        self._text = ""
        self.setFont(figures_font(TEXT_PX))
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.returnPressed.connect(self._enter)
        self.textEdited.connect(self._hush)
        self.hide()

    def begin(self, grip: "Grip") -> None:
        """Edit a number at its place."""
        self._grip = grip
        self._text = phrases.number(round(grip.value, DIGITS)).replace(",", "")
        self.setText(self._text)
        self.setAccessibleName(grip.title)
        middle = self._view.mapFromScene(grip.place.center())
        self.setGeometry(QRect(middle.x() - WIDTH // 2, middle.y() - HEIGHT // 2, WIDTH, HEIGHT))
        self.appear()

    def _enter(self) -> None:
        grip = self._grip
        if grip is None:
            return
        value, message = self._read(grip)
        if message:
            self._view.hint.say(message, QPointF(self.geometry().bottomLeft()) + BELOW, True)
        else:
            self._end(value)

    def _read(self, grip: "Grip") -> tuple[float, str]:
        """What was typed; or why it will not do."""
        try:
            value = parsed(grip.field, self.text())
        except ValueError as error:
            return 0.0, f"{str(error)[:1].upper()}{str(error)[1:]}."
        return value, phrases.complaint(grip.field, value)

    def accept(self) -> None:
        """Keep what was typed, if it is a number."""
        if self._grip is not None:
            value, message = self._read(self._grip)
            self._end(None if message else value)

    def give_up(self) -> None:
        """Leave the number as it was."""
        self._end(None)

    def _end(self, value: float | None) -> None:
        grip, self._grip = self._grip, None
        if grip is None:
            return
        self._hush()
        self.hide()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        if value is not None and self.text() != self._text:
            grip.put(value)

    def _hush(self) -> None:
        self._view.hint.say("", QPointF(), False)
