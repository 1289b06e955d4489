"""Finding a node of a large network by its name or its kind."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint

from gui.canvas.popup import WIDTH, LayerPopup, Words
from gui.dialogs.fuzzy import match

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

MOST = 60  # that are listed; who looks for one of more types another letter
TOP = 24  # pixels from the upper edge of the canvas
READABLE = 0.6  # scale from which on a card can be read


class Found(NamedTuple):
    """A node as a row of the list."""

    node: str
    title: str
    help: str  # its kind, where the title does not say it, and its settings
    category: str
    icon: str


class NodeSearch:
    """Opens a list of the nodes, selects the one that is chosen and brings it to the middle."""

    def __init__(self, view: "CanvasView") -> None:
        self._view = view
        words = Words("Find a node", "Nodes", "Nothing in this network is called so.")
        self.popup = LayerPopup(view.appearance, view, words, ranked)
        view.session.document_changed.connect(self.popup.dismiss)

    def open(self) -> None:
        """Offer all nodes, from left to right."""
        place = QPoint((self._view.width() - WIDTH) // 2, TOP)
        self.popup.offer(self._rows(), place, self._go)

    def _rows(self) -> list[Found]:
        items = self._view.canvas.nodes.values()
        rows = []
        for item in sorted(items, key=lambda i: (i.pos().x(), i.pos().y())):
            spec, face = item.node.spec, item.look.face
            kind = spec.title if face.title != spec.title else ""
            help = " · ".join(part for part in (kind, face.summary, face.chip) if part)
            rows.append(Found(item.node.id, face.title, help, face.category, spec.icon))
        return rows

    def _go(self, found: Found) -> None:
        view = self._view
        view.session.select({found.node})
        if view.camera.scale < READABLE:
            view.zoom_fully()
        view.camera.centre(view.canvas.card(found.node).frame.center())


def ranked(rows: Sequence[Found], text: str) -> list[Found]:
    """The nodes that a text finds: by a few letters of their names first, then by the words of their kinds."""
    words = text.lower().split()
    if not words:
        return list(rows[:MOST])
    found = []
    for row in rows:
        worth = match(text, row.title)
        if worth is not None:
            found.append((worth + 1, row))
        elif all(word in f"{row.title} {row.category} {row.help}".lower() for word in words):
            found.append((0.0, row))
    return [row for _, row in sorted(found, key=lambda pair: -pair[0])[:MOST]]
