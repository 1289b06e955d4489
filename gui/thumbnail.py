"""A small picture of the canvas, for the file."""

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsScene

SIZE, MARGIN = QSize(480, 300), 24.0


def thumbnail(scene: QGraphicsScene, ground: str) -> bytes | None:
    """All that stands on the canvas as a PNG; None when that is nothing."""
    if not scene.items():
        return None
    content = _widened(scene.itemsBoundingRect().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scene.render(painter, QRectF(image.rect()), content, Qt.AspectRatioMode.KeepAspectRatio)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def _widened(content: QRectF) -> QRectF:
    """In the proportions of the picture, with the content in its middle."""
    scale = max(content.width() / SIZE.width(), content.height() / SIZE.height())
    result = QRectF(0, 0, SIZE.width() * scale, SIZE.height() * scale)
    result.moveCenter(content.center())
    return result
