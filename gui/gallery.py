"""Samples with what the network says of them: images in a grid, other samples as rows of a table."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent

from core.probes.gallery import Predictions
from gui.plots import Array, Canvas, draw_note, draw_plate, elided, face, grey_image
from gui.theme import MUTED_PX, Appearance
from gui.ticks import figure

TILE, TILE_GAP, CAPTION = 46.0, 6.0, 16.0
ROW, COLUMN_GAP, WIDEST_COLUMN = 22.0, 18.0, 130.0
BADGE = 13.0
GOES = "→"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one sample."""

    truth: str
    says: str
    strength: str
    wrong: bool


def entry(found: Predictions, index: int) -> Entry:
    """What is said of a sample that was looked at."""
    names, strength = found.info.class_names, float(found.strength[index])
    if not names:
        return Entry(
            figure(float(found.truth[index])), figure(float(found.predicted[index])), figure(strength), False
        )
    truth, says = names[int(found.truth[index])], names[int(found.predicted[index])]
    said = f"{100 * strength:.0f} %" if found.probable else figure(strength)
    assert found.wrong is not None
    return Entry(truth, says, said, bool(found.wrong[index]))


class GalleryCanvas(Canvas):
    """As high as all its entries together; it stands in a scroll area, and paints what is seen of it.

    ``order`` says which samples stand where; it may be older than what is said of them.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.found: Predictions | None = None
        self.held: Predictions | None = None  # the order, and the samples themselves
        self.entries: list[tuple[int, Entry]] = []  # each with its place among the samples that came along
        self._only_wrong = False
        self._images: list[QImage] = []
        self._columns: list[tuple[str, float]] = []
        self._cells: list[list[str]] = []  # of each row of the table: the sample's values
        self._seen = QRectF()

    def show_predictions(self, found: Predictions | None, *, reorder: bool) -> None:
        """Show what is said now; ``reorder``: the worst first again, which moves entries about."""
        self.found = found
        if found is not None and (reorder or self.outdated):
            self.held = found
            self._images = _images(found.samples) if self.pictured else []
            if not self.pictured:
                self._columns = self._measure_columns()
                flat = found.samples.reshape(len(found.samples), -1)
                self._cells = [[figure(value) for value in sample] for sample in flat.tolist()]
        self._list()

    @property
    def outdated(self) -> bool:
        """Whether what is held has little to do with what is said now: other data, or mistakes long mended."""
        held, found = self.held, self.found
        if held is None or found is None or len(held.truth) != len(found.truth):
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
        order = self.held.order.tolist() if self.held is not None and self.found is not None else []
        every = ((place, entry(self.found, index)) for place, index in enumerate(order))
        self.entries = [(place, said) for place, said in every if said.wrong or not self._only_wrong]
        self._fit()
        self.update()

    def _fit(self) -> None:
        """Take the height that the entries need."""
        count = len(self.entries)
        rows = (
            math.ceil(count / self._across()) * (TILE + CAPTION + TILE_GAP)
            if self.pictured
            else (count + 1) * ROW
        )
        self.setMinimumHeight(math.ceil(rows))

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _across(self) -> int:
        return max(int((self.width() + TILE_GAP) // (TILE + TILE_GAP)), 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._seen = event.rect().toRectF()
        super().paintEvent(event)

    def paint(self, painter: QPainter, size: QSize) -> None:
        entries = self.entries
        if not entries:
            note = "Nothing is wrong here." if self._only_wrong and self.held is not None else "Loading …"
            draw_note(painter, self.theme, note, QRectF(0, 0, size.width(), size.height()))
        elif self.pictured:
            self._paint_tiles(painter, size, entries)
        else:
            self._paint_rows(painter, size, entries)

    def _paint_tiles(self, painter: QPainter, size: QSize, entries: list[tuple[int, Entry]]) -> None:
        across = self._across()
        gap = (
            max((size.width() - across * TILE) / max(across - 1, 1), 0)
            if len(entries) >= across
            else TILE_GAP
        )
        small, pointed = face(MUTED_PX - 1), None
        for number, (place, said) in enumerate(entries):
            corner = QPointF(number % across * (TILE + gap), number // across * (TILE + CAPTION + TILE_GAP))
            tile = QRectF(corner.x(), corner.y(), TILE, TILE)
            if not tile.adjusted(0, 0, 0, CAPTION).intersects(self._seen):
                continue
            painter.drawImage(tile, self._images[place])
            painter.setFont(small)
            painter.setPen(QColor(self.theme.warn_text if said.wrong else self.theme.muted))
            below = QRectF(tile.left() - gap / 2, tile.bottom() + 1, TILE + gap, CAPTION - 2)
            text = elided(f"{said.says} · {said.strength}", below.width(), MUTED_PX - 1)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
            if said.wrong:
                self._paint_badge(painter, tile, said.truth)
            if self.hovered is not None and tile.contains(self.hovered):
                pointed = place, said
        if pointed is not None:
            self._paint_hover(painter, *pointed)

    def _paint_badge(self, painter: QPainter, tile: QRectF, truth: str) -> None:
        """The right class, in the corner of what was taken for another."""
        font = face(MUTED_PX - 2, QFont.Weight.DemiBold)
        text = elided(truth, TILE - 8, MUTED_PX - 2)
        width = max(QFontMetricsF(font).horizontalAdvance(text) + 6, BADGE)
        box = QRectF(tile.left(), tile.top(), width, BADGE)
        painter.fillRect(box, QColor(self.theme.warn))
        painter.setFont(font)
        painter.setPen(QColor(self.theme.on_warn))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_hover(self, painter: QPainter, place: int, said: Entry) -> None:
        assert self.hovered is not None
        assert self.held is not None
        number = f"sample {int(self.held.places[place]) + 1:,}"
        verdict = f"is {said.truth}, called {said.says}" if said.wrong else f"is {said.truth}"
        draw_plate(painter, self.theme, [number, f"{verdict} ({said.strength})"], self.hovered, self._seen)

    def _measure_columns(self) -> list[tuple[str, float]]:
        """Heading and width of each column."""
        assert self.held is not None
        info, metrics = self.held.info, QFontMetricsF(face(MUTED_PX))
        answers = info.class_names or ("−0.000",)
        strength = "sure" if self.held.probable else "answer" if info.class_names else "off by"
        widest = max(metrics.horizontalAdvance(name) for name in answers)
        heads = [("is", widest), ("called" if info.class_names else "predicted", widest), (strength, 34.0)]
        flat = self.held.samples.reshape(len(self.held.samples), -1)
        names = info.feature_names or tuple(f"input {k + 1}" for k in range(flat.shape[1]))
        heads += [(name, metrics.horizontalAdvance("−0.000")) for name in names]
        return [
            (head, min(max(width, metrics.horizontalAdvance(head)), WIDEST_COLUMN) + COLUMN_GAP)
            for head, width in heads
        ]

    def _paint_rows(self, painter: QPainter, size: QSize, entries: list[tuple[int, Entry]]) -> None:
        assert self.held is not None
        font = face(MUTED_PX)
        painter.setFont(font)
        self._paint_row(painter, 0.0, [head for head, _ in self._columns], self.theme.muted, size)
        painter.fillRect(QRectF(0, ROW - 1, size.width(), 1), QColor(self.theme.border))
        for number, (place, said) in enumerate(entries):
            top = (number + 1) * ROW
            if self._seen.top() - ROW <= top <= self._seen.bottom():
                cells = [said.truth, said.says, said.strength, *self._cells[place]]
                self._paint_row(
                    painter, top, cells, self.theme.warn_text if said.wrong else self.theme.text, size
                )

    def _paint_row(self, painter: QPainter, top: float, cells: list[str], name: str, size: QSize) -> None:
        left = 0.0
        for number, (cell, (_, width)) in enumerate(zip(cells, self._columns, strict=True)):
            if left > size.width():
                return
            painter.setPen(QColor(name if number < 3 else self.theme.muted))
            box = QRectF(left, top, width - 6, ROW)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, elided(cell, box.width(), MUTED_PX))
            left += width


def _images(samples: Array) -> list[QImage]:
    """Samples (count, height, width, channels) as images, from their lowest value to their highest."""
    values = samples.astype(np.float32)
    low, high = float(values.min(initial=0)), float(values.max(initial=0))
    shades = ((values - low) * (255 / max(high - low, 1e-9))).astype(np.uint8)
    return [grey_image(shade if shade.shape[-1] == 3 else shade.mean(axis=-1)) for shade in shades]
