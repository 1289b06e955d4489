"""How a sample and what is said of it are drawn: one class a kind of samples and answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from core.data.tokens import END, PADDING, START, readable
from core.probes.gallery import Predictions
from gui.plots import Array, Axis, Curve, elided, face, line_pen
from gui.sample_pictures import draw_image, images_of
from gui.theme import MUTED_PX, Theme
from gui.ticks import figure

TILE, WIDEST_TILE, CAPTION = 46.0, 96.0, 16.0
ROW, COLUMN_GAP, WIDEST_COLUMN = 22.0, 18.0, 130.0
BADGE = 13.0
CURVE_WIDTH, CURVE_HEIGHT = 132.0, 58.0
LETTER = 13.0  # points that a letter takes at least
MOST_NUMBERS = 64  # of a sample that are written out
GOES, STOP, SPACE = "→", "∎", "␣"
SMALL = MUTED_PX - 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one sample; ``truths`` and ``answers`` where that is more than one class or number."""

    truth: str
    says: str
    strength: str
    wrong: bool
    truths: Array | None = None
    answers: Array | None = None


def entry(found: Predictions, index: int, shown: int | None = None) -> Entry:
    """What is said of a sample that was looked at; ``shown``: which of those that came along it is."""
    strength = float(found.strength[index])
    if found.kind != "class":
        return _longer_entry(found, index, shown)
    names, truth, says = found.info.class_names, found.truth[index], found.predicted[index]
    if not names:
        return Entry(figure(float(truth)), figure(float(says)), figure(strength), False)
    said = f"{100 * strength:.0f} %" if found.probable else figure(strength)
    assert found.wrong is not None
    return Entry(names[int(truth)], names[int(says)], said, bool(found.wrong[index]))


def _longer_entry(found: Predictions, index: int, shown: int | None) -> Entry:
    truth, says = found.truth[index], found.predicted[index]
    arrays = [None if shown is None or a is None else a[shown] for a in (found.truths, found.answers)]
    if found.kind == "steps":
        wrong = int(truth) - int(says)
        return Entry(
            f"{int(truth)}", f"{int(says)}", f"{wrong:,} of {int(truth):,} wrong", wrong > 0, *arrays
        )
    return Entry(
        figure(float(truth)), figure(float(says)), figure(float(found.strength[index])), False, *arrays
    )


def token_text(token: str) -> str:
    """A token in the room of a letter: what cannot be seen has a sign."""
    return {PADDING: "", START: "", END: STOP, " ": SPACE, "\n": "⏎", "\t": "⇥"}.get(token, token)


class Exhibit:
    """Base: samples in rows as wide as the canvas, or in cells beside each other.

    ``across``: how wide a cell is, 0: a row. ``high``: without the gap below. ``head``: points above the first.
    """

    across, high, gap, head = 0.0, ROW, 0.0, 0.0

    def __init__(self, held: Predictions) -> None:
        self.held = held

    def paint_head(self, painter: QPainter, theme: Theme, width: float) -> None:
        """What stands above."""

    def paint(self, painter: QPainter, theme: Theme, box: QRectF, place: int, said: Entry) -> None:
        """Draw the sample that came along at ``place``."""
        raise NotImplementedError

    def told(self, place: int, said: Entry) -> list[str]:
        """What the pointer is told; the first line is the head."""
        number = f"sample {int(self.held.places[place]) + 1:,}"
        return [number, f"off by {said.strength}"]


def _caption(painter: QPainter, box: QRectF, text: str, colour: str) -> None:
    painter.setFont(face(SMALL))
    painter.setPen(QColor(colour))
    area = QRectF(box.left(), box.bottom() - CAPTION + 1, box.width(), CAPTION - 2)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, elided(text, area.width(), SMALL))


