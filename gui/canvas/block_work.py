"""What can be done with blocks on the canvas."""

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from core.document import blocks
from core.document.block_copies import append_fragment, chains, multiplied
from core.document.document import Document
from core.document.fragment import copied, pasted
from core.document.graph import Block, Graph
from core.errors import NeurowrightError
from gui.actions import Command
from gui.canvas.block_items import BlockCard
from gui.canvas.copies import CopiesPrompt
from gui.canvas.geometry import HALO, bounds, to_grid
from gui.canvas.gestures.base import Touch
from gui.naming import part_named
from gui.shelf import Shelf

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

MENU = "Edit/blocks"


class BlockWork:
    """Groups, collapses, copies and keeps blocks. ``shelf``: where blocks are kept; None where nothing can be kept."""

    def __init__(self, view: "CanvasView", shelf: Shelf | None) -> None:
        self._view, self._session, self._work = view, view.session, view.operations
        self.shelf = shelf
        self.prompt = CopiesPrompt(view.appearance, view)
        self._toggled: QPointF | None = None  # where a chevron was clicked last

    def commands(self) -> list[Command]:
        """For menus, shortcuts and the command search."""
        some, chosen = (lambda: bool(self._work.nodes)), (lambda: bool(self.selected))
        keep = Command(
            "Save block to the palette",
            MENU,
            self.keep,
            help="Keeps the block under “My blocks”, for all your networks.",
            enabled=lambda: self.block is not None,
        )
        return [
            Command(
                "Group",
                MENU,
                self.group,
                "Ctrl+G",
                "Makes one block of the selected layers.",
                enabled=lambda: some() and self.block is None,
            ),
            Command(
                "Ungroup",
                MENU,
                self.ungroup,
                "Ctrl+U",
                "Takes the block away, or the selected layers out of theirs.",
                enabled=lambda: bool(self.selected or self._grouped),
            ),
            Command(
                "Collapse or expand",
                MENU,
                self.toggle_selected,
                "Ctrl+Return",
                "Shows a block as one card, or what is in it.",
                enabled=chosen,
                live_text=self._toggling,
                keys="Return",
            ),
            Command(
                "Copy ×N…",
                MENU,
                self.ask_copies,
                "Ctrl+Shift+D",
                "Makes a number of copies, if you like wired in a row.",
                enabled=some,
            ),
            *([keep] if self.shelf is not None else []),
        ]

    @property
    def _graph(self) -> Graph:
        return self._session.document.graph

    @property
    def selected(self) -> list[str]:
        """The selected blocks."""
        return [name for name in self._graph.blocks if name in self._session.selection]

    @property
    def block(self) -> Block | None:
        """The one block that is selected, and nothing else."""
        return self._graph.blocks.get(self._work.single)

    @property
    def _grouped(self) -> list[str]:
        """The selected nodes that are in a block."""
        owners = blocks.owners(self._graph)
        return [name for name in self._work.nodes if name in owners]

    # -- grouping ------------------------------------------------------------------------------------------------------
    def group(self) -> None:
        """Make one block of what is selected."""
        ids, new = self._work.nodes, ""

        def edit(document: Document) -> Document:
            nonlocal new
            document, new = blocks.group(document, ids, self._free_title())
            return document

        if self._work.attempt(f"group {self._work.named(ids)}", edit):
            self._session.select({new})

    def _free_title(self) -> str:
        """Block 1, Block 2 ..."""
        taken = {blocks.name_of(block) for block in self._graph.blocks.values()}
        return next(title for n in range(1, len(taken) + 2) if (title := f"Block {n}") not in taken)

    def ungroup(self) -> None:
        """Take the selected blocks away; without any, take the selected nodes out of theirs."""
        chosen, nodes = self.selected, self._work.nodes
        if not chosen:
            text = f"take {self._work.named(self._grouped)} out of the block"
            self._work.attempt(text, lambda d: blocks.released(d, nodes))
            return
        text = f"ungroup {self._named(chosen)}"
        if self._work.attempt(text, lambda d: _in_turn(d, chosen, blocks.ungroup)):
            self._session.select(nodes)

    def _named(self, chosen: list[str]) -> str:
        return self._work.title(chosen[0]) if len(chosen) == 1 else f"{len(chosen)} blocks"

    # -- collapsing ----------------------------------------------------------------------------------------------------
    def toggle_selected(self) -> None:
        """Collapse the selected blocks where any is expanded, else expand them."""
        chosen = self.selected
        opening = all(self._graph.blocks[name].collapsed for name in chosen)
        self._set_collapsed(chosen, not opening)

    def toggle(self, name: str, touch: Touch | None = None) -> None:
        """Collapse or expand a block; ``touch``: where a chevron was clicked for it."""
        self._toggled = touch.place if touch else None
        self._set_collapsed([name], not self._graph.blocks[name].collapsed)

    def _set_collapsed(self, names: list[str], collapsed: bool) -> None:
        edit = blocks.collapse if collapsed else blocks.expand
        text = f"{'collapse' if collapsed else 'expand'} {self._named(names)}"
        if self._work.attempt(text, lambda d: _in_turn(d, names, edit)):
            self._session.select(names)
            self._view.camera.reveal(self._view.selected_bounds)

    def _toggling(self) -> str:
        chosen = self.selected
        if not chosen:
            return "Collapse or expand"
        opening = all(self._graph.blocks[name].collapsed for name in chosen)
        return f"{'Expand' if opening else 'Collapse'} {self._named(chosen)}"

    def double_click(self, touch: Touch) -> bool:
        """Expand the collapsed block there, or rename the expanded one; says whether there was one."""
        toggled, self._toggled = self._toggled, None
        if touch.place == toggled:  # the first click has done it
            return True
        card = self._view.canvas.find.node(touch.point)
        if isinstance(card, BlockCard):
            self.toggle(card.name)
            return True
        outline = None if card else self._view.canvas.find.outline(touch.point)
        if outline is not None:
            self._view.rename(outline.name)
        return outline is not None

    # -- copies --------------------------------------------------------------------------------------------------------
    def ask_copies(self) -> None:
        """Ask how many copies are wanted, beside what is selected."""
        nodes = self._work.nodes
        rect = self._view.selected_bounds
        self._view.camera.reveal(rect)
        place = self._view.mapFromScene(rect.bottomLeft() + QPointF(0.0, HALO))
        self.prompt.ask(
            place, chains(self._session.document, nodes), lambda n, chained: self.multiply(nodes, n, chained)
        )

    def multiply(self, nodes: Collection[str], times: int, chained: bool) -> None:
        """Copy nodes a number of times; what was copied and the copies are selected then."""
        new: Iterable[str] = ()

        def edit(document: Document) -> Document:
            nonlocal new
            document, new = multiplied(document, nodes, times, chained)
            return document

        if self._work.attempt(f"copy {self._work.named(nodes)} ×{times}", edit):
            self._session.select(new)
            self._view.camera.reveal(self._view.selected_bounds)

    # -- keeping and putting -------------------------------------------------------------------------------------------
    def fragment(self) -> Graph:
        """What is selected, as a part of a graph."""
        return copied(self._graph, self._work.nodes)

    def keep(self) -> None:
        """Put the selected block on the shelf."""
        if self.shelf is None:
            return
        try:
            kept = self.shelf.keep(self.fragment())
        except NeurowrightError as error:
            self.tell(str(error))
            return
        self.tell(f"“{kept.title}” is in the palette now, under “My blocks”.")

    def tell(self, text: str) -> None:
        """Tell something in passing."""
        self._session.notice.emit(text)

    def append(self, fragment: Graph) -> None:
        """Put a part of a graph behind what is selected, wired where that is possible, and show it."""
        single = self._work.single
        self._put(fragment, lambda d: append_fragment(d, fragment, single or None))

    def insert_at(self, fragment: Graph, middle: QPointF) -> None:
        """Put a part of a graph with its middle at a point."""
        self.insert(fragment, to_grid(middle - bounds(fragment).center()))

    def insert(self, fragment: Graph, shift: QPointF) -> None:
        """Put a part of a graph in, moved from where it was."""
        self._put(fragment, lambda d: pasted(d, fragment, (shift.x(), shift.y())))

    def _put(self, fragment: Graph, edit: Callable[[Document], tuple[Document, tuple[str, ...]]]) -> None:
        new: tuple[str, ...] = ()

        def keep(document: Document) -> Document:
            nonlocal new
            document, new = edit(document)
            return document

        if self._work.attempt(f"add {part_named(fragment)}", keep):
            self._session.select(blocks.gathered(self._graph, new))
            self._view.camera.reveal(self._view.selected_bounds)


def _in_turn(document: Document, names: list[str], edit: Callable[[Document, str], Document]) -> Document:
    for name in names:
        document = edit(document, name)
    return document
