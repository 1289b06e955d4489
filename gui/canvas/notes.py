"""The comments and frames of a scene."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from core.document.graph import Note
from gui.canvas.inks import Inks
from gui.canvas.note_item import NoteItem


class Notes:
    """An item for each note of the document; ``items`` by their ids."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self.items: dict[str, NoteItem] = {}

    def follow(self, touched: Iterable[str], notes: dict[str, Note], inks: Inks) -> dict[str, QPointF]:
        """Show what the document holds of the notes that an edit touched; returns where some of them have to go."""
        targets = {}
        for name in touched:
            note, item = notes.get(name), self.items.get(name)
            if note is None:
                self._scene.removeItem(self.items.pop(name))
            elif item is None:
                item = self.items[name] = NoteItem(note, inks)
                self._scene.addItem(item)
            else:
                if item.pos() != QPointF(*note.position):
                    targets[name] = QPointF(*note.position)
                item.show_note(note)
        return targets

    def mark_selected(self, names: Iterable[str], selection: frozenset[str]) -> None:
        """Ring those of some notes that are selected, and no others."""
        for name in self.items.keys() & names:
            self.items[name].mark(selected=name in selection)

    def set_inks(self, inks: Inks) -> None:
        for item in self.items.values():
            item.set_inks(inks)

    def at(self, point: QPointF, scale: float, *, frames: bool) -> NoteItem | None:
        """The uppermost comment at a point of the scene, or the frame whose title or border is there.

        What a selected frame is resized by lies over everything: it is found among the comments.
        """
        found = [item for item in self.items.values() if _taken(item, point, scale, frames)]
        return max(found, key=lambda item: item.zValue(), default=None)

    def touched(self, rect: QRectF) -> set[str]:
        """The comments that a rectangle touches, and the frames that lie in it as a whole."""
        return {
            name
            for name, item in self.items.items()
            if (rect.contains(item.frame) if item.note.frame else rect.intersects(item.frame))
        }


def _taken(item: NoteItem, point: QPointF, scale: float, frames: bool) -> bool:
    if frames:
        return item.note.frame and item.covers(point, scale)
    if item.note.frame:
        return item.selected and item.handle(point, scale) is not None
    return item.covers(point, scale)
