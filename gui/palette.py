"""The palette: every layer there is, and the user's blocks, to be found by a word, dragged, or appended with Enter."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QContextMenuEvent, QDrag, QFont, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.document.blocks import ports
from core.document.extent import extent
from core.errors import NeurowrightError
from core.layers.base import Layer
from gui.actions import Command
from gui.canvas.card import Look, paint_card
from gui.canvas.faces import Face, bare_face, counted
from gui.canvas.inks import Inks
from gui.layer_icon import Listed, paint_layer_icon
from gui.menus import shown_shortcut
from gui.palette_model import ENTRY, PaletteModel
from gui.session import Session
from gui.shelf import OwnBlock, Shelf
from gui.theme import HEAD_PX, MUTED_PX, SPACE, Appearance, text_font

ROW, HEAD, FIRST_HEAD = 30, 34, 24
ICON = 20
RENAME = Qt.Key.Key_F2
BLOCK_KEYS = (RENAME, Qt.Key.Key_Delete)
ROOM_FOR_HELP = 360  # width of the palette from which on the help stands beside the titles
Index = QModelIndex | QPersistentModelIndex


class LayerDelegate(QStyledItemDelegate):
    """Paints a row: icon and title, or the head of a category."""

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.data(ENTRY) is not None:
            return QSize(0, ROW)
        return QSize(0, HEAD if index.row() else FIRST_HEAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(ENTRY) is None:
            self._paint_head(painter, option.rect, index.data())
        else:
            self._paint_layer(painter, option, index.data(ENTRY))
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRect, text: str) -> None:
        font = text_font(HEAD_PX, QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        painter.setFont(font)
        painter.setPen(QColor(self._appearance.theme.muted))
        place = rect.adjusted(SPACE[2], 0, -SPACE[2], -6)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text.upper())

    def _paint_layer(self, painter: QPainter, option: QStyleOptionViewItem, layer: Listed) -> None:
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

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(8 + ICON + 6, 1, -6, -1))


class LayerList(QListView):
    """The rows. ``typed(text)``: letters that are meant for the search field. ``unwanted(block)``: is to go."""

    typed = Signal(str)
    unwanted = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setItemDelegate(LayerDelegate(appearance, self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName("Layers")
        appearance.changed.connect(self.viewport().update)

    def startDrag(self, actions: Qt.DropAction) -> None:
        index = self.currentIndex()
        if (entry := index.data(ENTRY)) is None:
            return
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData([index]))
        picture = card_picture(look_of(entry), Inks(self._appearance.theme), self.devicePixelRatioF())
        drag.setPixmap(picture)
        drag.setHotSpot(QRectF(QPointF(), picture.deviceIndependentSize()).center().toPoint())
        drag.exec(Qt.DropAction.CopyAction)
        QCoreApplication.sendEvent(self.viewport(), QEvent(QEvent.Type.Leave))  # the pointer is elsewhere now

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
        if not isinstance(block := index.data(ENTRY), OwnBlock):
            return
        self.setCurrentIndex(index)
        menu = QMenu(self)
        menu.addAction("Rename\tF2").triggered.connect(lambda: self.edit(index))
        menu.addAction("Delete from the palette\tDel").triggered.connect(lambda: self.unwanted.emit(block))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(self.visualRect(index).center()))

    def event(self, event: QEvent) -> bool:
        """F2 and Delete are for a block of the user's while one is current, not for the canvas."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and event.key() in BLOCK_KEYS
            and self._own is not None
        ):
            event.accept()
            return True
        return super().event(event)

    @property
    def _own(self) -> OwnBlock | None:
        entry = self.currentIndex().data(ENTRY)
        return entry if isinstance(entry, OwnBlock) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in BLOCK_KEYS and self._own is not None:
            self.edit(self.currentIndex()) if event.key() == RENAME else self.unwanted.emit(self._own)
            return
        text = event.text()
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if plain and text.isprintable() and text.strip():
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)


def look_of(entry: type[Layer] | OwnBlock) -> Look:
    """How the card of an entry looks."""
    if isinstance(entry, OwnBlock):
        graph = entry.fragment
        face = Face(entry.title, counted(graph.nodes.values()), "", entry.category)
        return Look(face, *(min(len(ends), 3) for ends in ports(graph, graph.nodes)), sheets=True)
    spec = entry()
    return Look(bare_face(spec), len(spec.inputs), len(spec.outputs), extent(spec))


def card_picture(look: Look, inks: Inks, ratio: float) -> QPixmap:
    """What hangs at the pointer while something is dragged: its card or circle, half seen through."""
    picture = QPixmap((look.bounds.size() * ratio).toSize())
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setOpacity(0.8)
    painter.translate(-look.bounds.topLeft())
    paint_card(painter, look, inks)
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
    """Search field and list. ``chosen(Layer | OwnBlock)``: an entry was double-clicked, or taken with Enter.

    ``told(text, button, run)``: something to tell, with what can be done about it.
    """

    chosen = Signal(object)
    told = Signal(str, str, object)

    def __init__(self, session: Session, appearance: Appearance, shelf: Shelf | None = None) -> None:
        super().__init__()
        self._session, self._shelf = session, shelf
        self.setObjectName("palette")
        self.search = SearchField(shown_shortcut(self.commands()[0]))
        self.model, self.list = PaletteModel(shelf, self), LayerList(appearance)
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
        if shelf is not None:
            shelf.changed.connect(self._show_shelf)
            self.model.renamed.connect(
                self._rename, Qt.ConnectionType.QueuedConnection
            )  # its row is still edited
            self.list.unwanted.connect(lambda block: self._remove(shelf, block))

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
        while 0 <= row < self.model.rowCount() and self.model.index(row).data(ENTRY) is None:
            row += steps
        if 0 <= row < self.model.rowCount():
            self._go_to(row)

    def _go_to(self, row: int) -> None:
        index = self.model.index(row)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)

    def _take(self, index: QModelIndex) -> None:
        if (entry := index.data(ENTRY)) is not None:
            self.chosen.emit(entry if isinstance(entry, OwnBlock) else entry())

    # -- the user's blocks ---------------------------------------------------------------------------------------------
    def _show_shelf(self) -> None:
        """There are other blocks; what is searched for, and how far it is scrolled, stays."""
        bar = self.list.verticalScrollBar()
        place = bar.value()
        self._find(self.search.text())
        bar.setValue(place)

    def _rename(self, block: OwnBlock, title: str) -> None:
        if self._shelf is not None:
            self._attempt(partial(self._shelf.rename, block, title))

    def _remove(self, shelf: Shelf, block: OwnBlock) -> None:
        if self._attempt(lambda: shelf.remove(block)):
            text = f"“{block.title}” is deleted from the palette."
            self.told.emit(text, "Undo", lambda: self._attempt(lambda: shelf.put_back(block)))

    def _attempt(self, work: Callable[[], object]) -> bool:
        """Do something with the shelf, or tell why it cannot be done; says whether it was."""
        try:
            work()
        except NeurowrightError as error:
            self._session.notice.emit(str(error))
            return False
        return True

    def _type(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.setText(text)
