"""What the network says of an image that was dropped on the window."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.training.asking import Answer
from gui.dialogs.sheet import Sheet
from gui.plots import grey_image
from gui.sample_pictures import draw_image
from gui.theme import Appearance, figures_font, text_font
from gui.ticks import figure

PICTURE, ROW, MOST = 168, 30, 5
BAR = 4.0


class AnswerSheet(Sheet):
    """The image as the network sees it, and the classes that it speaks for most."""

    width_wanted = 480

    def __init__(self, host: QWidget, appearance: Appearance, answer: Answer, name: str) -> None:
        super().__init__(host, appearance)
        self.title = self.add_title(_title(answer))
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(_Picture(answer), 0, Qt.AlignmentFlag.AlignTop)
        rows = QVBoxLayout()
        rows.setSpacing(2)
        for index in answer.order[:MOST]:
            rows.addWidget(_Bar(answer, index, appearance))
        rows.addStretch(1)
        row.addLayout(rows, 1)
        self.body.addLayout(row)
        self.note = self.add_text(_note(answer, name), "muted")
        close = self.button("Close", self.finish, "primary")
        self.add_buttons(close)
        self.begin(close)


def _title(answer: Answer) -> str:
    best = answer.order[0]
    return f"The network says: {answer.names[best]} ({_amount(answer, best)})"


def _amount(answer: Answer, index: int) -> str:
    return figure(float(answer.strengths[index]), answer.probable)


def _note(answer: Answer, name: str) -> str:
    height, width, channels = answer.seen.shape
    colours = "in grey" if channels == 1 else "in colour"
    turned = ", with light and dark exchanged, as its data are" if answer.inverted else ""
    text = f"{name} as the network sees it: {width}×{height} pixels {colours}{turned}."
    return text if answer.steps else f"{text} It has not been trained yet, so this is a guess."


class _Picture(QWidget):
    def __init__(self, answer: Answer) -> None:
        super().__init__()
        seen = np.clip(answer.seen * 255, 0, 255).astype(np.uint8)
        self._image = grey_image(seen if seen.shape[2] == 3 else seen[..., 0])
        self.setFixedSize(PICTURE, PICTURE)
        self.setAccessibleName("The image as the network sees it")

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_image(QPainter(self), QRectF(self.rect()), self._image)


class _Bar(QWidget):
    """One class, with how strongly the network speaks for it."""

    def __init__(self, answer: Answer, index: int, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._name, self._amount = answer.names[index], _amount(answer, index)
        largest = max(float(answer.strengths.max()), 1e-9)
        self._share = max(0.0, float(answer.strengths[index])) / (1.0 if answer.probable else largest)
        self._first = index == answer.order[0]
        self.setAccessibleName(f"{self._name}: {self._amount}")

    def sizeHint(self) -> QSize:
        return QSize(160, ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().toRectF()
        line = box.adjusted(0, 0, 0, -BAR - 4)
        painter.setPen(QColor(theme.text if self._first else theme.muted))
        painter.setFont(figures_font())
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._amount)
        painter.setFont(text_font())
        room = line.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(self._amount) - 16, 0)
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)
        track = QRectF(box.left(), box.bottom() - BAR - 2, box.width(), BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.track))
        painter.drawRoundedRect(track, BAR / 2, BAR / 2)
        track.setWidth(max(BAR, track.width() * min(1.0, self._share)))
        painter.setBrush(QColor(theme.accent if self._first else theme.edge))
        painter.drawRoundedRect(track, BAR / 2, BAR / 2)
