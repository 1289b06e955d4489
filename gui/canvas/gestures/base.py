"""What a gesture is: all between pressing a mouse button and letting go."""

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from gui.canvas.inks import Inks

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
INTO_WIRE = "Let go to put it into the wire"
CLEARANCE = 44.0  # pixels below the pointer that a card takes up which hangs at it
ALT = Qt.KeyboardModifier.AltModifier


class Touch(NamedTuple):
    """Where the pointer is: a point of the scene, a place in the viewport; and the keys that are held."""

    point: QPointF
    place: QPointF
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    @property
    def extending(self) -> bool:
        """Whether what is touched is to be added to the selection."""
        return bool(self.modifiers & (SHIFT | CONTROL))


class Gesture:
    """Begins at a press; then either ``click`` alone, or ``move`` any number of times and ``release`` or ``cancel``.

    The document changes at the end only, in one edit, unless it ``edits`` all the way. ``hint`` is shown beside the
    pointer; ``warns``: it is no good news.
    """

    cursor: Qt.CursorShape | None = None
    scrolls: ClassVar[bool] = False  # the canvas scrolls when the pointer comes to its edge
    edits: ClassVar[bool] = False
    still: ClassVar[bool] = False  # all stands still meanwhile but for what is held or aimed at
    clearance: ClassVar[float] = 0.0  # pixels below the pointer that the hint must not cover
    hint: str = ""
    warns: bool = False

    def __init__(self, view: "CanvasView", start: Touch) -> None:
        self.view, self.start = view, start
        self.session, self.scene = view.session, view.canvas

    def move(self, touch: Touch) -> None:
        """The pointer has gone to another place, with the button held."""

    def release(self, touch: Touch) -> None:
        """The button was let go after a move."""

    def click(self, touch: Touch) -> None:
        """The button was let go where it was pressed."""

    def cancel(self) -> None:
        """Leave everything as it was before."""

    def paint(self, painter: QPainter, inks: Inks) -> None:
        """Paint over the scene, in its units."""
