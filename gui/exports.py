"""What a picture can be saved as: PNG, SVG, and the numbers behind it as CSV."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QIODevice, QRect
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from core.atomic import replacing
from core.document.table import write_table
from core.errors import NeurowrightError
from gui.plots import Canvas

Columns = Mapping[str, NDArray[np.float64]]
SCALE = 2  # pixels of a PNG for each point on the screen


class Exports:
    """Saves what a canvas shows, and what it is drawn from.

    ``columns()`` gives the numbers by the name of their column; ``told(text)`` is what a failure is reported to.
    """

    def __init__(
        self, canvas: Canvas, name: str, columns: Callable[[], Columns], told: Callable[[str], object]
    ) -> None:
        self._canvas, self._name, self._columns, self._told = canvas, name, columns, told
        self._dialog: QFileDialog | None = None
        self._kinds: dict[str, Callable[[Path], None]] = {
            "csv": self.save_csv,
            "png": self.save_png,
            "svg": self.save_svg,
        }

    def fill(self, menu: QMenu, parent: QWidget) -> None:
        """Put the entries into a menu."""
        for kind, what in (("png", "Save picture as PNG…"), ("svg", "Save picture as SVG…")):
            menu.addAction(what).triggered.connect(lambda *_, kind=kind: self._ask(kind, parent))
        menu.addAction("Copy picture").triggered.connect(lambda *_: self.copy_picture())
        menu.addSeparator()
        menu.addAction("Save numbers as CSV…").triggered.connect(lambda *_: self._ask("csv", parent))
        menu.addAction("Copy numbers").triggered.connect(lambda *_: self.copy_numbers())

    def save(self, path: Path) -> None:
        """Save as what the name's ending says; a failure is told, not raised."""
        try:
            self._kinds[path.suffix[1:].lower()](path)
        except NeurowrightError as error:
            self._told(str(error))

    def save_csv(self, path: Path) -> None:
        with replacing(path) as file:
            file.write(write_table(self._columns()))

    def save_png(self, path: Path) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.picture().save(buffer, "PNG")
        with replacing(path) as file:
            file.write(buffer.data().data())

    def save_svg(self, path: Path) -> None:
        from PySide6.QtSvg import QSvgGenerator  # a library of its own, needed only here

        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(self._canvas.size())
        generator.setViewBox(QRect(0, 0, self._canvas.width(), self._canvas.height()))
        generator.setTitle(self._name)
        self._paint(QPainter(generator))
        with replacing(path) as file:
            file.write(buffer.data().data())

    def copy_picture(self) -> None:
        QGuiApplication.clipboard().setImage(self.picture())

    def copy_numbers(self) -> None:
        """As text with tabs, which spreadsheets take."""
        QGuiApplication.clipboard().setText(write_table(self._columns()).decode().replace(",", "\t"))

    def picture(self) -> QImage:
        """The canvas, twice as fine as on an ordinary screen."""
        image = QImage(self._canvas.size() * SCALE, QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(SCALE)
        self._paint(QPainter(image))
        return image

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self._canvas.rect(), QColor(self._canvas.theme.canvas))
        self._canvas.paint(painter, self._canvas.size())
        painter.end()

    def _ask(self, kind: str, parent: QWidget) -> None:
        dialog = QFileDialog(parent, "Save", f"{self._name}.{kind}", f"{kind.upper()} (*.{kind})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.fileSelected.connect(lambda path: self.save(Path(path).with_suffix(f".{kind}")))
        self._dialog = dialog
        dialog.open()
