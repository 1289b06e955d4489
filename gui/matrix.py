"""The confusion matrix, painted."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.probes.confusion import Counts
from gui.exhibits import token_text
from gui.plots import Array, Canvas, draw_note, draw_plate, elided, face, image_of, rising_table
from gui.theme import HEAD_PX, MUTED_PX, Appearance

WIDEST_NAME, WIDEST_CELL, READABLE = 84.0, 64.0, 15.0
STRETCH = 1.8  # a cell may be so many times as wide as high
HEAD, GAP, RECALL, TEXT = 16.0, 6.0, 44.0, 16.0
FULL, FAINTEST = 0.85, 0.25  # colour of a whole row's share, and of the smallest share that is there
SMALL = MUTED_PX - 1


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells are; ``flat``: the names below fit side by side."""

    area: QRectF
    width: float
    height: float
    flat: bool

    def cell(self, row: int, column: int) -> QRectF:
        left, top = self.area.left() + column * self.width, self.area.top() + row * self.height
        return QRectF(left, top, self.width, self.height)

    def at(self, point: QPointF) -> tuple[int, int]:
        """Row and column of the cell at a point."""
        row = int((point.y() - self.area.top()) / self.height)
        return row, int((point.x() - self.area.left()) / self.width)


class MatrixCanvas(Canvas):
    """Rows: what the samples are; columns: what they were called. Right ones in blue, mistakes in orange."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.found: Counts | None = None
        self.names: tuple[str, ...] = ()

    def show_counts(self, found: Counts) -> None:
        self.found = found
        self.names = tuple(token_text(name) or name for name in found.class_names)
        self.update()

    @property
    def shares(self) -> Array:
        """Each count as a share of its row, (classes, classes)."""
        assert self.found is not None
        counts = self.found.counts
        return counts / counts.sum(axis=1, keepdims=True).clip(1)

    def grid(self, size: QSize) -> Grid:
        """The cells for a size of the canvas."""
        assert self.found is not None
        names, metrics = self.names, QFontMetricsF(face(SMALL))
        widest = min(max(metrics.horizontalAdvance(name) for name in names) + GAP, WIDEST_NAME)
        room = QSize(size.width() - round(HEAD + widest + RECALL), size.height() - 1)
        width = min(room.width() / len(names), WIDEST_CELL)
        flat = widest <= width
        height = min((room.height() - (2 * HEAD if flat else widest + GAP)) / len(names), WIDEST_CELL, width)
        width = min(width, STRETCH * height)
        width, height = (max(float(int(side)) if side >= 4 else side, 1.0) for side in (width, height))
        area = QRectF(HEAD + widest, 1, width * len(names), height * len(names))
        return Grid(area, width, height, flat and widest <= width)

    def paint(self, painter: QPainter, size: QSize) -> None:
        if self.found is None:
            draw_note(painter, self.theme, "Loading …", QRectF(0, 0, size.width(), size.height()))
            return
        grid = self.grid(size)
        painter.fillRect(grid.area, QColor(self.theme.surface))
        painter.drawImage(grid.area, image_of(self._pixels()))
        painter.setFont(face(SMALL))
        if grid.height >= READABLE:
            self._write_counts(painter, grid)
        self._write_names(painter, grid)
        self._write_sides(painter, grid)
        if self.hovered is not None and grid.area.contains(self.hovered):
            self._paint_hover(painter, size, grid, self.hovered)

    def _pixels(self) -> Array:
        """One pixel a cell."""
        shares = self.shares
        levels = (shares > 0) * (FAINTEST + (FULL - FAINTEST) * shares)
        indices = (levels * 254).astype(int)
        pixels = rising_table(self.theme.negative).take(indices)
        right = range(len(shares))
        pixels[right, right] = rising_table(self.theme.positive).take(indices[right, right])
        return pixels

    def _write_counts(self, painter: QPainter, grid: Grid) -> None:
        assert self.found is not None
        painter.setPen(QColor(self.theme.text))
        digits = int((grid.width - 2) / (0.65 * SMALL))  # that fit into a cell
        for row, counts in enumerate(self.found.counts.tolist()):
            for column, count in enumerate(counts):
                if count and len(str(count)) <= digits:
                    painter.drawText(grid.cell(row, column), Qt.AlignmentFlag.AlignCenter, str(count))

    def _write_names(self, painter: QPainter, grid: Grid) -> None:
        """Each class at the left and below, and at the right how many of it are called what they are."""
        assert self.found is not None
        painter.setPen(QColor(self.theme.muted))
        names, recall = self.names, self.shares.diagonal()
        every = max(1, -(-int(TEXT) // max(int(grid.height), 1)))
        right, middle = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignVCenter
        for number in range(0, len(names), every):
            text = elided(names[number], WIDEST_NAME - GAP, SMALL)
            cell = grid.cell(number, number)
            row = QRectF(HEAD, cell.center().y() - TEXT / 2, grid.area.left() - HEAD - GAP, TEXT)
            painter.drawText(row, right | middle, text)
            row = QRectF(grid.area.right() + GAP, row.top(), RECALL, TEXT)
            if self.found.counts[number].any():
                painter.drawText(row, middle, f"{100 * recall[number]:.0f} %")
            if grid.flat:
                below = QRectF(cell.left(), grid.area.bottom() + 2, cell.width(), HEAD)
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
            else:
                self._write_upright(painter, QPointF(cell.center().x(), grid.area.bottom() + GAP), text)

    def _write_upright(self, painter: QPainter, top: QPointF, text: str) -> None:
        painter.save()
        painter.translate(top)
        painter.rotate(-90)
        painter.drawText(QRectF(-WIDEST_NAME, -8, WIDEST_NAME, TEXT), Qt.AlignmentFlag.AlignRight, text)
        painter.restore()

    def _write_sides(self, painter: QPainter, grid: Grid) -> None:
        """What rows and columns are."""
        area = grid.area
        painter.setFont(face(HEAD_PX))
        painter.save()
        painter.translate(0, area.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, area.height(), HEAD), Qt.AlignmentFlag.AlignCenter, "is")
        painter.restore()
        painter.drawText(QRectF(area.right() + GAP, area.bottom() + 2, RECALL, HEAD), 0, "right")
        if grid.flat:
            below = QRectF(area.left(), area.bottom() + HEAD, area.width(), HEAD)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, "called")

    def _paint_hover(self, painter: QPainter, size: QSize, grid: Grid, at: QPointF) -> None:
        row, column = grid.at(at)
        painter.setPen(QPen(QColor(self.theme.text), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(grid.cell(row, column))
        whole = QRectF(0, 0, size.width(), size.height())
        draw_plate(painter, self.theme, self.told(row, column), at, whole)

    def told(self, row: int, column: int) -> list[str]:
        """A cell in words."""
        assert self.found is not None
        names, counts = self.names, self.found.counts
        count, total = int(counts[row, column]), int(counts[row].sum())
        share = 100 * self.shares[row, column]
        return [f"{names[row]} called {names[column]}", f"{count:,} of {total:,} ({share:.1f} %)"]
