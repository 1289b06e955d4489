"""A small list of layers, or of other things that look like them, to search and choose from, on the canvas."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.layers.base import Layer
from gui.layer_icon import paint_layer_icon
from gui.palette_model import fit
from gui.shelf import OwnBlock
from gui.theme import CARD_CORNER, MUTED_PX, TEXT_PX, Appearance, text_font

WIDTH, ROW, MOST_ROWS, ICON = 340, 44, 7, 20
MARGIN = 8
FITTING = 0.02  # what a layer that fits is worth more: as much as a title shorter by 20 letters
NOTHING = QRect()
SPEC = Qt.ItemDataRole.UserRole
NAVIGATION = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
Index = QModelIndex | QPersistentModelIndex
Ranking = Callable[[Sequence[Any], str], Sequence[Any]]
Entry = Layer | OwnBlock


class Words(NamedTuple):
    """What a list says of itself."""

    search: str = "Find a layer"
    name: str = "Layers"
    nothing: str = "No layer fits that is called so."


class LayerPopup(QFrame):
    """Type to search, arrows and Enter or a click to choose, Escape or a click elsewhere to leave.

    ``ranking`` finds what fits a text, the best first. What is offered has title, help, category and icon, as a layer.
    """

    def __init__(
        self,
        appearance: Appearance,
        parent: QWidget,
        words: Words | None = None,
        ranking: Ranking | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words = words or Words()
        self._ranks = self._ranking = ranking or ranked
        self._appearance = appearance
        self._chosen: Callable[[Entry], object] = _nothing
        self._closed: Callable[[], object] = _nothing
        self._specs: Sequence[Entry] = ()
        self.search = QLineEdit()
        self.search.setAccessibleName(words.search)
        self.list = QListWidget()
        self.list.setAccessibleName(words.name)
        self.list.setItemDelegate(_Row(appearance, self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.empty = QLabel(words.nothing)
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # else a click in the list would go to the canvas's
        self.setFocusProxy(self.search)
        self.setAccessibleName("Layers to choose from")
        self._lay_out()
        self.search.textChanged.connect(self._filter)
        self.list.itemClicked.connect(lambda _: self._choose())
        self.list.itemEntered.connect(self.list.setCurrentItem)
        self.search.installEventFilter(self)
        appearance.changed.connect(self.update)
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(MARGIN)
        for widget in (self.search, self.list, self.empty):
            column.addWidget(widget)
        self.setFixedWidth(WIDTH)

    def offer(
        self,
        specs: Sequence[Entry],
        place: QPoint,
        chosen: Callable[[Entry], object],
        closed: Callable[[], object] = lambda: None,
        *,
        beside: QRect = NOTHING,
        question: str = "",
        ranking: Ranking | None = None,
    ) -> None:
        """Open at a place of the parent. One of the two is called at the end: ``chosen`` or ``closed``.

        ``beside``: what is not to be covered. ``question`` stands in the search field, ``ranking`` finds what fits a
        text, where these are not the usual ones.
        """
        self.dismiss()
        self._specs, self._chosen, self._closed = specs, chosen, closed
        self._ranks = ranking or self._ranking
        self.search.clear()
        self.search.setPlaceholderText(question or f"{self._words.search}…")
        self._filter("")
        area, size = self.parentWidget().rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN), self.sizeHint()
        x = max(area.left(), min(place.x(), area.right() - WIDTH))
        y = max(area.top(), min(place.y(), area.bottom() - size.height()))
        box = QRect(x, y, WIDTH, size.height())
        if box.intersects(beside):  # there is no room below: right of it, or left
            right = beside.right() + MARGIN
            box.moveLeft(
                right if right + WIDTH <= area.right() else max(area.left(), beside.left() - WIDTH - MARGIN)
            )
        self.setGeometry(box)
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def offered(self) -> list[Entry]:
        """The entries of the list now."""
        return [self.list.item(row).data(SPEC) for row in range(self.list.count())]

    def dismiss(self) -> None:
        """Close it without a choice."""
        if not self.isHidden():
            self._end(self._closed)

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            spec, chosen = item.data(SPEC), self._chosen
            self._end(lambda: chosen(spec))

    def _end(self, then: Callable[[], object]) -> None:
        self._chosen = self._closed = _nothing
        had_focus = self.search.hasFocus()
        self.hide()
        if had_focus:
            self.parentWidget().setFocus(Qt.FocusReason.PopupFocusReason)
        then()

    def _filter(self, text: str) -> None:
        self.list.clear()
        for spec in self._ranks(self._specs, text):
            item = QListWidgetItem(spec.title)
            item.setData(SPEC, spec)
            item.setToolTip(spec.help)
            item.setSizeHint(QSize(WIDTH - 2 * MARGIN, ROW))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        rows = self.list.count()
        self.list.setVisible(rows > 0)
        self.empty.setVisible(rows == 0)
        room = (self.parentWidget().height() - 4 * MARGIN - self.search.sizeHint().height()) // ROW
        self.list.setFixedHeight(max(1, min(rows, MOST_ROWS, room)) * ROW + 2)
        self.resize(WIDTH, self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if event.type() == QEvent.Type.FocusOut and event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.dismiss()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._choose()
        elif key in NAVIGATION:
            self.list.keyPressEvent(event)
        else:
            return False
        return True

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, self.layout().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.edge), 1.0))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(
            self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), CARD_CORNER, CARD_CORNER
        )


def ranked(specs: Sequence[Entry], text: str, fitting: Collection[Layer] = ()) -> list[Entry]:
    """The entries that a text finds, as the palette finds them, the best first; of two as good, one that fits."""
    if not text.strip():
        return list(specs)
    found = [(worth, spec) for spec in specs if (worth := fit(text, spec)) is not None]
    found.sort(key=lambda pair: -pair[0] - (FITTING if pair[1] in fitting else 0.0))
    return [spec for _, spec in found]


def _nothing(*_: object) -> None:
    """Nobody waits for an answer."""


class _Row(QStyledItemDelegate):
    """An entry's icon, its title, and one line of help."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, spec = self._appearance.theme, index.data(SPEC)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(theme.selected))
            painter.drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), 6, 6)
        place = QRectF(option.rect.left() + 8, option.rect.center().y() - ICON / 2, ICON, ICON)
        paint_layer_icon(painter, place, spec, theme)
        text = option.rect.adjusted(ICON + 18, 5, -8, -5)
        self._line(painter, text, Qt.AlignmentFlag.AlignTop, spec.title, TEXT_PX, theme.text)
        self._line(painter, text, Qt.AlignmentFlag.AlignBottom, spec.help, MUTED_PX, theme.muted)
        painter.restore()

    @staticmethod
    def _line(
        painter: QPainter, rect: QRect, side: Qt.AlignmentFlag, text: str, size: int, colour: str
    ) -> None:
        painter.setFont(text_font(size))
        painter.setPen(QColor(colour))
        line = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignLeft, line)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(WIDTH - 2 * MARGIN, ROW)
