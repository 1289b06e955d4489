"""What the wire under the pointer carries, beside the pointer and up to date."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.document.graph import Wire
from gui.canvas.inks import BUBBLE_PX, Inks
from gui.flow import FlowWatch, carried
from gui.theme import CORNER, figures_font, text_font

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

DELAY = 250  # milliseconds on the same wire; the pointer crosses many on its way
LINE, PADDING, GAP = 18.0, 10.0, 16.0
LEAST_VALUE = "−0.000 to −0.000"  # a column of values no narrower than that does not jump with each figure
AWAY = 16.0  # from the pointer
LONGEST = 240.0  # of the line that names both ends


class FlowTip(QWidget):
    """Shape, mean, spread and range of what a wire carries; measured only while it is shown."""

    def __init__(self, view: "CanvasView") -> None:
        super().__init__(view.viewport())
        self._view = view
        self._wire: Wire | None = None
        self._place = QPointF()
        self._flow = FlowWatch(view.session, self)
        self._flow.changed.connect(self._lay_out)
        self._rest = QTimer(self, interval=DELAY, singleShot=True)
        self._rest.timeout.connect(self._begin)
        self.title = ""
        self.rows: list[tuple[str, str]] = []
        self._fonts = (
            text_font(BUBBLE_PX, QFont.Weight.DemiBold),
            text_font(BUBBLE_PX),
            figures_font(BUBBLE_PX),
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def point(self, wire: Wire | None, place: QPointF) -> None:
        """The pointer is on a wire, at a place of the viewport; None: on none."""
        self._place = place
        if wire == self._wire:
            if self.isVisible():
                self._move()
            return
        self._wire = wire
        self._flow.watch(None)
        self.hide()
        if wire is None:
            self._rest.stop()
        else:
            self._rest.start()

    def _begin(self) -> None:
        if self._wire is not None:
            self._flow.watch(self._wire.source)
            self._lay_out()
            self.show()

    def _lay_out(self) -> None:
        wire, session = self._wire, self._view.session
        if wire is None:
            return
        nodes = session.document.graph.nodes
        ends = (nodes[wire.source.node].name, nodes[wire.target.node].name)
        self.rows = [("Carries", carried(session, wire.source)), *self._flow.figures()]
        heading, text, figures = (QFontMetricsF(font) for font in self._fonts)
        self.title = heading.elidedText(" → ".join(ends), Qt.TextElideMode.ElideMiddle, LONGEST)
        names = max(text.horizontalAdvance(name) for name, _ in self.rows)
        values = max(figures.horizontalAdvance(value) for value in (LEAST_VALUE, *(v for _, v in self.rows)))
        width = max(names + GAP + values, heading.horizontalAdvance(self.title)) + 2 * PADDING
        self.resize(round(width), round(LINE * (1 + len(self.rows)) + 2 * PADDING - 4))
        self.setAccessibleName("; ".join([self.title, *(f"{name} {value}" for name, value in self.rows)]))
        self._move()
        self.update()

    def _move(self) -> None:
        """Beside the pointer, on the side where there is room."""
        area, (x, y) = self.parentWidget().rect(), (self._place.x() + AWAY, self._place.y() + AWAY)
        if x + self.width() > area.right():
            x = self._place.x() - AWAY - self.width()
        if y + self.height() > area.bottom():
            y = self._place.y() - AWAY - self.height()
        self.move(round(max(x, 0.0)), round(max(y, 0.0)))

    def paintEvent(self, event: QPaintEvent) -> None:
        inks = self._view.canvas.inks
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(inks.edge, 1.0))
        painter.setBrush(inks.remark)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        line = QRectF(PADDING, PADDING - 2, self.width() - 2 * PADDING, LINE)
        self._write(painter, line, self.title, 0, inks)
        for name, value in self.rows:
            line.translate(0, LINE)
            self._write(painter, line, name, 1, inks)
            self._write(painter, line, value, 2, inks)

    def _write(self, painter: QPainter, line: QRectF, text: str, kind: int, inks: Inks) -> None:
        """``kind``: a title, a name at the left, a figure at the right."""
        side = Qt.AlignmentFlag.AlignRight if kind == 2 else Qt.AlignmentFlag.AlignLeft
        painter.setFont(self._fonts[kind])
        painter.setPen(inks.bubble_muted if kind == 1 else inks.text)
        painter.drawText(line, side | Qt.AlignmentFlag.AlignVCenter, text)
