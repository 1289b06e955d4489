"""Makes the wires stand out that belong to the node pointed at, and to those selected."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.canvas.scene import Scene

MOST = 8  # selected nodes; where there are more, nothing stands out by standing out


class Emphasis:
    """Marks wires, and touches only those that change. ``pointed``: the node that the pointer is on, or ""."""

    def __init__(self, scene: "Scene") -> None:
        self._scene = scene
        self.pointed = ""
        self._marked: set[str] = set()

    def point(self, node: str) -> None:
        """The pointer is on a node; "": on none."""
        if node != self.pointed:
            self.pointed = node
            self.show()

    def forget(self, wire: str) -> None:
        """A wire is gone; one that comes in its place is not marked yet."""
        self._marked.discard(wire)

    def show(self) -> None:
        """Mark the wires that belong to these nodes now, and no others."""
        scene = self._scene
        nodes = scene.selected & scene.cards.keys()
        nodes = {self.pointed, *(nodes if len(nodes) <= MOST else ())}
        wanted = {wire for node in nodes if node in scene.wires_of for wire in scene.wires_of[node]}
        for name in wanted ^ self._marked:
            scene.wires[name].mark(near=name in wanted)
        self._marked = wanted
