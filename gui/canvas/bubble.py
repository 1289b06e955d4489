"""A problem under the card that has it: a sentence, and what mends it to click."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from core.document.problems import Fix, Problem
from gui.canvas.geometry import WIDTH
from gui.canvas.inks import Inks
from gui.theme import CORNER

DEPTH, QUIET_DEPTH = 3.0, 0.5  # an error lies above all cards, a warning below them
DISTANCE = 10.0  # from the card
WIDEST = 208.0  # bubbles of neighbours in a row do not touch
PADDING = 10.0
BUTTON_HEIGHT, BUTTON_PADDING, BUTTON_GAP = 24.0, 10.0, 6.0
LEAST_SCALE = 0.5  # smaller, its text cannot be read and it only hides what is below
WRAP = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap


class Bubble(QGraphicsRectItem):
    """One problem of a node; a warning (nothing is wrong yet) is quieter than an error."""

    def __init__(self, problem: Problem, more: int, inks: Inks) -> None:
        super().__init__()
        self.problem, self.more, self._inks = problem, more, inks
        self.buttons: list[tuple[QRectF, Fix]] = []
        self.hovered: Fix | None = None
        self.setPen(QPen(Qt.PenStyle.NoPen))
        self._lay_out()

    def stand_under(self, card: QRectF) -> None:
        self.setPos(card.bottomLeft() + QPointF(0.0, DISTANCE))

    def show_problem(self, problem: Problem, more: int) -> None:
        """Show another problem, or the same one anew: its fixes belong to the newest document."""
        alike = words(problem) == words(self.problem) and more == self.more
        self.problem, self.more = problem, more
        if alike:
            self.buttons = [(rect, fix) for (rect, _), fix in zip(self.buttons, problem.fixes, strict=True)]
            return
        self._lay_out()
        self.update()

    def set_inks(self, inks: Inks) -> None:
        self._inks = inks
        self.update()

    @staticmethod
    def readable(scale: float) -> bool:
        """Whether it is shown at a scale of the view."""
        return scale >= LEAST_SCALE

    def fix_at(self, point: QPointF) -> Fix | None:
        """The fix whose button lies at a point of the scene."""
        local = point - self.pos()
        return next((fix for rect, fix in self.buttons if rect.contains(local)), None)

    def hover(self, fix: Fix | None) -> None:
        if fix is not self.hovered:
            self.hovered = fix
            self.update()

    @property
    def _sentence(self) -> str:
        return self.problem.message + (f" ({self.more} more)" if self.more else "")

    def _lay_out(self) -> None:
        self.setZValue(DEPTH if self.problem.severity == "error" else QUIET_DEPTH)
        inner = WIDEST - 2 * PADDING
        metrics = QFontMetricsF(self._inks.bubble_font)
        self._text = metrics.boundingRect(QRectF(PADDING, PADDING - 2, inner, 1000), WRAP, self._sentence)
        self._text.setWidth(self._text.width() + 1)  # a line that just fits must not wrap when it is painted
        bottom, right = self._lay_out_buttons(self._text.bottom() + BUTTON_GAP, inner)
        self.setRect(0, 0, max(right + PADDING, self._text.right() + PADDING, WIDTH), bottom + PADDING - 2)

    def _lay_out_buttons(self, top: float, inner: float) -> tuple[float, float]:
        metrics = QFontMetricsF(self._inks.button_font)
        self.buttons = []
        x, right = PADDING, 0.0
        for fix in self.problem.fixes:
            width = min(metrics.horizontalAdvance(fix.text) + 2 * BUTTON_PADDING, inner)
            if x > PADDING and x + width > PADDING + inner:
                x, top = PADDING, top + BUTTON_HEIGHT + BUTTON_GAP
            self.buttons.append((QRectF(x, top, width, BUTTON_HEIGHT), fix))
            right = max(right, x + width)
            x += width + BUTTON_GAP
        if not self.buttons:
            return self._text.bottom(), right
        return top + BUTTON_HEIGHT + 2, right

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if not self.readable(painter.worldTransform().m11()):
            return
        inks, wrong = self._inks, self.problem.severity == "error"
        painter.setPen(QPen(inks.bubble_border if wrong else inks.border, 1.0))
        painter.setBrush(inks.bubble if wrong else inks.remark)
        painter.drawRoundedRect(self.rect().adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        painter.setFont(inks.bubble_font)
        painter.setPen(inks.text if wrong else inks.bubble_muted)
        painter.drawText(self._text, WRAP, self._sentence)
        painter.setFont(inks.button_font)
        for rect, fix in self.buttons:
            self._paint_button(painter, rect, fix)

    def _paint_button(self, painter: QPainter, rect: QRectF, fix: Fix) -> None:
        inks = self._inks
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(inks.button_hovered if fix is self.hovered else inks.button)
        painter.drawRoundedRect(rect, CORNER - 2, CORNER - 2)
        painter.setPen(inks.on_warn)
        text = painter.fontMetrics().elidedText(
            fix.text, Qt.TextElideMode.ElideRight, int(rect.width() - 2 * BUTTON_PADDING + 2)
        )
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def words(problem: Problem) -> tuple[str, ...]:
    """What of a problem can be seen."""
    return (problem.severity, problem.message, *(fix.text for fix in problem.fixes))