class Tiles(Exhibit):
    """Images, and below each the class it is called; the right class in the corner where that is another."""

    across, high, gap = TILE, TILE + CAPTION, 6.0

    def __init__(self, held: Predictions) -> None:
        super().__init__(held)
        self._images = images_of(held.samples)
        metrics = QFontMetricsF(face(SMALL))
        widest = max((metrics.horizontalAdvance(f"{n} · 100 %") for n in held.info.class_names), default=0.0)
        self.across = max(TILE, min(widest - self.gap, WIDEST_TILE))

    def paint(self, painter: QPainter, theme: Theme, box: QRectF, place: int, said: Entry) -> None:
        tile = QRectF(box.left() + (box.width() - TILE) / 2, box.top(), TILE, TILE)
        draw_image(painter, tile, self._images[place])
        wide = box.adjusted(-self.gap / 2, 0, self.gap / 2, 0)
        _caption(
            painter, wide, f"{said.says} · {said.strength}", theme.warn_text if said.wrong else theme.muted
        )
        if said.wrong:
            self._paint_badge(painter, theme, tile, said.truth)

    def _paint_badge(self, painter: QPainter, theme: Theme, tile: QRectF, truth: str) -> None:
        font = face(MUTED_PX - 2, QFont.Weight.DemiBold)
        text = elided(truth, TILE - 8, MUTED_PX - 2)
        width = max(QFontMetricsF(font).horizontalAdvance(text) + 6, BADGE)
        box = QRectF(tile.left(), tile.top(), width, BADGE)
        painter.fillRect(box, QColor(theme.warn))
        painter.setFont(font)
        painter.setPen(QColor(theme.on_warn))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def told(self, place: int, said: Entry) -> list[str]:
        verdict = f"is {said.truth}, called {said.says}" if said.wrong else f"is {said.truth}"
        return [super().told(place, said)[0], f"{verdict} ({said.strength})"]


class Pairs(Exhibit):
    """Each image beside what the network makes of it."""

    across, high, gap = 2 * TILE + 2, TILE + CAPTION, 10.0

    def __init__(self, held: Predictions) -> None:
        super().__init__(held)
        assert held.truths is not None
        self._low, self._high = float(held.truths.min()), float(held.truths.max())

    def paint(self, painter: QPainter, theme: Theme, box: QRectF, place: int, said: Entry) -> None:
        assert said.truths is not None
        assert said.answers is not None
        both = np.stack([said.truths, said.answers]).clip(self._low, self._high)
        for number, image in enumerate(images_of(both)):
            tile = QRectF(box.left() + number * (TILE + 2), box.top(), TILE, TILE)
            draw_image(painter, tile, image)
        _caption(painter, box, f"off by {said.strength}", theme.muted)


