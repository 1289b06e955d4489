"""The palette: every layer there is, to be found by a word, dragged onto the canvas or appended with Enter."""

from typing import Any, ClassVar, get_args

import msgspec
from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QDrag, QFont, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QListView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.layers import LAYERS
from core.layers.base import Category, Layer
from gui.actions import Command
from gui.canvas.card import Look, paint_card
from gui.canvas.faces import Face
from gui.canvas.geometry import CARD_BOUNDS, CARD_RECT
from gui.canvas.inks import Inks
from gui.canvas.mime import LAYER as MIME
from gui.dialogs.fuzzy import match
from gui.layer_icon import paint_layer_icon
from gui.menus import shown_shortcut
from gui.session import Session
from gui.theme import HEAD_PX, MUTED_PX, SPACE, Appearance, text_font

LAYER = Qt.ItemDataRole.UserRole
ROW, HEAD, FIRST_HEAD = 30, 34, 24
ICON = 20
ROOM_FOR_HELP = 360  # width of the palette from which on the help stands beside the titles
Index = QModelIndex | QPersistentModelIndex


class LayerModel(QAbstractListModel):
    """Layers below the heads of their categories. A row's ``LAYER`` data is its class, None for a head."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[str | type[Layer]] = []
        self.find("")

    def find(self, query: str) -> int:
        """Show the layers that fit the query; returns the row of the one that fits best, -1 when none does."""
        worth = {layer: value for layer in LAYERS if (value := fit(query, layer)) is not None}
        self.beginResetModel()
        self._rows = []
        for category in get_args(Category):
            found = [layer for layer in worth if layer.category == category]
            self._rows += [category, *found] if found else []
        self.endResetModel()
        return self._rows.index(max(worth, key=worth.__getitem__)) if worth else -1

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if isinstance(row, str):
            return row.capitalize() if role == Qt.ItemDataRole.DisplayRole else None
        return {
            Qt.ItemDataRole.DisplayRole: row.title,
            Qt.ItemDataRole.ToolTipRole: row.help,
            Qt.ItemDataRole.AccessibleDescriptionRole: row.help,
            LAYER: row,
        }.get(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.data(LAYER) is None:
            return Qt.ItemFlag.NoItemFlags
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled | flag.ItemNeverHasChildren

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: list[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(MIME, msgspec.json.encode(indexes[0].data(LAYER)()))
        return data


def fit(query: str, layer: type[Layer]) -> float | None:
    """How well a layer fits what is looked for, larger is better; None when it does not.

    A title is found by a few of its letters; category and help by the words as they are.
    """
    if (worth := match(query, layer.title)) is not None:
        return worth + 1
    text = f"{layer.title} {layer.category} {layer.help}".lower()
    return 0.0 if all(word in text for word in query.lower().split()) else None


class LayerDelegate(QStyledItemDelegate):
    """Paints a row: icon and title, or the head of a category."""

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.data(LAYER) is not None:
            return QSize(0, ROW)
        return QSize(0, HEAD if index.row() else FIRST_HEAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(LAYER) is None:
            self._paint_head(painter, option.rect, index.data())
        else:
            self._paint_layer(painter, option, index.data(LAYER))
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRect, text: str) -> None:
        font = text_font(HEAD_PX, QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        painter.setFont(font)
        painter.setPen(QColor(self._appearance.theme.muted))
        place = rect.adjusted(SPACE[2], 0, -SPACE[2], -6)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text.upper())

    def _paint_layer(self, painter: QPainter, option: QStyleOptionViewItem, layer: type[Layer]) -> None:
        theme, state = self._appearance.theme, QStyle.StateFlag
        row = QRectF(option.rect.adjusted(4, 1, -4, -1))
        if option.state & (state.State_Selected | state.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selected if option.state & state.State_Selected else theme.hover))
            painter.drawRoundedRect(row, 6, 6)
        icon = QRectF(row.left() + 8, row.center().y() - ICON / 2, ICON, ICON)
        paint_layer_icon(painter, icon, layer, theme)
        text = row.adjusted(8 + ICON + 10, 0, -8, 0)
        painter.setFont(text_font())
        painter.setPen(QColor(theme.text))
        title = painter.fontMetrics().elidedText(layer.title, Qt.TextElideMode.ElideRight, int(text.width()))
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(text, middle, title)
        if row.width() >= ROOM_FOR_HELP:
            text.setLeft(text.left() + max(110, painter.fontMetrics().horizontalAdvance(title) + SPACE[2]))
            painter.setFont(text_font(MUTED_PX))
            painter.setPen(QColor(theme.muted))
            help = painter.fontMetrics().elidedText(
                layer.help, Qt.TextElideMode.ElideRight, int(text.width())
            )
            painter.drawText(text, middle, help)


class LayerList(QListView):
    """The rows. ``typed(text)``: letters that are meant for the search field."""

    typed = Signal(str)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setItemDelegate(LayerDelegate(appearance, self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName("Layers")
        appearance.changed.connect(self.viewport().update)

    def startDrag(self, actions: Qt.DropAction) -> None:
        index = self.currentIndex()
        if (layer := index.data(LAYER)) is None:
            return
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData([index]))
        drag.setPixmap(card_picture(layer(), Inks(self._appearance.theme), self.devicePixelRatioF()))
        drag.setHotSpot((CARD_RECT.center() - CARD_BOUNDS.topLeft()).toPoint())
        drag.exec(Qt.DropAction.CopyAction)
        QCoreApplication.sendEvent(self.viewport(), QEvent(QEvent.Type.Leave))  # the pointer is elsewhere now

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if plain and text.isprintable() and text.strip():
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)


def card_picture(spec: Layer, inks: Inks, ratio: float) -> QPixmap:
    """What hangs at the pointer while a layer is dragged: its card, half seen through."""
    picture = QPixmap((CARD_BOUNDS.size() * ratio).toSize())
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setOpacity(0.8)
    painter.translate(-CARD_BOUNDS.topLeft())
    face = Face(spec.title, spec.summary, "", spec.category)
    paint_card(painter, Look(face, len(spec.inputs), len(spec.outputs)), inks)
    painter.end()
    return picture


class SearchField(QLineEdit):
    """Looks for layers. ``moved(steps)``: an arrow key; ``taken``: Return."""

    moved = Signal(int)
    taken = Signal()
    STEPS: ClassVar[dict[Qt.Key, int]] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.setPlaceholderText("Find a layer…")
        self.setAccessibleName("Find a layer")
        self._hint = QLabel(hint, self)
        self._hint.setProperty("role", "muted")
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.textChanged.connect(lambda text: self._hint.setVisible(not text))
        self.returnPressed.connect(self.taken)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        size = self._hint.sizeHint()
        corner = QPoint(self.width() - size.width() - SPACE[2], (self.height() - size.height()) // 2)
        self._hint.setGeometry(QRect(corner, size))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if steps := self.STEPS.get(Qt.Key(event.key())):
            self.moved.emit(steps)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class Palette(QWidget):
    """Search field and list. ``chosen(Layer)``: a layer was double-clicked, or taken with Enter."""

    chosen = Signal(object)

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("palette")
        self.search = SearchField(shown_shortcut(self.commands()[0]))
        self.model, self.list = LayerModel(self), LayerList(appearance)
        self.list.setModel(self.model)
        self.nothing = QLabel()
        self.nothing.setProperty("role", "lead")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], 0)
        self._lay_out()
        self.search.textChanged.connect(self._find)
        self.search.moved.connect(self._move)
        self.search.taken.connect(lambda: self._take(self.list.currentIndex()))
        self.list.activated.connect(self._take)
        self.list.typed.connect(self._type)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE[3] - 4, 0, 0)
        layout.setSpacing(SPACE[1])
        top = QVBoxLayout()
        top.setContentsMargins(SPACE[2], 0, SPACE[2], 0)
        top.addWidget(self.search)
        layout.addLayout(top)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.nothing)
        layout.addLayout(self._stack, 1)

    def commands(self) -> list[Command]:
        """What the palette adds to the menus."""
        return [
            Command(
                "Find a layer", "Edit/find", self.focus_search, "Ctrl+F", "Look for a layer in the palette"
            )
        ]

    def focus_search(self) -> None:
        """Go to the search field, ready to type another word."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _find(self, query: str) -> None:
        best = self.model.find(query)
        self.nothing.setText(f"No layer is called or does “{query.strip()}”. Try another word.")
        self._stack.setCurrentWidget(self.list if best >= 0 else self.nothing)
        self._go_to(best if query.strip() else -1)

    def _move(self, steps: int) -> None:
        row = self.list.currentIndex().row() + steps
        while 0 <= row < self.model.rowCount() and self.model.index(row).data(LAYER) is None:
            row += steps
        if 0 <= row < self.model.rowCount():
            self._go_to(row)

    def _go_to(self, row: int) -> None:
        index = self.model.index(row)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)

    def _take(self, index: QModelIndex) -> None:
        if (layer := index.data(LAYER)) is not None:
            self.chosen.emit(layer())

    def _type(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.setText(text)
