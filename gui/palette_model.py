"""What the palette lists: every layer there is, and the user's own blocks."""

from typing import Any, get_args

import msgspec
from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from core.document.fragment_file import written
from core.layers import LAYERS
from core.layers.base import Category, Layer
from gui.canvas.clipboard import NODES
from gui.canvas.mime import LAYER as MIME
from gui.dialogs.fuzzy import match
from gui.layer_icon import Listed
from gui.shelf import OwnBlock, Shelf

ENTRY = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
OWN = "My blocks"


class PaletteModel(QAbstractListModel):
    """Layers below the heads of their categories, then the user's blocks.

    A row's ``ENTRY`` data is the class of a layer or a block, None for a head. ``renamed(block, title)``: another name
    was typed.
    """

    renamed = Signal(object, str)

    def __init__(self, shelf: Shelf | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._rows: list[str | type[Layer] | OwnBlock] = []
        self.find("")

    def find(self, query: str) -> int:
        """Show the entries that fit the query; returns the row of the one that fits best, -1 when none does."""
        own = self._shelf.blocks if self._shelf is not None else ()
        worth = {entry: value for entry in (*LAYERS, *own) if (value := fit(query, entry)) is not None}
        self.beginResetModel()
        self._rows = []
        for category in get_args(Category):
            found = [layer for layer in LAYERS if layer in worth and layer.category == category]
            self._rows += [category, *found] if found else []
        mine = [block for block in own if block in worth]
        self._rows += [OWN, *mine] if mine else []
        self.endResetModel()
        return self._rows.index(max(worth, key=worth.__getitem__)) if worth else -1

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if isinstance(row, str):
            return row[:1].upper() + row[1:] if role == Qt.ItemDataRole.DisplayRole else None
        return {
            Qt.ItemDataRole.DisplayRole: row.title,
            Qt.ItemDataRole.EditRole: row.title,
            Qt.ItemDataRole.ToolTipRole: row.help,
            Qt.ItemDataRole.AccessibleDescriptionRole: row.help,
            ENTRY: row,
        }.get(role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        block = index.data(ENTRY)
        if role != Qt.ItemDataRole.EditRole or not isinstance(block, OwnBlock):
            return False
        self.renamed.emit(block, value)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        entry, flag = index.data(ENTRY), Qt.ItemFlag
        if entry is None:
            return flag.NoItemFlags
        own = flag.ItemIsEditable if isinstance(entry, OwnBlock) else flag.NoItemFlags
        return (
            own
            | flag.ItemIsEnabled
            | flag.ItemIsSelectable
            | flag.ItemIsDragEnabled
            | flag.ItemNeverHasChildren
        )

    def mimeTypes(self) -> list[str]:
        return [MIME, NODES]

    def mimeData(self, indexes: list[QModelIndex]) -> QMimeData:
        data, entry = QMimeData(), indexes[0].data(ENTRY)
        if isinstance(entry, OwnBlock):
            data.setData(NODES, written(entry.fragment))
        else:
            data.setData(MIME, msgspec.json.encode(entry()))
        return data


def fit(query: str, layer: Listed) -> float | None:
    """How well a layer or block fits what is looked for, larger is better; None when it does not.

    A title is found by a few of its letters; category and help by the words as they are.
    """
    if (worth := match(query, layer.title)) is not None:
        return worth + 1
    text = f"{layer.title} {layer.category} {layer.help}".lower()
    return 0.0 if all(word in text for word in query.lower().split()) else None
