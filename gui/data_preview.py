"""A look at the data: some samples, drawn, above the settings of the data set."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.data.base import DataInfo, Source
from core.errors import NeurowrightError
from gui.controls import BLEED
from gui.sample_pictures import Glimpse, glimpse
from gui.theme import CORNER, Appearance

HEIGHT, MARGIN = 124, 10


class DataPreview(QWidget):
    """Some samples of a data set in a box; not there where the set cannot be read."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._key: tuple[Source, int, DataInfo] | None = None
        self.shown: Glimpse | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Some samples of the data set")
        self.setToolTip("Some samples of the data set.")
        appearance.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def show_source(self, source: Source, seed: int) -> None:
        """Draw samples of a source, as they are drawn with a seed; they are taken anew when it has changed."""
        try:
            key = (source, seed, source.info())
        except NeurowrightError:  # told where problems are told
            key = None
        if key != self._key:
            self._key = key
            self.shown = None if key is None else glimpse(source, seed)
            self.update()
        self.setVisible(self.shown is not None)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._appearance.theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.setBrush(QColor(theme.canvas))
        box = QRectF(self.rect()).adjusted(BLEED + 0.5, 0.5, -BLEED - 0.5, -0.5)
        painter.drawRoundedRect(box, CORNER, CORNER)
        if self.shown is not None:
            self.shown.draw(painter, box.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN), theme)
