"""A drawing in small, as it will be written."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.drawing.formats import fill
from gui.drawing.picture import Colours, Picture
from gui.theme import CORNER, Appearance

SQUARE = 8  # side of the squares that stand for nothing
ROOM = 8  # around the picture


class Preview(QWidget):
    """The picture, as large as there is room, but not larger than it is; squares where it has no ground."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.picture: Picture | None = None
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 110)
        self.setAccessibleName("Preview")

    def sizeHint(self) -> QSize:
        return QSize(600, 400)

    def show_picture(self, picture: Picture) -> None:
        """Show another one."""
        self.picture, self._image = picture, QImage()
        self.setAccessibleDescription(picture.title)
        self.update()

    def image(self) -> QImage:
        """What is shown, painted when it is first asked for at a size."""
        if self.picture is None:
            return self._image
        size, room = self.picture.size, self.size() - QSize(2 * ROOM, 2 * ROOM)
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        ratio = self.devicePixelRatioF()
        wanted = (size * ratio).expandedTo(QSize(1, 1))
        if self._image.size() != wanted:
            self._image = QImage(wanted, QImage.Format.Format_ARGB32_Premultiplied)
            self._image.fill(0)
            fill(self.picture, self._image, wanted.width(), wanted.height())
            self._image.setDevicePixelRatio(ratio)
        return self._image

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, image = self._appearance.theme, self.image()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.border))
        painter.setBrush(QColor(theme.field))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        place = QRect(0, 0, *image.deviceIndependentSize().toSize().toTuple())
        place.moveCenter(self.rect().center())
        if self.picture is not None and not self.picture.colours.ground:
            _paint_squares(painter, place, self.picture.colours)
        painter.drawImage(place.topLeft(), image)


def _paint_squares(painter: QPainter, place: QRect, colours: Colours) -> None:
    painter.save()
    painter.setClipRect(place)
    painter.fillRect(place, QColor(colours.theme.canvas))
    square = QColor(colours.theme.dot)
    for row in range(place.height() // SQUARE + 1):
        for column in range(row % 2, place.width() // SQUARE + 1, 2):
            painter.fillRect(
                place.left() + column * SQUARE, place.top() + row * SQUARE, SQUARE, SQUARE, square
            )
    painter.restore()
