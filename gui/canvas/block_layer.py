"""What of the scene is about blocks: which nodes they hide, their cards and their outlines."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from core.document.blocks import hidden, name_of, owners, stand_in
from core.document.diff import Diff
from core.document.graph import Block, End, Graph
from core.document.problems import Problem
from core.document.shapes import Inference
from core.layers.base import Layer
from gui.canvas.block_items import BlockCard, BlockFrame
from gui.canvas.faces import Face, count, counted
from gui.canvas.inks import Inks

if TYPE_CHECKING:
    from gui.canvas.scene import Scene

Told = tuple[Problem, int]  # a problem, and how many more there are at the same place


class BlockLayer:
    """Follows the blocks of the document.

    ``cards``: of collapsed blocks. ``frames``: of expanded ones. ``unseen``: the block of each node that is hidden.
    """

    def __init__(self, scene: "Scene") -> None:
        self._scene = scene
        self.cards: dict[str, BlockCard] = {}
        self.frames: dict[str, BlockFrame] = {}
        self.unseen: dict[str, str] = {}
        self._owners: dict[str, str] = {}
        self._graph = Graph()
        self._touched: set[str] = (
            set()
        )  # nodes that have appeared, gone behind a card, or whose ports on it have moved
        self._fresh: set[str] = set()  # wires that are new
        self._changed: set[str] = set()  # blocks that may look different
        self._appearing: dict[str, QPointF] = {}  # nodes that come out of a card, and its middle

    # -- following the document ----------------------------------------------------------------------------------------
    def follow(self, diff: Diff, graph: Graph) -> None:
        """The nodes are there; give blocks their cards and outlines, before wires are led."""
        before, self._graph = self._graph, graph
        if not before.blocks and not graph.blocks:
            return
        self._owners, self.unseen = owners(graph), hidden(graph)
        self._changed = set(diff.blocks) | self._blocks_of(diff, before, graph)
        self._fresh = {*diff.added_wires, *diff.changed_wires}
        self._appearing, self._touched = {}, set()
        for name in sorted(self._changed):
            old, new, ports = before.blocks.get(name), graph.blocks.get(name), self._ports(name)
            self._show(name, new)
            members = {m for block in (old, new) if block for m in block.members}
            for member in members & self._scene.nodes.keys():
                self._scene.nodes[member].setVisible(member not in self.unseen)
                self._scene.ways.stand(self._scene.nodes[member])
            if name in self.cards:  # it may be moved before its wires are told anew
                self._scene.wires_of[name] -= {*diff.removed_wires, *diff.changed_wires}
            if ports != self._ports(name) or (ports and old and new and old.members != new.members):
                self._touched |= members

    def _ports(self, name: str) -> Layer | None:
        """What tells the ports of a block's card; None where it has no card."""
        return self.cards[name].node.spec if name in self.cards else None

    def _blocks_of(self, diff: Diff, before: Graph, after: Graph) -> set[str]:
        """The blocks that may look different: a member has changed, or a wire at one."""
        names = {*diff.added_nodes, *diff.changed_nodes}
        for graph, wires in (
            (before, (*diff.removed_wires, *diff.changed_wires)),
            (after, (*diff.added_wires, *diff.changed_wires)),
        ):
            for wire in wires:
                names |= {graph.wires[wire].source.node, graph.wires[wire].target.node}
        return {self._owners[name] for name in names & self._owners.keys()}

    def _show(self, name: str, block: Block | None) -> None:
        if block is None or not block.collapsed:
            self._remove_card(name, block)
        if (block is None or block.collapsed) and name in self.frames:
            self._scene.removeItem(self.frames.pop(name))
        if block is None:
            return
        if block.collapsed:
            self._show_card(block)
        elif name not in self.frames:
            self.frames[name] = BlockFrame(block, self._scene.inks)
            self._scene.addItem(self.frames[name])
        if name in self.frames:
            self.frames[name].show_block(block, counted([self._graph.nodes[m] for m in block.members]))

    def _show_card(self, block: Block) -> None:
        node, face = stand_in(self._graph, block), self._face(block, self._scene.session.inference)
        if block.id in self.cards:
            self.cards[block.id].show_node(node, face)
        else:
            self.cards[block.id] = BlockCard(node, face, self._scene.store)
            self._scene.addItem(self.cards[block.id])
        self._scene.ways.stand(self.cards[block.id])

    def _remove_card(self, name: str, block: Block | None) -> None:
        if name not in self.cards:
            return
        self._scene.ways.leave(name)
        card = self.cards.pop(name)
        self._scene.removeItem(card)
        self._scene.wires_of.pop(name, None)
        if block is not None:
            self._appearing = {**self._appearing, **dict.fromkeys(block.members, card.frame.center())}

    def sort_out(self, targets: dict[str, QPointF]) -> None:
        """Set down what is hidden at its new place at once; add cards that go elsewhere, and what comes out of them."""
        nodes = self._scene.nodes
        for name in self.unseen.keys() & targets.keys():
            nodes[name].setPos(targets.pop(name))
        for name, card in self.cards.items():
            place = QPointF(*self._graph.blocks[name].position)
            if card.pos() != place:
                targets[name] = place
        for name, middle in self._appearing.items():
            if name in nodes and name not in self.unseen:
                targets[name] = QPointF(*self._graph.nodes[name].position)
                nodes[name].setPos(middle - QRectF(QPointF(), nodes[name].frame.size()).center())

    def settle(self) -> set[str]:
        """Nodes and wires are there: hide wires within, lay outlines; returns the wires that are to be led anew."""
        scene = self._scene
        wires = {w for name in self._touched for w in scene.wires_of.get(name, ())}
        for name in wires | self._fresh:
            scene.wires[name].setVisible(not self._within(name))
        for name in self._changed & self.cards.keys():
            members = self._graph.blocks[name].members
            around = {w for m in members for w in scene.wires_of.get(m, ())}
            scene.wires_of[name] = {w for w in around if not self._within(w)}
        for name in self._changed & self.frames.keys():
            self._surround(name)
        if self._changed:
            self.show_selection(scene.session.selection)
        self._touched, self._fresh, self._changed = set(), set(), set()
        return wires

    def _within(self, wire: str) -> bool:
        source, target = (self.unseen.get(node) for node in self._scene.wires[wire].nodes)
        return source is not None and source == target

    def surround(self, moved: Iterable[str]) -> None:
        """Lay the outlines of the blocks of some nodes around their members, where these are now."""
        for name in self.around(moved):
            self._surround(name)

    def around(self, nodes: Iterable[str]) -> set[str]:
        """The expanded blocks that some nodes belong to."""
        return {self._owners[n] for n in nodes if n in self._owners} & self.frames.keys()

    def _surround(self, name: str) -> None:
        rect = QRectF()
        for member in self._graph.blocks[name].members:
            rect |= self._scene.nodes[member].frame
        self.frames[name].surround(rect)

    # -- what is seen --------------------------------------------------------------------------------------------------
    def port(self, end: End, output: bool) -> QPointF | None:
        """Where an end of a hidden node is to be seen; None where it is not hidden, or deep within."""
        block = self.unseen.get(end.node)
        return self.cards[block].end_position(end, output) if block in self.cards else None

    def show_selection(self, selection: Collection[str]) -> None:
        for name, frame in self.frames.items():
            frame.change(selected=name in selection)
        for name, card in self.cards.items():
            members = self._graph.blocks[name].members
            card.change(selected=name in selection or any(m in selection for m in members))

    def show_inference(self, inference: Inference) -> None:
        for name, card in self.cards.items():
            card.change(face=self._face(self._graph.blocks[name], inference))

    def show_sides(self, sides: Mapping[str, str]) -> None:
        """Tint the cards whose members are all of one player of an adversarial network."""
        for name, card in self.cards.items():
            found = {sides.get(m, "") for m in self._graph.blocks[name].members}
            card.change(side=found.pop() if len(found) == 1 else "")

    def set_inks(self, inks: Inks) -> None:
        for frame in self.frames.values():
            frame.set_inks(inks)

    def on_cards(self, problems: dict[str, Told]) -> dict[str, Told]:
        """The problems of hidden nodes at their blocks' cards: the most severe one, and how many more there are."""
        result: dict[str, Told] = {}
        for name, (problem, more) in problems.items():
            card = self.unseen.get(name, name)
            if card not in result:
                result[card] = (problem, more)
                continue
            kept, others = result[card]
            worse = kept.severity != "error" and problem.severity == "error"
            result[card] = (problem if worse else kept, others + more + 1)
        return result

    def _face(self, block: Block, inference: Inference) -> Face:
        """What the card of a block says; its name has the room that a shape would take."""
        nodes = [self._graph.nodes[m] for m in block.members]
        weights = sum(inference.facts[m].parameters for m in block.members if m in inference.facts)
        summary = counted(nodes) + (f" · {count(weights)} weights" if weights else "")
        (category, _), *_ = Counter(node.spec.category for node in nodes).most_common(1)
        return Face(name_of(block), summary, "", category)
