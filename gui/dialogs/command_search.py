"""Command search: everything that can be done, found by typing a few letters of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.dialogs.fuzzy import match
from gui.dialogs.sheet import Sheet
from gui.theme import MUTED_PX, Appearance, text_font

ROW, MOST_ROWS = 36, 9
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to find: its name, where it belongs ("View"), its shortcut in this system's writing."""

    text: str
    place: str
    run: Callable[[], object]
    shortcut: str = ""
    help: str = ""


class CommandSearch(Sheet):
    """A field to type in and the entries that fit, the best one first; Enter runs the chosen one."""

    width_wanted = 560

    def __init__(self, host: QWidget, appearance: Appearance, entries: Iterable[Entry]) -> None:
        super().__init__(host, appearance)
        self.entries = tuple(entries)
        self.setAccessibleName("Find a command")
        self.body.setContentsMargins(12, 12, 12, 12)
        self.body.setSpacing(8)
        self.field = QLineEdit()
        self.field.setPlaceholderText("What do you want to do?")
        self.field.setAccessibleName("Find a command")
        self.field.setClearButtonEnabled(False)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(EntryDelegate(appearance, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.empty = self.add_text("Nothing is called that.", "muted")
        self.body.insertWidget(0, self.field)
        self.body.insertWidget(1, self.list, 1)
        self.field.textChanged.connect(self._show)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._run)
        self.list.itemEntered.connect(self.list.setCurrentItem)
        self._show("")
        self.begin(self.field)

    def shown(self) -> list[str]:
        """The names that fit, in order."""
        return [self.list.item(row).data(Qt.ItemDataRole.UserRole).text for row in range(self.list.count())]

    def top_of_card(self, available: int, height: int) -> int:
        return max(16, min(96, (available - height) // 2))

    def _show(self, query: str) -> None:
        self.list.clear()
        for entry in found(query, self.entries):
            item = QListWidgetItem(entry.text)
            item.setData(Qt.ItemDataRole.UserRole, entry)
            item.setToolTip(entry.help)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.empty.setVisible(self.list.count() == 0)
        self.list.setVisible(self.list.count() > 0)
        self.list.setFixedHeight(min(self.list.count(), MOST_ROWS) * ROW)
        self._place()

    def _run(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            entry: Entry = item.data(Qt.ItemDataRole.UserRole)
            self.finish(entry)
            entry.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._navigate(event)
        return super().eventFilter(watched, event)

    def _navigate(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: MOST_ROWS - 1,
            Qt.Key.Key_PageUp: 1 - MOST_ROWS,
        }
        if event.key() in steps:
            last = self.list.count() - 1
            self.list.setCurrentRow(min(max(self.list.currentRow() + steps[Qt.Key(event.key())], 0), last))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentItem())
            return True
        return False


def found(query: str, entries: Iterable[Entry]) -> list[Entry]:
    """The entries that fit, the best ones first; for no query all, as they come."""
    if not query.strip():
        return list(entries)
    ranked = [(fit, entry) for entry in entries if (fit := _fit(query, entry)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda pair: -pair[0])]


def _fit(query: str, entry: Entry) -> float | None:
    by_name = match(query, entry.text)
    if by_name is not None:
        return by_name
    by_place = match(query, f"{entry.place} {entry.text}")
    return None if by_place is None else by_place - 1


class EntryDelegate(QStyledItemDelegate):
    """Draws an entry: name, place, shortcut at the right."""

    def __init__(self, appearance: Appearance, parent: QObject) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, entry = self._appearance.theme, index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = option.rect.adjusted(0, 1, 0, -1)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selected))
            painter.drawRoundedRect(row, 8, 8)
        row.adjust(12, 0, -12, 0)
        taken = self._write(painter, row, entry.shortcut, theme.muted, Qt.AlignmentFlag.AlignRight, MUTED_PX)
        row.setRight(row.right() - taken)
        taken = self._write(painter, row, entry.text, theme.text, Qt.AlignmentFlag.AlignLeft)
        row.setLeft(row.left() + taken)
        self._write(painter, row, entry.place, theme.muted, Qt.AlignmentFlag.AlignLeft, MUTED_PX)
        painter.restore()

    def _write(
        self, painter: QPainter, box: QRect, text: str, colour: str, side: Qt.AlignmentFlag, pixels: int = 13
    ) -> int:
        """Returns the width that is taken, with a gap."""
        painter.setFont(text_font(pixels, QFont.Weight.Normal))
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)
        return painter.fontMetrics().horizontalAdvance(shown) + 12 if text else 0
