"""What the canvas can do with the selection, apart from any widget."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication

from core.document import blocks, edits
from core.document.annotations import held, positions, with_contents
from core.document.block_copies import append_behind
from core.document.document import Document
from core.document.fragment import copied, pasted
from core.document.graph import Graph, Wire
from core.document.layout import GRID, Axis, Edge, aligned, distributed
from core.document.problems import Fix
from core.document.replacing import replaced
from core.document.tidy import Direction, tidied
from core.document.wiring import wire_columns
from core.errors import NeurowrightError
from core.layers.base import Layer
from gui.canvas.clipboard import NODES, from_mime, to_mime
from gui.canvas.faces import title_of
from gui.canvas.geometry import bounds
from gui.canvas.problems import shown
from gui.naming import named, part_named, stays
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
        """The selected nodes and the members of selected blocks, in the order of the document."""
        return blocks.nodes_of(self.graph, self._session.selection)

    @property
    def cards(self) -> list[str]:
        """What stands on the canvas for the selected nodes: they themselves, or the collapsed blocks around them."""
        return blocks.cards_of(self.graph, self.nodes)

    @property
    def single(self) -> str:
        """The one node or block that is selected; empty where there is none, or more than that."""
        graph = self.graph
        things = [i for i in self._session.selection if i not in graph.wires]
        return things[0] if len(things) == 1 and things[0] not in graph.notes else ""

    @property
    def wires(self) -> list[str]:
        """The selected wires."""
        return [name for name in self.graph.wires if name in self._session.selection]

    @property
    def notes(self) -> list[str]:
        """The selected comments and frames."""
        return [name for name in self.graph.notes if name in self._session.selection]

    @property
    def things(self) -> list[str]:
        """All that is selected and stands somewhere of its own: nodes and notes."""
        return [*self.nodes, *self.notes]

    def named(self, ids: Iterable[str]) -> str:
        """A node or block by its name, several things by their number."""
        return named(self.graph, ids, self.title)

    def movable(self, ids: Iterable[str]) -> tuple[list[str], str]:
        """What the user may move of some things and of what their frames hold, and what to say of the rest."""
        things = blocks.cards_of(self.graph, with_contents(self.graph, ids))
        stay = held(self.graph, things)
        return [name for name in things if name not in stay], stays(self.graph, stay, self.title)

    def loose(self, ids: Iterable[str]) -> list[str]:
        """Those of some things that are not pinned; of the others a notice tells."""
        things = list(ids)
        stay = held(self.graph, things)
        if stay:
            self._session.notice.emit(stays(self.graph, stay, self.title))
        return [name for name in things if name not in stay]

    def title(self, node: str) -> str:
        """What the card of a node or block is called."""
        if node in self.graph.blocks:
            return blocks.name_of(self.graph.blocks[node])
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
        """Remove what is selected, but for what is pinned; wires through a removed node are closed again."""
        things, wires = self.loose(self.things), self.wires
        if things or wires:
            name = self.named(things) if things else "a wire" if len(wires) == 1 else f"{len(wires)} wires"
            self.attempt(f"delete {name}", lambda d: edits.remove(d, {*things, *wires}, heal=True))

    def remove_wire(self, wire: Wire) -> None:
        ends = [self.title(end.node) for end in (wire.source, wire.target)]
        self.attempt(f"remove the wire from {ends[0]} to {ends[1]}", lambda d: edits.remove(d, {wire.id}))

    def copy(self) -> None:
        """Put the selected nodes and notes, and the wires among them, on the clipboard."""
        if things := self.things:
            QGuiApplication.clipboard().setMimeData(to_mime(copied(self.graph, things)))
            self._copies = 0

    def cut(self) -> None:
        """Copy what is selected and not pinned, then remove it."""
        if things := self.loose(self.things):
            self._session.select(things)
            self.copy()
            self._copies = -1  # the first paste puts them back where they were
            self.attempt(f"cut {self.named(things)}", lambda d: edits.remove(d, things, heal=True))

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
        """Paste a copy of the selected nodes and notes without using the clipboard."""
        if things := self.things:
            self._put("duplicate", copied(self.graph, things), QPointF(PASTE_SHIFT, PASTE_SHIFT))

    def _put(self, verb: str, fragment: Graph, shift: QPointF) -> None:
        new: tuple[str, ...] = ()

        def edit(document: Document) -> Document:
            nonlocal new
            document, new = pasted(document, fragment, _on_grid(shift))
            return document

        if self.attempt(f"{verb} {part_named(fragment)}", edit):
            self._session.select(blocks.gathered(self.graph, new))

    def select_all(self) -> None:
        nodes = blocks.gathered(self.graph, self.graph.nodes, collapsed_only=True)
        self._session.select((*nodes, *self.graph.notes))

    def nudge(self, dx: float, dy: float) -> None:
        """Move what is selected, frames with what lies in them; steps in a row are one edit."""
        if things := self.loose(blocks.cards_of(self.graph, with_contents(self.graph, self.things))):
            moved = {n: (x + dx, y + dy) for n, (x, y) in positions(self.graph, things).items()}
            merge = ("nudge", tuple(things))
            self.attempt(f"move {self.named(self.things)}", lambda d: blocks.moved(d, moved), merge)

    def align(self, edge: Edge) -> None:
        """Bring the selected nodes to one line."""
        self._move(
            f"align {self.named(self.nodes or [''])}", aligned(blocks.fold(self.graph), self.cards, edge)
        )

    def distribute(self, axis: Axis) -> None:
        """Give the selected nodes equal distances."""
        self._move("space layers evenly", distributed(blocks.fold(self.graph), self.cards, axis))

    def tidy(self, direction: Direction) -> None:
        """Lay out the selected nodes, or all when there are fewer than two."""
        cards = self.cards if len(self.cards) > 1 else None
        problems = shown(self._session.inference.problems, self.graph)
        room = {name: FIX_ROOM if problem.fixes else BUBBLE_ROOM for name, (problem, _) in problems.items()}
        self._move("tidy", tidied(blocks.fold(self.graph), cards, room, direction))

    def _move(self, text: str, places: dict[str, Any]) -> None:
        loose = self.loose(places)
        self.attempt(text, lambda document: blocks.moved(document, {name: places[name] for name in loose}))

    def wire_start(self, output: bool) -> str:
        """The node at which a wire from what is selected starts, or one to it ends; of a block, the first that can."""
        if self.single in self.graph.blocks:
            ends = blocks.ports(self.graph, self.nodes)[output]
            return ends[0].node if ends else ""
        return self.single

    @property
    def can_wire(self) -> bool:
        """Whether there are two things to wire, or columns of nodes."""
        cards = self.cards
        return len(cards) == 2 or (len(cards) > 2 and all(card in self.graph.nodes for card in cards))

    def wire_selected(self) -> None:
        """Draw a wire between the two selected nodes or blocks; of more nodes, all wires from column to column."""
        cards = self.cards
        if len(cards) > 2:
            self.attempt(f"wire {len(cards)} nodes", lambda d: wire_columns(d, cards))
            return
        one, other = cards
        names = [self.title(n) for n in (one, other)]
        self.attempt(f"wire {names[0]} and {names[1]}", lambda d: blocks.wire_pair(d, one, other))

    @property
    def fix(self) -> Fix | None:
        """The first fix of the problem that the selected node or block has."""
        nodes = self.nodes if self.single else []
        problems = shown(self._session.inference.problems, self.graph) if nodes else {}
        fixes = [fix for n in nodes if n in problems for fix in problems[n][0].fixes]
        return fixes[0] if fixes else None

    def rename(self, node: str, title: str) -> None:
        """Give a node or block a name; the name that it has without one, or none, gives that back."""
        if node in self.graph.blocks:
            text = f"rename {self.title(node)}"
            self.attempt(text, lambda d: blocks.rename(d, node, title.strip()))
            return
        unnamed = replace(self.graph.nodes[node], title="")
        title = "" if title.strip() == title_of(unnamed, self._session.document.data) else title.strip()
        self.attempt(f"rename {self.title(node)}", lambda d: edits.rename(d, node, title))

    def append(self, spec: Layer) -> None:
        """Put a layer behind the selected node or block, wired where that is possible; else at the end."""
        single = self.single
        if single in self.graph.blocks:
            self.add(f"add {spec.title}", lambda d: append_behind(d, spec, single))
        else:
            self.add(f"add {spec.title}", lambda d: edits.append(d, spec, single or None))

    def replace(self, node: str, spec: Layer) -> None:
        """Put another layer in a node's place; its wires stay as far as it has ports for them."""
        before = self.graph
        text = f"replace {self.title(node)} with {spec.title}"
        if not self.attempt(text, lambda d: replaced(d, node, spec)):
            return
        self._session.select({node})
        if lost := len(before.wires) - len(self.graph.wires):
            wires = "a wire, which is gone" if lost == 1 else f"{lost} wires, which are gone"
            self._session.notice.emit(f"{spec.title} has no port for {wires}.")

    def add(self, text: str, edit: Callable[[Document], tuple[Document, str]], merge: object = None) -> None:
        """An edit that adds a node or a note, which is selected then."""
        new = ""

        def keep(document: Document) -> Document:
            nonlocal new
            document, new = edit(document)
            return document

        if self.attempt(text, keep, merge):
            self._session.select({new})


def _on_grid(shift: QPointF) -> tuple[float, float]:
    """A shift that keeps on the grid what is on it."""
    return (round(shift.x() / GRID) * GRID, round(shift.y() / GRID) * GRID)
