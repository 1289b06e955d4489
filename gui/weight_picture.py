"""The live picture of a layer's weights at the end of the inspector."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.phrases import number
from core.probes.picture import Picture
from core.probes.weights import Weights
from core.training.snapshot import Snapshot
from gui.controls import BLEED
from gui.plots import signed_image
from gui.session import Session
from gui.theme import SPACE, Appearance, Theme

TILE, GAP = 34, 6  # side of a tile at most, and what is between two
LARGEST_CELL, TALLEST, LEAST_HEIGHT = 18, 220, 10


class WeightPicture(QWidget):
    """Pictures of all that a node has learned; asks for them only while it is seen."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self._session, self._appearance = session, appearance
        self._probe: Weights | None = None
        self.parts: list[ParameterPicture] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, SPACE[1], 0, 0)
        self._column.setSpacing(SPACE[3])
        session.snapshot_arrived.connect(self._take)

    def show_node(self, node: str) -> None:
        """Show the weights of a node; of none for ""."""
        probe = Weights(node=node) if node else None
        if probe != self._probe:
            self._probe = probe
            self._show([])
            self._ask()
            self._take(self._session.snapshot)

    def _ask(self) -> None:
        wanted = {self._probe} if self._probe is not None and self.isVisible() else set()
        self._session.feed.want(self, frozenset(wanted))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()
        self._take(self._session.snapshot)  # somebody else may have asked for the same before

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ask()

    def _take(self, snapshot: Snapshot) -> None:
        if self._probe is not None and self._probe in snapshot.results and self.isVisible():
            self._show(snapshot.results[self._probe])

    def _show(self, pictures: Any) -> None:
        while len(self.parts) < len(pictures):
            self.parts.append(ParameterPicture(self._appearance))
            self._column.addWidget(self.parts[-1])
        while len(self.parts) > len(pictures):
            part = self.parts.pop()
            self._column.removeWidget(part)
            part.deleteLater()
        for part, picture in zip(self.parts, pictures, strict=True):
            part.show_picture(picture)


class ParameterPicture(QWidget):
    """One parameter: its name, the value of the strongest colour, and its values in signed colours."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.name, self.reach = QLabel(), QLabel()
        self.name.setProperty("role", "section")
        self.reach.setProperty("role", "muted")
        self.reach.setToolTip("The value that the strongest colour stands for: blue above zero, orange below")
        self.map = SignedMap(appearance)
        line = QHBoxLayout()
        line.addWidget(self.name, 1)
        line.addWidget(self.reach)
        column = QVBoxLayout(self)
        column.setContentsMargins(BLEED, 0, BLEED, 0)
        column.setSpacing(SPACE[1])
        column.addLayout(line)
        column.addWidget(self.map)

    def show_picture(self, picture: Picture) -> None:
        """Show a new measurement."""
        self.name.setText(f"{picture.name.replace('_', ' ').upper()}, LIVE")
        self.reach.setText(f"±{number(picture.brightest)}")
        self.map.setAccessibleName(f"{picture.name}, values up to ±{number(picture.brightest)}")
        blocks = picture.values[None] if picture.tiles is None else picture.tiles
        self.map.show_blocks(blocks, picture.brightest)


class SignedMap(QWidget):
    """Blocks of numbers (blocks, rows, columns) as colours: several as tiles side by side, one as large as fits."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._blocks: NDArray[Any] = np.zeros((0, 1, 1))
        self._reach = 1.0
        self._images: list[QImage] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance.changed.connect(self._colour)

    def show_blocks(self, blocks: NDArray[Any], reach: float) -> None:
        """Show numbers between ±reach."""
        new_shape = blocks.shape != self._blocks.shape
        self._blocks, self._reach = blocks, reach
        self._colour(self._appearance.theme)
        if new_shape:
            self.updateGeometry()

    def _colour(self, theme: Theme) -> None:
        self._images = [signed_image(block, self._reach, theme) for block in self._blocks]
        self.update()

    def places(self, width: float) -> list[QRectF]:
        """Where the blocks are painted in a widget of this width."""
        count, rows, columns = self._blocks.shape
        if count == 1:
            cell = min(width / columns, LARGEST_CELL, TALLEST / rows)
            stretched = width if columns * cell > width / 2 else columns * cell
            return [QRectF(0, 0, stretched, min(TALLEST, max(rows * cell, LEAST_HEIGHT)))]
        a_line = max(1, math.ceil((width + GAP) / (TILE + GAP)))
        side = (width + GAP) / a_line - GAP
        height = side * rows / columns
        return [
            QRectF(i % a_line * (side + GAP), i // a_line * (height + GAP), side, height)
            for i in range(count)
        ]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return math.ceil(max((place.bottom() for place in self.places(width)), default=0))

    def sizeHint(self) -> QSize:
        return QSize(160, self.heightForWidth(160))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = QColor(self._appearance.theme.canvas)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for image, place in zip(self._images, self.places(self.width()), strict=True):
            painter.fillRect(place, ground)
            painter.drawImage(place, image)
