"""The confusion matrix, painted."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.probes.confusion import Counts
from gui.plots import Array, Canvas, draw_note, draw_plate, elided, face, image_of, rising_table
from gui.theme import HEAD_PX, MUTED_PX, Appearance

WIDEST_NAME, WIDEST_CELL, READABLE = 84.0, 64.0, 17.0
HEAD, GAP, RECALL = 16.0, 6.0, 46.0
FULL, FAINTEST = 0.85, 0.25  # colour of a whole row's share, and of the smallest share that is there


class MatrixCanvas(Canvas):
    """Rows: what the samples are; columns: what they were called. Right ones in blue, mistakes in orange."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.found: Counts | None = None
        self._font = face(MUTED_PX - 1)

    def show_counts(self, found: Counts) -> None:
        self.found = found
        self.update()

    @property
    def shares(self) -> Array:
        """Each count as a share of its row, (classes, classes)."""
        assert self.found is not None
        counts = self.found.counts
        return counts / counts.sum(axis=1, keepdims=True).clip(1)

    def grid(self, size: QSize) -> tuple[QRectF, float]:
        """Where the cells are, and how large each is."""
        assert self.found is not None
        names, metrics = self.found.class_names, QFontMetricsF(self._font)
        widest = min(max(metrics.horizontalAdvance(name) for name in names) + GAP, WIDEST_NAME)
        left = HEAD + widest
        cell = min(
            (size.width() - left - RECALL) / len(names),
            (size.height() - HEAD - self._below(widest, size, left) - 1) / len(names),
            WIDEST_CELL,
        )
        cell = max(float(int(cell)) if cell >= 4 else cell, 1.0)
        return QRectF(left, 1, cell * len(names), cell * len(names)), cell

    def _below(self, widest: float, size: QSize, left: float) -> float:
        """Room for the names below: a line where they fit side by side, else as high as they are wide."""
        assert self.found is not None
        return (
            HEAD if widest <= (size.width() - left - RECALL) / len(self.found.class_names) else widest + GAP
        )

    def paint(self, painter: QPainter, size: QSize) -> None:
        if self.found is None:
            draw_note(painter, self.theme, "Loading …", QRectF(0, 0, size.width(), size.height()))
            return
        area, cell = self.grid(size)
        painter.fillRect(area, QColor(self.theme.surface))
        painter.drawImage(area, image_of(self._pixels()))
        if cell >= READABLE:
            self._write_counts(painter, area, cell)
        self._write_names(painter, area, cell)
        if self.hovered is not None and area.contains(self.hovered):
            self._paint_hover(painter, size, area, cell, self.hovered)

    def _pixels(self) -> Array:
        """One pixel a cell."""
        shares = self.shares
        levels = (shares > 0) * (FAINTEST + (FULL - FAINTEST) * shares)
        indices = (levels * 254).astype(int)
        pixels = rising_table(self.theme.negative).take(indices)
        right = range(len(shares))
        pixels[right, right] = rising_table(self.theme.positive).take(indices[right, right])
        return pixels

    def _write_counts(self, painter: QPainter, area: QRectF, cell: float) -> None:
        assert self.found is not None
        painter.setFont(self._font)
        painter.setPen(QColor(self.theme.text))
        metrics = QFontMetricsF(self._font)
        for row, counts in enumerate(self.found.counts.tolist()):
            for column, count in enumerate(counts):
                text = f"{count:,}" if count else ""
                if text and metrics.horizontalAdvance(text) <= cell - 2:
                    box = QRectF(area.left() + column * cell, area.top() + row * cell, cell, cell)
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _write_names(self, painter: QPainter, area: QRectF, cell: float) -> None:
        assert self.found is not None
        painter.setPen(QColor(self.theme.muted))
        painter.setFont(self._font)
        metrics, names = QFontMetricsF(self._font), self.found.class_names
        every = max(1, -(-int(metrics.height()) // max(int(cell), 1)))
        flat = max(metrics.horizontalAdvance(name) for name in names) + GAP <= cell
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for number, name in list(enumerate(names))[::every]:
            text = elided(name, WIDEST_NAME - GAP, MUTED_PX - 1)
            middle = (number + 0.5) * cell
            painter.drawText(QRectF(HEAD, area.top() + middle - 8, area.left() - HEAD - GAP, 16), right, text)
            if (counts := self.found.counts[number]).any():
                box = QRectF(area.right() + GAP, area.top() + middle - 8, RECALL, 16)
                share = 100 * counts[number] / counts.sum()
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"{share:.0f} %")
            if flat:
                box = QRectF(area.left() + number * cell, area.bottom() + 2, cell, HEAD)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            else:
                self._write_upright(painter, QPointF(area.left() + middle, area.bottom() + GAP), text)
        self._write_sides(painter, area, flat)

    def _write_upright(self, painter: QPainter, top: QPointF, text: str) -> None:
        painter.save()
        painter.translate(top)
        painter.rotate(-90)
        painter.drawText(QRectF(-WIDEST_NAME, -8, WIDEST_NAME, 16), Qt.AlignmentFlag.AlignRight, text)
        painter.restore()

    def _write_sides(self, painter: QPainter, area: QRectF, flat: bool) -> None:
        """What rows and columns are."""
        painter.setFont(face(HEAD_PX))
        painter.save()
        painter.translate(0, area.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, area.height(), HEAD), Qt.AlignmentFlag.AlignCenter, "is")
        painter.restore()
        painter.drawText(QRectF(area.right() + GAP, area.bottom() + 2, RECALL, HEAD), 0, "right")
        if flat:
            below = QRectF(area.left(), area.bottom() + HEAD, area.width(), HEAD)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, "called")

    def _paint_hover(self, painter: QPainter, size: QSize, area: QRectF, cell: float, at: QPointF) -> None:
        assert self.found is not None
        last = len(self.found.class_names) - 1
        column = min(int((at.x() - area.left()) / cell), last)
        row = min(int((at.y() - area.top()) / cell), last)
        painter.setPen(QPen(QColor(self.theme.text), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(area.left() + column * cell, area.top() + row * cell, cell, cell))
        whole = QRectF(0, 0, size.width(), size.height())
        draw_plate(painter, self.theme, self.told(row, column), at, whole)

    def told(self, row: int, column: int) -> list[str]:
        """A cell in words."""
        assert self.found is not None
        names, counts = self.found.class_names, self.found.counts
        count, total = int(counts[row, column]), int(counts[row].sum())
        return [
            f"{names[row]} called {names[column]}",
            f"{count:,} of {total:,} ({100 * self.shares[row, column]:.1f} %)",
        ]