class Curves(Exhibit):
    """A window of a series with what followed and what was forecast, or values along the steps."""

    across, high, gap = CURVE_WIDTH, CURVE_HEIGHT + CAPTION, 12.0

    def paint(self, painter: QPainter, theme: Theme, box: QRectF, place: int, said: Entry) -> None:
        truth, answer = (_first_feature(values) for values in (said.truths, said.answers))
        before = self.held.samples[place, :, 0] if self.held.info.ordered else np.zeros(0)
        area = QRectF(box.left(), box.top(), box.width(), CURVE_HEIGHT)
        every = np.concatenate([before, truth, answer])
        low, high = float(every.min()), float(every.max())
        y = Axis(low, max(high, low + 1e-9), area.bottom() - 5, area.top() + 5)
        x = Axis(0, max(len(before) + len(truth) - 1, 1), area.left() + 4, area.right() - 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(area, 4, 4)
        _paint_line(painter, x, y, 0, before, theme.muted)
        last, start = before[-1:], max(len(before) - 1, 0)
        _paint_line(painter, x, y, start, np.concatenate([last, answer]), theme.negative)
        _paint_line(painter, x, y, start, np.concatenate([last, truth]), theme.positive)
        if len(truth) <= 20:
            _paint_dots(painter, x, y, len(before), answer, theme.negative)
            _paint_dots(painter, x, y, len(before), truth, theme.positive)
        _caption(painter, box, f"off by {said.strength}", theme.muted)

    def told(self, place: int, said: Entry) -> list[str]:
        truth, answer = (_first_feature(values) for values in (said.truths, said.answers))
        pairs = [
            f"{self._name(step)}was {figure(float(is_))}, forecast {figure(float(says))}"
            for step, (is_, says) in enumerate(zip(truth[:4], answer[:4], strict=True))
        ]
        return [*super().told(place, said)[:1], *pairs]

    def _name(self, step: int) -> str:
        names = self.held.names
        return f"{names[step]}: " if len(names) > 1 and step < len(names) else ""


def _first_feature(values: Array | None) -> Array:
    assert values is not None
    return values[:, 0] if values.ndim == 2 else values


def _paint_line(painter: QPainter, x: Axis, y: Axis, start: int, values: Array, colour: str) -> None:
    painter.setPen(line_pen(colour))
    Curve(x.place(np.arange(start, start + len(values))), y.place(values)).draw(painter)


def _paint_dots(painter: QPainter, x: Axis, y: Axis, start: int, values: Array, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    for column, row in zip(x.place(np.arange(start, start + len(values))), y.place(values), strict=True):
        painter.drawEllipse(QPointF(float(column), float(row)), 2.5, 2.5)


class Table(Exhibit):
    """A row a sample: what it is, what it is called, and the sample: as numbers, a text, an image or curves."""

    head = ROW

    def __init__(self, held: Predictions) -> None:
        super().__init__(held)
        self._images: list[QImage] = images_of(held.samples) if held.samples.ndim == 4 else []
        self.pictured = bool(self._images) or held.samples.ndim > 2
        self.high = TILE + 4 if self._images else 32.0 if self.pictured else ROW
        self.cells = self._sample_cells()
        self.columns = self._measure_columns()

    @property
    def spoken(self) -> int:
        """How many columns are about what is said."""
        return len(self.columns) - len(self.cells[0] if self.cells else ())

    def _sample_cells(self) -> list[list[str]]:
        """Of each sample, what is written of it."""
        held = self.held
        if held.info.vocabulary:
            return [[readable(sample, held.info.vocabulary)] for sample in held.samples]
        if self.pictured:
            return [[""] for _ in held.samples]
        return [[figure(value) for value in sample[:MOST_NUMBERS]] for sample in held.samples.tolist()]

    def _measure_columns(self) -> list[tuple[str, float]]:
        """Heading and width of each column."""
        held, metrics = self.held, QFontMetricsF(face(MUTED_PX))
        strength = "sure" if held.probable else "answer" if held.kind == "class" else "off by"
        number = metrics.horizontalAdvance("−0.000")
        if held.kind == "values" and len(_flat_names(held)) > 1:
            pair = metrics.horizontalAdvance(f"−0.000 {GOES} −0.000")
            heads = [(strength, number), *((name, pair) for name in _flat_names(held))]
        else:
            widest = max(metrics.horizontalAdvance(n) for n in held.info.class_names or ("−0.000",))
            called = "called" if held.kind == "class" else "predicted"
            heads = [("is", widest), (called, widest), (strength, 34.0)]
        heads += [(name, number) for name in self._sample_heads()]
        return [
            (head, min(max(width, metrics.horizontalAdvance(head)), WIDEST_COLUMN) + COLUMN_GAP)
            for head, width in heads
        ]

    def _sample_heads(self) -> Sequence[str]:
        held = self.held
        if held.info.vocabulary:
            return ("text",)
        if self.pictured:
            return ("",)
        count = min(held.samples.shape[1], MOST_NUMBERS)
        return held.info.feature_names[:count] or [f"input {k + 1}" for k in range(count)]

    def paint_head(self, painter: QPainter, theme: Theme, width: float) -> None:
        heads = [head for head, _ in self.columns]
        self._paint_cells(painter, QRectF(0, 0, width, ROW), heads, theme.muted, theme.muted)
        painter.fillRect(QRectF(0, ROW - 1, width, 1), QColor(theme.border))

    def paint(self, painter: QPainter, theme: Theme, box: QRectF, place: int, said: Entry) -> None:
        cells = [*self._said(said), *self.cells[place]]
        behind = theme.text if self.held.info.vocabulary else theme.muted
        self._paint_cells(painter, box, cells, theme.warn_text if said.wrong else theme.text, behind)
        left = sum(width for _, width in self.columns[: self.spoken])
        room = QRectF(left, box.top() + 2, box.width() - left, box.height() - 4)
        if self._images:
            draw_image(painter, QRectF(room.left(), room.top(), TILE, TILE), self._images[place])
        elif self.pictured:
            _paint_lanes(painter, theme, room, self.held.samples[place])

    def _said(self, said: Entry) -> list[str]:
        if said.answers is None or said.truths is None or said.answers.size == 1:
            return [said.truth, said.says, said.strength]
        pairs = zip(said.truths.ravel().tolist(), said.answers.ravel().tolist(), strict=True)
        return [said.strength, *(f"{figure(is_)} {GOES} {figure(says)}" for is_, says in pairs)]

    def _paint_cells(
        self, painter: QPainter, box: QRectF, cells: list[str], colour: str, behind: str
    ) -> None:
        """``behind``: the colour of what follows on what is said."""
        left, spoken = 0.0, self.spoken
        painter.setFont(face(MUTED_PX))
        for number, (cell, (_, width)) in enumerate(zip(cells, self.columns, strict=True)):
            if left > box.width():
                return
            text = number >= spoken and bool(self.held.info.vocabulary)
            painter.setPen(QColor(colour if number < spoken else behind))
            area = QRectF(left, box.top(), (box.width() - left if text else width) - 6, box.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, elided(cell, area.width(), MUTED_PX))
            left += width

    def told(self, place: int, said: Entry) -> list[str]:
        number = super().told(place, said)[0]
        if self.held.info.vocabulary:
            return [number, *_lines(self.cells[place][0])]
        return [number]


def _flat_names(held: Predictions) -> tuple[str, ...]:
    """A name for each number of an answer."""
    assert held.answers is not None
    count = held.answers[0].size
    return held.names if len(held.names) == count else tuple(f"value {k + 1}" for k in range(count))


def _paint_lanes(painter: QPainter, theme: Theme, room: QRectF, sample: Array) -> None:
    """A sequence (steps, features) as curves over each other."""
    steps = sample.reshape(len(sample), -1).astype(float)[:, : len(theme.classes)]
    room = QRectF(room.left(), room.top() + 2, min(room.width() - 8, 3.0 * CURVE_WIDTH), room.height() - 4)
    if room.width() < 20:
        return
    x = Axis(0, max(len(steps) - 1, 1), room.left(), room.right())
    y = Axis(
        float(steps.min()), max(float(steps.max()), float(steps.min()) + 1e-9), room.bottom(), room.top()
    )
    for lane in range(steps.shape[1]):
        _paint_line(painter, x, y, 0, steps[:, lane], theme.classes[(1 - lane) % len(theme.classes)])


def _lines(text: str, width: int = 60) -> list[str]:
    """A text in lines of so many letters."""
    return [text[start : start + width] for start in range(0, len(text), width)] or [""]


class Steps(Exhibit):
    """The right token at each step, and below what the network says; wrong ones are marked."""

    high, gap = 38.0, 6.0

    def __init__(self, held: Predictions) -> None:
        super().__init__(held)
        self._texts = [token_text(name) for name in held.info.class_names]
        metrics = QFontMetricsF(face(MUTED_PX))
        self.cell = max(LETTER, *(metrics.horizontalAdvance(text) + 4 for text in self._texts))

    def paint(self, painter: QPainter, theme: Theme, box: QRectF, place: int, said: Entry) -> None:
        assert said.truths is not None
        assert said.answers is not None
        fits = int((box.width() - 2) // self.cell)
        left = box.left()
        painter.setFont(face(MUTED_PX))
        there = np.flatnonzero(said.truths >= 0)
        for column, step in enumerate(there[:fits].tolist()):
            truth, says = int(said.truths[step]), int(said.answers[step])
            above = QRectF(left + column * self.cell, box.top(), self.cell, self.high / 2)
            below = above.translated(0, self.high / 2)
            painter.setPen(QColor(theme.text))
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, self._texts[truth])
            if truth != says:
                painter.fillRect(below.adjusted(0.5, 1, -0.5, -1), QColor(theme.warn))
            painter.setPen(QColor(theme.on_warn if truth != says else theme.muted))
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._texts[says])
        if len(there) > fits:
            painter.setPen(QColor(theme.muted))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, "…")

    def told(self, place: int, said: Entry) -> list[str]:
        return [super().told(place, said)[0], said.strength]


def exhibit(held: Predictions) -> Exhibit:
    """How these are drawn."""
    match held.kind:
        case "images":
            return Pairs(held)
        case "curves":
            return Curves(held)
        case "steps":
            return Steps(held)
        case "class" if held.samples.ndim == 4:
            return Tiles(held)
    return Table(held)
