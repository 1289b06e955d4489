"""What stands still in a busy scene while something is dragged: painted once, then only copied."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QRegion, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

MOST_PIECES = 200  # that are painted anew in a picture; of more, it is taken again
RIM = 4  # pixels around them, for pens
BUSY = 600  # nodes and wires; fewer are painted anew as quickly


class Still:
    """Keeps a picture of all but what is held, and paints that over it: so a frame costs only what moves.

    What is aimed at is painted over the picture too, which is taken again when anything else has changed.
    """

    def __init__(self, view: "CanvasView") -> None:
        self._view, self._scene = view, view.canvas
        self._picture = QPixmap()
        self._look: object = None  # from where and in which colours the picture was taken
        self._state: object = None  # and of what
        self._held: frozenset[str] = frozenset()
        self._apart: set[str] = set()  # what is not in the picture, with the wires of what is held

    def serves(self) -> bool:
        """Whether the scene is to be painted so: from far away it always is, for nothing changes there but by edits."""
        gesture, scene = self._view.hand.gesture, self._scene
        busy = gesture is not None and gesture.still and len(scene.nodes) + len(scene.wires) > BUSY
        return busy or self._view.from_afar

    def paint_all(self, rect: QRect) -> bool:
        """Paint the viewport, where that is not the graphics view's own affair; says whether it is done.

        Args:
            rect: what of it is exposed.
        """
        view = self._view
        if not self.serves():
            self._picture, self._state = QPixmap(), None
            return False
        painter = QPainter(view.viewport())
        painter.setRenderHints(view.renderHints())
        painter.setWorldTransform(view.viewportTransform())
        self.paint(painter)
        view.drawForeground(painter, view.viewportTransform().inverted()[0].mapRect(QRectF(rect)))
        painter.end()
        return True

    def paint(self, painter: QPainter) -> None:
        """Paint the scene and what is behind it; the painter is in the scene's units."""
        view, scene = self._view, self._scene
        transform, held = view.viewportTransform(), scene.ways.held
        look = (transform, view.viewport().size(), view.from_afar, view.overview.colours)
        state = (scene.version - scene.passing, look)
        if state != self._state or held != self._held:
            self._renew(transform, held, same_look=self._look == look, same_state=self._state == state)
            self._look, self._state = look, state
        painter.setWorldTransform(QTransform())
        painter.drawPixmap(0, 0, self._picture)
        painter.setWorldTransform(transform)
        apart, wires = self._apart | scene.aimed, self._wires(held)
        if view.from_afar:
            view.overview.paint_only(painter, apart, wires)
        else:
            self._paint_items(painter, [scene.wires[name] for name in wires] + self._items(apart))

    def _renew(
        self, transform: QTransform, held: frozenset[str], *, same_look: bool, same_state: bool
    ) -> None:
        """Take the picture again, or only what of it is another now."""
        before, self._apart, self._held = self._apart, {*held, *self._scene.aimed}, held
        changed: list[QRectF] | None = None
        if self._view.from_afar:
            changed = self._view.overview.gather(self._apart | self._wires(held))
        elif same_state:
            changed = self._covered(before ^ self._apart)
        if changed is None or not same_look or self._picture.isNull() or len(changed) > MOST_PIECES:
            self._take(transform, None)
        elif changed:
            clip = QRegion()
            for rect in changed:
                clip += transform.mapRect(rect).toAlignedRect().adjusted(-RIM, -RIM, RIM, RIM)
            self._take(transform, clip)

    def _take(self, transform: QTransform, clip: QRegion | None) -> None:
        """Paint the picture; ``clip``: what of it, None: all."""
        viewport = self._view.viewport()
        if clip is None:
            ratio = viewport.devicePixelRatioF()
            self._picture = QPixmap(viewport.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
        painter = QPainter(self._picture)
        painter.setRenderHints(self._view.renderHints())
        if clip is not None:
            painter.setClipRegion(clip)
        painter.setWorldTransform(transform)
        seen = transform.inverted()[0].mapRect(QRectF(clip.boundingRect() if clip else viewport.rect()))
        self._view.drawBackground(painter, seen)
        if self._view.from_afar:
            self._view.overview.paint(painter)
        else:
            wires = {self._scene.wires[name] for name in self._wires(self._held)}
            apart = wires.union(self._items(self._apart))
            mode, order = Qt.ItemSelectionMode.IntersectsItemBoundingRect, Qt.SortOrder.AscendingOrder
            items = self._scene.items(seen, mode, order)
            self._paint_items(painter, [item for item in items if item not in apart])
        painter.end()

    def _covered(self, names: set[str]) -> list[QRectF]:
        """The parts of the scene that some things and their wires take up."""
        wires = [self._scene.wires[name] for name in self._wires(names)]
        return [item.sceneBoundingRect() for item in [*wires, *self._items(names)]]

    def _wires(self, names: Iterable[str]) -> set[str]:
        return {wire for name in names for wire in self._scene.wires_of.get(name, ())}

    def _items(self, names: set[str]) -> list[QGraphicsItem]:
        """What stands for some things, and what hangs on them; the uppermost last."""
        scene = self._scene
        items = [scene.movable[name] for name in names if name in scene.movable]
        items += [scene.bubbles[name] for name in names if name in scene.bubbles]
        items += self._scene.inside.panels.values()  # which go along, make room, and show what is computed
        items += [caption for caption in scene.captions.values() if caption.anchor in names]
        return sorted(items, key=lambda item: item.zValue())

    @staticmethod
    def _paint_items(painter: QPainter, items: list[QGraphicsItem]) -> None:
        transform, option = painter.worldTransform(), QStyleOptionGraphicsItem()
        for item in items:
            if item.isVisible():
                painter.setWorldTransform(item.sceneTransform() * transform)
                item.paint(painter, option, None)
        painter.setWorldTransform(transform)
