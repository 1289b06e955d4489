"""Samples with what the network says of them, the worst mistakes first."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent

from core.probes.gallery import Predictions
from gui.exhibits import TILE, Entry, Exhibit, entry, exhibit
from gui.plots import Canvas, draw_note, draw_plate
from gui.theme import Appearance

__all__ = ["TILE", "Entry", "GalleryCanvas", "entry"]


class GalleryCanvas(Canvas):
    """As high as all its entries together; it stands in a scroll area, and paints what is seen of it.

    ``order`` says which samples stand where; it may be older than what is said of them. ``chosen(index)``: a sample
    of the part that is checked with was clicked.
    """

    chosen = Signal(int)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.found: Predictions | None = None
        self.held: Predictions | None = None  # the order, and the samples themselves
        self.exhibit: Exhibit | None = None
        self.entries: list[tuple[int, Entry]] = []  # each with its place among the samples that came along
        self._only_wrong = False
        self._seen = QRectF()
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_predictions(self, found: Predictions | None, *, reorder: bool) -> None:
        """Show what is said now; ``reorder``: the worst first again, which moves entries about."""
        self.found = found
        if found is not None and (reorder or self.outdated):
            self.held, self.exhibit = found, exhibit(found)
        self._list()

    @property
    def outdated(self) -> bool:
        """Whether what is held has little to do with what is said now: other data, or mistakes long mended."""
        held, found = self.held, self.found
        if held is None or found is None or len(held.truth) != len(found.truth) or held.kind != found.kind:
            return True
        if found.wrong is None:
            return False
        due = min(int(found.wrong.sum()), len(held.order))
        return 2 * int(found.wrong[held.order].sum()) < due

    @property
    def pictured(self) -> bool:
        """Whether the samples are images."""
        return self.held is not None and self.held.samples.ndim == 4

    def show_only_wrong(self, on: bool) -> None:
        """Leave out what is right, or not."""
        self._only_wrong = on
        self._list()

    def _list(self) -> None:
        every = self._every()
        self.entries = [(place, said) for place, said in every if said.wrong or not self._only_wrong]
        self._fit()
        self.update()

    def _every(self) -> list[tuple[int, Entry]]:
        """What is said of each sample that is held; where that came along for others only, what was said before."""
        held, found = self.held, self.found
        if held is None or found is None:
            return []
        order, shown = held.order.tolist(), {}
        if found is not held and found.answers is not None:
            shown = {index: place for place, index in enumerate(found.order.tolist())}
        elif found.answers is not None:
            shown = {index: place for place, index in enumerate(order)}
        return [
            (
                place,
                entry(found, index, shown.get(index))
                if index in shown or not shown
                else entry(held, index, place),
            )
            for place, index in enumerate(order)
        ]

    # -- where they stand ----------------------------------------------------------------------------------------------
    def _fit(self) -> None:
        """Take the height that the entries need."""
        if self.exhibit is None:
            return
        rows = math.ceil(len(self.entries) / self._across())
        self.setMinimumHeight(math.ceil(self.exhibit.head + rows * (self.exhibit.high + self.exhibit.gap)))

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _across(self) -> int:
        shown = self.exhibit
        if shown is None or not shown.across:
            return 1
        return max(int((self.width() + shown.gap) // (shown.across + shown.gap)), 1)

    def box(self, number: int, width: float) -> QRectF:
        """Where the entry of a number stands."""
        assert self.exhibit is not None
        shown, across = self.exhibit, self._across()
        down, right = divmod(number, across)
        top = shown.head + down * (shown.high + shown.gap)
        if not shown.across:
            return QRectF(0, top, width, shown.high)
        apart = shown.gap
        if len(self.entries) >= across > 1:
            apart = max((width - across * shown.across) / (across - 1), 0)
        return QRectF(right * (shown.across + apart), top, shown.across, shown.high)

    # -- painting and pointing -----------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        self._seen = event.rect().toRectF()
        super().paintEvent(event)

    def paint(self, painter: QPainter, size: QSize) -> None:
        if not self.entries or self.exhibit is None:
            note = "Nothing is wrong here." if self._only_wrong and self.held is not None else "Loading …"
            draw_note(painter, self.theme, note, QRectF(0, 0, size.width(), size.height()))
            return
        self.exhibit.paint_head(painter, self.theme, size.width())
        for number, (place, said) in enumerate(self.entries):
            box = self.box(number, size.width())
            if box.intersects(self._seen):
                self.exhibit.paint(painter, self.theme, box, place, said)
        number = None if self.hovered is None else self._at(self.hovered)
        if number is not None and self.hovered is not None:
            told = self.exhibit.told(*self.entries[number])
            if told:
                draw_plate(painter, self.theme, told, self.hovered, self._seen)

    def _at(self, point: QPointF) -> int | None:
        """Which entry stands at a point."""
        return next((n for n in range(len(self.entries)) if self.box(n, self.width()).contains(point)), None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position())
        if number is not None and self.held is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(int(self.held.order[self.entries[number][0]]))
