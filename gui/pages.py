"""Texts that a network writes, painted: many short ones in columns, or a few long ones as paragraphs."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption

from core.probes.written import Texts
from gui.plots import Canvas, draw_note, draw_plate, elided, face
from gui.theme import TEXT_PX, Appearance

LINE, COLUMN_GAP, PARAGRAPH_GAP, MARGIN = 22.0, 20.0, 12.0, 4.0


class PagesCanvas(Canvas):
    """What has the merit in the colour of text; what has not is muted in columns, underlined in paragraphs."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.found: Texts | None = None

    def show_texts(self, found: Texts | None) -> None:
        """Show other texts; None: there are none yet."""
        self.found = found
        self.update()

    def paint(self, painter: QPainter, size: QSize) -> None:
        whole, found = QRectF(0, 0, size.width(), size.height()), self.found
        if found is None or found.refused:
            draw_note(painter, self.theme, "Loading …" if found is None else found.refused, whole)
        elif found.separate:
            self._paint_columns(painter, found, whole)
        else:
            self._paint_paragraphs(painter, found, whole)

    # -- short ones ----------------------------------------------------------------------------------------------------
    def _columns(self, found: Texts, whole: QRectF) -> tuple[int, float, int]:
        """How many columns, how wide each is, and how many lines they have."""
        metrics = QFontMetricsF(face(TEXT_PX))
        widest = (
            max((metrics.horizontalAdvance(found.prompt + t) for t in found.texts), default=1.0) + COLUMN_GAP
        )
        count = max(1, min(int((whole.width() + COLUMN_GAP) // widest), len(found.texts)))
        return count, whole.width() / count, max(1, int(whole.height() // LINE))

    def _paint_columns(self, painter: QPainter, found: Texts, whole: QRectF) -> None:
        count, width, lines = self._columns(found, whole)
        rows = min(lines, math.ceil(len(found.texts) / count))
        font, pointed = face(TEXT_PX), None
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        for number, text in enumerate(found.texts[: rows * count]):
            box = QRectF(number // rows * width, number % rows * LINE, width, LINE)
            baseline = QPointF(box.left(), box.center().y() + metrics.capHeight() / 2)
            painter.setPen(QColor(self.theme.muted))
            painter.drawText(baseline, found.prompt)
            painter.setPen(QColor(self.theme.text if self._good(found, number) else self.theme.muted))
            room = box.width() - metrics.horizontalAdvance(found.prompt) - 4
            shown = elided(text, room, TEXT_PX)
            painter.drawText(baseline + QPointF(metrics.horizontalAdvance(found.prompt), 0), shown)
            if self.hovered is not None and box.contains(self.hovered):
                pointed = number
        if pointed is not None and self.hovered is not None and found.pieces and found.pieces[pointed]:
            what = found.merit if self._good(found, pointed) else f"not {found.merit}"
            draw_plate(painter, self.theme, [found.prompt + found.texts[pointed], what], self.hovered, whole)

    def _good(self, found: Texts, number: int) -> bool:
        return not found.pieces or all(good for _, _, good in found.pieces[number])

    # -- long ones -----------------------------------------------------------------------------------------------------
    def _paint_paragraphs(self, painter: QPainter, found: Texts, whole: QRectF) -> None:
        top = MARGIN
        for number in range(len(found.texts)):
            layout = self.paragraph(found, number, whole.width() - 2 * MARGIN)
            lines = (whole.height() - top) // LINE  # those that are seen whole
            painter.save()
            painter.setClipRect(QRectF(0, top - MARGIN, whole.width(), lines * LINE + MARGIN))
            layout.draw(painter, QPointF(MARGIN, top))
            painter.restore()
            top += layout.boundingRect().height() + PARAGRAPH_GAP
            if top > whole.bottom():
                return

    def paragraph(self, found: Texts, number: int, width: float) -> QTextLayout:
        """A text, laid out in lines, with what it went on from muted and what has not the merit underlined."""
        text = (found.prompt + found.texts[number]).replace("\n", "\N{LINE SEPARATOR}")
        layout = QTextLayout(text, face(TEXT_PX))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(self._formats(found, number, len(text)))
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1.0))
            line.setPosition(QPointF(0, top))
            top += LINE
        layout.endLayout()
        return layout

    def _formats(self, found: Texts, number: int, length: int) -> list[QTextLayout.FormatRange]:
        plain, muted, faulty = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        plain.setForeground(QColor(self.theme.text))
        muted.setForeground(QColor(self.theme.muted))
        faulty.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        faulty.setUnderlineColor(QColor(self.theme.warn))
        spans = [(0, len(found.prompt), muted), (len(found.prompt), length, plain)]
        pieces = found.pieces[number] if found.pieces else ()
        spans += [(start, stop, faulty) for start, stop, good in pieces if not good]
        return [_range(*span) for span in spans if span[1] > span[0]]


def _range(start: int, stop: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, stop - start, form
    return made
