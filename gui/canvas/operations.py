"""What the canvas can do with the selection, apart from any widget."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication

from core.document import edits
from core.document.document import Document
from core.document.fragment import copied, pasted
from core.document.graph import Graph, Wire
from core.document.layout import GRID, Axis, Edge, aligned, arranged, distributed
from core.document.problems import Fix
from core.errors import NeurowrightError
from core.layers.base import Layer
from gui.canvas.clipboard import NODES, from_mime, to_mime
from gui.canvas.faces import title_of
from gui.canvas.geometry import bounds
from gui.canvas.problems import shown
from gui.session import Session

BUBBLE_ROOM, FIX_ROOM = (
    2 * GRID,
    4 * GRID,
)  # below a card, for a sentence, and for one with something to click
PASTE_SHIFT = 2 * GRID  # right and down, so that a copy does not hide what it was made from


class Operations:
    """Edits of the session's document. What cannot be done is told as a notice, and changes nothing."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._copies = 0  # pasted since the last copy: each lies a little further

    @property
    def graph(self) -> Graph:
        return self._session.document.graph

    @property
    def nodes(self) -> list[str]:
        """The selected nodes, in the order of the document."""
        return [name for name in self.graph.nodes if name in self._session.selection]

    @property
    def wires(self) -> list[str]:
        """The selected wires."""
        return [name for name in self.graph.wires if name in self._session.selection]

    def named(self, nodes: Iterable[str]) -> str:
        """A node by its name, several by their number."""
        names = list(nodes)
        return self.title(names[0]) if len(names) == 1 else f"{len(names)} layers"

    def title(self, node: str) -> str:
        """What the card of a node is called."""
        return title_of(self.graph.nodes[node], self._session.document.data)

    def attempt(self, text: str, edit: Callable[[Document], Document], merge: object = None) -> bool:
        """Apply an edit, or tell why it cannot be done; says whether it was."""
        try:
            self._session.apply(text, edit(self._session.document), merge)
        except NeurowrightError as error:
            self._session.notice.emit(str(error))
            return False
        return True

    def mend(self, fix: Fix) -> None:
        """Apply a problem's fix; its text says what it does, as in "Undo put Flatten in between"."""
        self.attempt(fix.text[:1].lower() + fix.text[1:], fix.edit)

    def delete(self) -> None:
        """Remove what is selected; wires through a removed node are closed again."""
        nodes, wires = self.nodes, self.wires
        if nodes or wires:
            name = self.named(nodes) if nodes else "a wire" if len(wires) == 1 else f"{len(wires)} wires"
            self.attempt(f"delete {name}", lambda d: edits.remove(d, {*nodes, *wires}, heal=True))

    def remove_wire(self, wire: Wire) -> None:
        ends = [self.title(end.node) for end in (wire.source, wire.target)]
        self.attempt(f"remove the wire from {ends[0]} to {ends[1]}", lambda d: edits.remove(d, {wire.id}))

    def copy(self) -> None:
        """Put the selected nodes and the wires among them on the clipboard."""
        if nodes := self.nodes:
            QGuiApplication.clipboard().setMimeData(to_mime(copied(self.graph, nodes)))
            self._copies = 0

    def cut(self) -> None:
        """Copy the selected nodes, then remove them."""
        if nodes := self.nodes:
            self.copy()
            self._copies = -1  # the first paste puts them back where they were
            self.attempt(f"cut {self.named(nodes)}", lambda d: edits.remove(d, nodes, heal=True))

    @property
    def can_paste(self) -> bool:
        """Whether the clipboard may hold layers."""
        mime = QGuiApplication.clipboard().mimeData()
        return mime is not None and (mime.hasFormat(NODES) or mime.hasText())

    def paste(self, at: QPointF | None = None) -> None:
        """Put the clipboard's nodes beside what they were copied from, or with their middle at a point."""
        try:
            fragment = from_mime(QGuiApplication.clipboard().mimeData())
        except NeurowrightError as error:
            self._session.notice.emit(str(error))
            return
        self._copies += 1
        shift = QPointF(PASTE_SHIFT, PASTE_SHIFT) * self._copies
        if at is not None:
            shift = at - bounds(fragment).center()
        self._put("paste", fragment, shift)

    def duplicate(self) -> None:
        """Paste a copy of the selected nodes without using the clipboard."""
        if nodes := self.nodes:
            self._put("duplicate", copied(self.graph, nodes), QPointF(PASTE_SHIFT, PASTE_SHIFT))

    def _put(self, verb: str, fragment: Graph, shift: QPointF) -> None:
        new: tuple[str, ...] = ()

        def edit(document: Document) -> Document:
            nonlocal new
            document, new = pasted(document, fragment, _on_grid(shift))
            return document

        count = len(fragment.nodes)
        name = next(iter(fragment.nodes.values())).name if count == 1 else f"{count} layers"
        if self.attempt(f"{verb} {name}", edit):
            self._session.select(new)

    def select_all(self) -> None:
        self._session.select(self.graph.nodes)

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected nodes; steps in a row are one edit."""
        if nodes := self.nodes:
            places = {n: self.graph.nodes[n].position for n in nodes}
            moved = {n: (x + dx, y + dy) for n, (x, y) in places.items()}
            merge = ("nudge", tuple(nodes))
            self.attempt(f"move {self.named(nodes)}", lambda d: edits.move(d, moved), merge)

    def align(self, edge: Edge) -> None:
        """Bring the selected nodes to one line."""
        self._move(f"align {self.named(self.nodes or [''])}", aligned(self.graph, self.nodes, edge))

    def distribute(self, axis: Axis) -> None:
        """Give the selected nodes equal distances."""
        self._move("space layers evenly", distributed(self.graph, self.nodes, axis))

    def arrange(self) -> None:
        """Lay out the selected nodes, or all when there are fewer than two."""
        nodes = self.nodes if len(self.nodes) > 1 else None
        problems = shown(self._session.inference.problems, self.graph)
        room = {name: FIX_ROOM if problem.fixes else BUBBLE_ROOM for name, (problem, _) in problems.items()}
        self._move("arrange layers", arranged(self.graph, nodes, room))

    def _move(self, text: str, places: dict[str, Any]) -> None:
        self.attempt(text, lambda document: edits.move(document, places))

    def wire_selected(self) -> None:
        """Draw a wire between the two selected nodes."""
        one, other = self.nodes
        names = [self.title(n) for n in (one, other)]
        self.attempt(f"wire {names[0]} and {names[1]}", lambda d: edits.wire_pair(d, one, other))

    @property
    def fix(self) -> Fix | None:
        """The first fix of the problem that the selected node has."""
        nodes = self.nodes
        problems = shown(self._session.inference.problems, self.graph) if len(nodes) == 1 else {}
        problem = problems.get(nodes[0]) if problems else None
        return problem[0].fixes[0] if problem and problem[0].fixes else None

    def rename(self, node: str, title: str) -> None:
        """Give a node a name; its layer's own name, or none, gives it back."""
        unnamed = replace(self.graph.nodes[node], title="")
        title = "" if title.strip() == title_of(unnamed, self._session.document.data) else title.strip()
        self.attempt(f"rename {self.title(node)}", lambda d: edits.rename(d, node, title))

    def append(self, spec: Layer) -> None:
        """Put a layer behind the selected node, wired where that is possible; else at the end."""
        nodes = self.nodes
        self.add(f"add {spec.title}", lambda d: edits.append(d, spec, nodes[0] if len(nodes) == 1 else None))

    def add(self, text: str, edit: Callable[[Document], tuple[Document, str]]) -> None:
        """An edit that adds a node, which is selected then."""
        new = ""

        def keep(document: Document) -> Document:
            nonlocal new
            document, new = edit(document)
            return document

        if self.attempt(text, keep):
            self._session.select({new})


def _on_grid(shift: QPointF) -> tuple[float, float]:
    """A shift that keeps on the grid what is on it."""
    return (round(shift.x() / GRID) * GRID, round(shift.y() / GRID) * GRID)
