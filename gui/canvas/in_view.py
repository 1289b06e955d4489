"""Which nodes are in view: asked at every scroll and every reading, of thousands."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF

from gui.canvas.node_item import NodeItem

if TYPE_CHECKING:
    from gui.canvas.scene import Scene


class InView:
    """Keeps where the nodes of a scene stand, until the scene changes."""

    def __init__(self, scene: "Scene") -> None:
        self._scene = scene
        self._version = -1
        self._items: list[NodeItem] = []
        self._places = np.zeros((0, 4))

    def nodes(self, seen: QRectF) -> list[NodeItem]:
        """The cards and circles that a rectangle of the scene touches."""
        if self._version != self._scene.version:
            self._version, self._items = self._scene.version, list(self._scene.standing.values())
            self._places = np.array([(*i.pos().toTuple(), *i.look.size) for i in self._items]).reshape(-1, 4)
        x, y, width, height = self._places.T
        within = (
            (x < seen.right()) & (x + width > seen.left()) & (y < seen.bottom()) & (y + height > seen.top())
        )
        return [self._items[place] for place in np.flatnonzero(within)]

    def singles(self, seen: QRectF) -> list[NodeItem]:
        """Those that are circles."""
        return [item for item in self.nodes(seen) if item.node.spec.single]
