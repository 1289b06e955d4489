"""The start page: examples to begin with, recent files, a blank document."""

from functools import cached_property
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.templates import TEMPLATES
from core.templates.base import Template
from gui.icons import pixmap, themed
from gui.preview import Preview, preview
from gui.settings import Settings
from gui.theme import CARD_CORNER, CORNER, MUTED_PX, TEXT_PX, Appearance, Theme, text_font

SENTENCE = "Draw a neural network, train it, watch it learn, understand why, and take it with you."
CARD = QSize(240, 190)
GAP, SIDE, EDGE = 16, 248, 40
APART = 20  # more between two groups of examples
DOTS = 24  # points from one dot of the ground to the next
NARROW = 760  # points of width below which everything stands in one column
ARROWS = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}


class StartPage(QScrollArea):
    """``template_chosen(Template)``, ``file_chosen(Path)``, ``blank_chosen()``, ``open_chosen()``: what to begin with.

    ``back_chosen``: back to the document that is open.
    """

    back_chosen = Signal()
    template_chosen = Signal(object)
    file_chosen = Signal(object)
    blank_chosen = Signal()
    open_chosen = Signal()

    def __init__(self, settings: Settings, appearance: Appearance) -> None:
        super().__init__()
        self._settings, self._appearance = settings, appearance
        self.setObjectName("start")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cards = [TemplateCard(template(), appearance) for template in TEMPLATES]
        for card in self.cards:
            card.clicked.connect(lambda _=False, card=card: self.template_chosen.emit(card.template))
        self._page = Ground(appearance)
        self.verticalScrollBar().valueChanged.connect(self._keep_side)
        self._groups: list[tuple[QGridLayout, list[TemplateCard]]] = []
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._mark = QLabel()
        self._columns = 0
        self._lay_out()
        self.setWidget(self._page)
        settings.recent_changed.connect(self._fill_recent)
        appearance.changed.connect(self._dress)
        self._fill_recent()
        self._dress(appearance.theme)

    # -- what is on it -------------------------------------------------------------------------------------------------
    def _lay_out(self) -> None:
        self._side, self._main = self._make_side(), self._make_main()
        self._rows = QHBoxLayout()
        self._rows.setSpacing(EDGE)
        self._rows.addWidget(self._side, 0, Qt.AlignmentFlag.AlignTop)
        self._rows.addWidget(self._main, 0, Qt.AlignmentFlag.AlignTop)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(self._rows)
        middle.addStretch(1)
        frame = QVBoxLayout(self._page)
        frame.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        frame.addStretch(2)
        frame.addLayout(middle)
        frame.addStretch(3)

    def _make_side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        name = QLabel("Neurowright")
        name.setFont(text_font(26, QFont.Weight.DemiBold))
        sentence = QLabel(SENTENCE)
        sentence.setWordWrap(True)
        sentence.setProperty("role", "lead")
        for widget in (self._mark, name, sentence):
            column.addWidget(widget)
        column.addSpacing(12)
        self.back = self._side_button("Back", self.back_chosen, column)
        self.back.setProperty("role", "primary")
        self.back.hide()
        self.blank = self._side_button("New blank network", self.blank_chosen, column)
        self.open = self._side_button("Open a file…", self.open_chosen, column)
        column.addSpacing(16)
        self._recent_head = _section("Recent files")
        column.addWidget(self._recent_head)
        column.addLayout(self._recent)
        return side

    def _side_button(self, text: str, chosen: object, column: QVBoxLayout) -> QPushButton:
        button = QPushButton(text)
        button.setIconSize(QSize(16, 16))
        button.clicked.connect(lambda: chosen.emit())  # type: ignore[attr-defined]
        column.addWidget(button)
        return button

    def set_open_document(self, name: str) -> None:
        """Offer the way back to a document."""
        self.back.setText(
            f"Back to {self.back.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, SIDE - 90)}"
        )
        self.back.show()

    def _make_main(self) -> QWidget:
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(12)
        for name, members in groupby(self.cards, key=lambda card: card.template.group):
            grid, cards = QGridLayout(), list(members)
            grid.setSpacing(GAP)
            self._groups.append((grid, cards))
            column.addSpacing(APART if len(self._groups) > 1 else 0)
            column.addWidget(_section(name))
            column.addLayout(grid)
        column.addStretch(1)
        return main

    def _fill_recent(self) -> None:
        while (item := self._recent.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for path in self._settings.recent:
            row = RecentFile(path, self._appearance)
            row.clicked.connect(lambda _=False, path=path: self.file_chosen.emit(path))
            self._recent.addWidget(row)
        self._recent_head.setVisible(bool(self._settings.recent))

    def _dress(self, theme: Theme) -> None:
        self._mark.setPixmap(pixmap("mark", theme.accent, 40, self.devicePixelRatioF()))
        self.blank.setIcon(themed("plus", theme))
        self.open.setIcon(themed("folder", theme))

    # -- sizes and keys ------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._rows.setDirection(
            QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight
        )
        room = self.viewport().width() - 2 * EDGE - (0 if narrow else SIDE + EDGE)
        self._arrange(max(1, min(4, (room + GAP) // (CARD.width() + GAP))))
        QTimer.singleShot(0, self, lambda: self._keep_side(self.verticalScrollBar().value()))

    def _arrange(self, columns: int) -> None:
        if columns != self._columns:
            self._columns = columns
            for grid, cards in self._groups:
                for place, card in enumerate(cards):
                    grid.addWidget(card, place // columns, place % columns, Qt.AlignmentFlag.AlignLeft)
                grid.setColumnStretch(columns - 1, 1)

    def _keep_side(self, scrolled: int) -> None:
        """What opens files stays in view while the examples pass by, where it stands beside them."""
        if self.width() >= NARROW and self._side.height() + 2 * EDGE <= self.viewport().height():
            lowest = self._main.geometry().bottom() - self._side.height()
            self._side.move(self._side.x(), min(self._main.y() + scrolled, max(lowest, self._main.y())))

    def showEvent(self, event: QEvent) -> None:
        super().showEvent(event)
        self.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = ARROWS.get(Qt.Key(event.key()))
        if direction is None:
            super().keyPressEvent(event)
        elif (target := self._neighbour(direction)) is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(target)

    def _neighbour(self, direction: QPoint) -> QWidget | None:
        """The nearest button in a direction; what lies beside the straight line counts as farther away."""
        here = self.focusWidget()
        if here is None:
            return self.cards[0]
        center = here.mapTo(self._page, here.rect().center())
        ranked = []
        for button in self._page.findChildren(QAbstractButton):
            offset = button.mapTo(self._page, button.rect().center()) - center
            ahead = offset.x() * direction.x() + offset.y() * direction.y()
            aside = abs(offset.x() * direction.y()) + abs(offset.y() * direction.x())
            if ahead > 0 and button.isVisible():
                ranked.append((ahead + 2 * aside, id(button), button))
        return min(ranked)[2] if ranked else None


class Ground(QWidget):
    """The dots of the canvas."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        appearance.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).drawTiledPixmap(self.rect(), self._tile())

    def _tile(self) -> QPixmap:
        scale, theme = self.devicePixelRatioF(), self._appearance.theme
        tile = QPixmap(round(DOTS * scale), round(DOTS * scale))
        tile.setDevicePixelRatio(scale)
        tile.fill(QColor(theme.canvas))
        painter = QPainter(tile)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.dot))
        painter.drawEllipse(QPointF(DOTS / 2, DOTS / 2), 1.0, 1.0)
        painter.end()
        return tile


class Tile(QAbstractButton):
    """Base of what can be clicked here: a rounded box with a ring when it has the focus."""

    def __init__(self, text: str, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        appearance.changed.connect(self.update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def draw_box(self, painter: QPainter, fill: str, border: str, corner: float) -> None:
        theme = self._appearance.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2.0 if self.hasFocus() else 1.0
        painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else border), width))
        painter.setBrush(QColor(fill))
        half = width / 2
        painter.drawRoundedRect(self.rect().toRectF().adjusted(half, half, -half, -half), corner, corner)


class TemplateCard(Tile):
    """One example: its network, its title, what it shows."""

    def __init__(self, template: Template, appearance: Appearance) -> None:
        super().__init__(template.title, appearance)
        self.template = template
        self.setFixedSize(CARD)
        self.setAccessibleDescription(f"{template.group}: {template.help}")

    @cached_property
    def _preview(self) -> Preview:
        """Made when the card is first seen."""
        return preview(self.template.document())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._appearance.theme, QPainter(self)
        hovered = self.underMouse() or self.isDown()
        self.draw_box(
            painter,
            theme.hover if hovered else theme.raised,
            theme.edge if hovered else theme.border,
            CARD_CORNER,
        )
        self._preview.draw(painter, QRectF(16, 12, self.width() - 32, 88), theme)
        painter.setFont(text_font(TEXT_PX, QFont.Weight.DemiBold))
        painter.setPen(QColor(theme.text))
        painter.drawText(
            QRect(16, 108, self.width() - 32, 20), Qt.AlignmentFlag.AlignVCenter, self.template.title
        )
        painter.setFont(text_font(MUTED_PX))
        painter.setPen(QColor(theme.muted))
        words = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
        painter.drawText(QRect(16, 129, self.width() - 32, self.height() - 137), words, self.template.help)


class RecentFile(Tile):
    """One file that was open of late: its name, and the folder it is in."""

    def __init__(self, path: Path, appearance: Appearance) -> None:
        super().__init__(path.name, appearance)
        self.path = path
        self.setFixedHeight(42)
        self.setToolTip(str(path))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._appearance.theme, QPainter(self)
        fill = theme.hover if self.underMouse() else theme.canvas
        self.draw_box(painter, fill, fill, CORNER)
        box = self.rect().adjusted(10, 4, -10, -4)
        painter.setFont(text_font(TEXT_PX, QFont.Weight.Medium))
        painter.setPen(QColor(theme.text))
        self._write(painter, box, Qt.AlignmentFlag.AlignTop, self.path.name, Qt.TextElideMode.ElideRight)
        painter.setFont(text_font(MUTED_PX))
        painter.setPen(QColor(theme.muted))
        self._write(
            painter, box, Qt.AlignmentFlag.AlignBottom, _folder(self.path), Qt.TextElideMode.ElideMiddle
        )

    def _write(
        self, painter: QPainter, box: QRect, side: Qt.AlignmentFlag, text: str, elide: Qt.TextElideMode
    ) -> None:
        painter.drawText(box, side, painter.fontMetrics().elidedText(text, elide, box.width()))


def _folder(path: Path) -> str:
    folder = path.parent
    home = Path.home()
    return f"~/{folder.relative_to(home)}".removesuffix("/.") if folder.is_relative_to(home) else str(folder)


def _section(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "section")
    return label
