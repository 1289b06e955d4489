"""A neuron's sum, written out beside it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.document.graph import Node
from core.phrases import figure
from core.probes.signals import Reading
from gui.canvas.inks import Inks
from gui.theme import CORNER, TEXT_PX, figures_font

PADDING, HEIGHT, AWAY = 10.0, 28.0, 10.0


def sum_of(node: Node, reading: Reading | None, bias: float | None) -> str:
    """``Σ 0.67 + b 0.10 → step(≥ 0.5) → 1``; empty where nothing is known."""
    if reading is None or node.id not in reading.sums or node.id not in reading.outputs:
        return ""
    text = f"Σ {figure(reading.sums[node.id], whole=False)}"
    if bias is not None:
        text += f" {'−' if bias < 0 else '+'} b {figure(abs(bias), whole=False)}"
    return f"{text} → {node.spec.final_activation.formula} → {figure(reading.outputs[node.id])}"


def prepared(node: Node, reading: Reading | None, raw: float | None) -> str:
    """Of an input value that the preprocessing changes: ``5.1 → −0.90``, before and after it."""
    value = reading.outputs.get(node.id) if reading else None
    if value is None or raw is None or figure(raw) == figure(value):
        return ""
    return f"{figure(raw)} in the data → {figure(value)} prepared"


def paint_panel(painter: QPainter, text: str, circle: QRectF, area: QRectF, inks: Inks) -> None:
    """Paint it above a circle and to the right, where no wire comes in, within an area; both are in pixels."""
    font = figures_font(TEXT_PX)
    width = QFontMetricsF(font).horizontalAdvance(text) + 2 * PADDING
    corner = QPointF(circle.left(), circle.top() - AWAY - HEIGHT)
    if corner.y() < area.top() + 4:
        corner.setY(circle.bottom() + AWAY)
    corner.setX(min(max(corner.x(), area.left() + 4), area.right() - width - 4))
    box = QRectF(round(corner.x()) + 0.5, round(corner.y()) + 0.5, round(width), HEIGHT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(inks.edge, 1.0))
    painter.setBrush(QColor(inks.theme.surface))
    painter.drawRoundedRect(box, CORNER, CORNER)
    painter.setFont(font)
    painter.setPen(inks.text)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
