"""The scene: follows the document, and touches only what an edit changed."""

from collections import ChainMap, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QGraphicsScene

from core.data.recipe import DataRecipe
from core.document.diff import Diff, difference
from core.document.document import Document
from core.document.graph import End, Graph, Node, Wire
from core.document.problems import Problem
from core.document.shapes import Inference
from gui.canvas.block_layer import BlockLayer
from gui.canvas.bubble import Bubble, words
from gui.canvas.caption import Caption, anchors
from gui.canvas.card import CardStore
from gui.canvas.emphasis import Emphasis
from gui.canvas.faces import face
from gui.canvas.finder import Finder
from gui.canvas.inks import Inks
from gui.canvas.inside import Insides
from gui.canvas.live import Live
from gui.canvas.node_item import NodeItem
from gui.canvas.note_item import NoteItem
from gui.canvas.notes import Notes
from gui.canvas.problems import shown
from gui.canvas.ways import Ways
from gui.canvas.wire_item import WireItem
from gui.session import Session
from gui.theme import Appearance, Theme

Glide = Callable[[dict[str, QPointF]], None]
"""Brings nodes and notes to new places in its own time."""


class Scene(QGraphicsScene):
    """A card for each node, a curve for each wire, a bubble for each node with a problem; comments, frames, blocks.

    ``nodes``: the items of all nodes, also of hidden ones. ``cards``: these and the cards of collapsed blocks, by id.

    ``glide`` may be set: it is then told where things go to, instead of their jumping there; ``arrive`` lets them be
    there before anything else is to be shown. ``reach`` is how far out anything has stood so far; ``find`` tells what
    lies where; ``ways`` leads the wires; ``inside`` has the panels that show what is in a layer; ``version`` is another
    after every change of what is to be seen. ``movable``: all that stands somewhere of its own, by id.
    """

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.session = session
        self.inks = Inks(appearance.theme)
        self.store = CardStore(self.inks)
        self.nodes: dict[str, NodeItem] = {}
        self.wires: dict[str, WireItem] = {}
        self.bubbles: dict[str, Bubble] = {}
        self.captions: dict[str, Caption] = {}
        self.notes = Notes(self)
        self.blocks = BlockLayer(self)
        self.cards: ChainMap[str, NodeItem] = ChainMap(self.nodes, self.blocks.cards)
        self.movable: ChainMap[str, NodeItem | NoteItem] = ChainMap(*self.cards.maps, self.notes.items)
        self.wires_of: dict[str, set[str]] = defaultdict(set)
        self.find = Finder(self)
        self.ways = Ways(self)
        self.emphasis = Emphasis(self)
        self.inside = Insides(self)
        self.glide: Glide | None = None
        self.arrive: Callable[[], None] | None = None
        self.reach = 0.0
        self.version = self.passing = 0
        self._facts: dict[str, object] = {}
        self._data: DataRecipe = session.document.data
        self.selected: frozenset[str] = frozenset()
        self.aimed: set[str] = set()
        self._told: object = None
        self.live = Live(self)
        self._follow(difference(Graph(), session.document.graph), session.document)
        self._show_inference(session.inference)
        self._show_selection(session.selection)
        session.document_changed.connect(self._document_changed)
        session.inference_changed.connect(self._show_inference)
        session.selection_changed.connect(self._show_selection)
        appearance.changed.connect(self._repaint)

    def _document_changed(self, before: Document, after: Document) -> None:
        self._follow(difference(before.graph, after.graph), after)

    def _follow(self, diff: Diff, document: Document) -> None:
        graph = document.graph
        self.version += 1
        if self.arrive is not None:
            self.arrive()  # where things are on their way says nothing of where they go to
        moved = [n for n in diff.changed_wires if not self._same_ends(graph.wires[n])]
        for name in (*diff.removed_wires, *moved):
            self._remove_wire(name)
        for name in diff.removed_nodes:
            self._remove_node(name)
        for name in diff.added_nodes:
            self._add_node(graph.nodes[name])
        self.blocks.follow(diff, graph)
        away = self.notes.follow(diff.notes, graph.notes, self.inks)
        for name in self.notes.items.keys() & diff.notes:
            self._note_reach(QPointF(*graph.notes[name].position))
        self._change_nodes([graph.nodes[name] for name in diff.changed_nodes], away)
        self._show_players(graph)
        for name in diff.changed_wires:
            if name in self.wires:
                self.live.change_wire(self.wires[name], graph.wires[name])
        for name in (*moved, *diff.added_wires):
            self._add_wire(graph.wires[name])
        self.ways.lead({*diff.changed_wires, *diff.added_wires, *self.blocks.settle()})
        self.ways.settle()
        self.emphasis.show()
        self.inside.follow(graph, diff.removed_nodes, diff.added_nodes)

    def _add_node(self, node: Node) -> None:
        facts = self.session.inference.facts.get(node.id)
        item = NodeItem(node, face(node, facts, self.session.document.data), self.store)
        self.nodes[node.id], self._facts[node.id] = item, facts
        self.addItem(item)
        self.ways.stand(item)
        self._note_reach(item.pos())

    def _remove_node(self, name: str) -> None:
        self._remove_bubble(name)
        self.ways.leave(name)
        self.removeItem(self.nodes.pop(name))
        self._facts.pop(name, None)
        self.wires_of.pop(name, None)

    def _change_nodes(self, nodes: list[Node], targets: dict[str, QPointF]) -> None:
        """Show other values of nodes; ``targets``: where other things are to go with them."""
        for node in nodes:
            item = self.nodes[node.id]
            self.live.change_node(item.node, node)
            item.show_node(
                node, face(node, self.session.inference.facts.get(node.id), self.session.document.data)
            )
            self.ways.stand(item)
            if item.pos() != QPointF(*node.position):
                targets[node.id] = QPointF(*node.position)
        self.blocks.sort_out(targets)
        if targets and self.glide is not None:
            self.glide(targets)
        else:
            self.place(targets)
        self.ways.lead({w for n in nodes if n.id not in targets for w in self.wires_of[n.id]})

    def _show_players(self, graph: Graph) -> None:
        """Tint the cards of an adversarial network's players, and name these."""
        players = self.session.players
        if players is None and not self.captions:
            return
        for name, item in self.nodes.items():
            side = "" if players is None or item.node.spec.fed else players.of(name)
            if side != item.look.side:
                item.change(side=side)
        self.blocks.show_sides({name: item.look.side for name, item in self.nodes.items()})
        wanted = anchors(players, graph)
        for side in self.captions.keys() - wanted.keys():
            self.removeItem(self.captions.pop(side))
        for side, name in wanted.items():
            if side not in self.captions:
                self.captions[side] = Caption(side, self.inks)
                self.addItem(self.captions[side])
            card = self.card(name)
            self.captions[side].stand_over(card.node.id, card.pos())

    def _add_wire(self, wire: Wire) -> None:
        item = WireItem(wire, self.inks)
        item.mark(selected=wire.id in self.selected)
        self.live.dress(item)
        self.wires[wire.id] = item
        self.wires_of[wire.source.node].add(wire.id)
        self.wires_of[wire.target.node].add(wire.id)
        self.addItem(item)

    def _same_ends(self, wire: Wire) -> bool:
        before = self.wires[wire.id].wire
        return (before.source, before.target) == (wire.source, wire.target)

    def _remove_wire(self, name: str) -> None:
        item = self.wires.pop(name)
        for end in (item.wire.source, item.wire.target):
            self.wires_of[end.node].discard(name)
        self.emphasis.forget(name)
        self.removeItem(item)

    def place(self, positions: dict[str, QPointF]) -> None:
        """Put things somewhere, whatever the document says: while they are dragged, or glide."""
        wires: set[str] = set()
        passing = self.ways.held >= positions.keys() and not self.blocks.around(positions)
        self.change(passing=passing)
        for name, position in positions.items():
            self.movable[name].setPos(position)
            if name in self.cards:
                self.ways.stand(self.cards[name])
            self._note_reach(position)
            if name in self.bubbles:
                self.bubbles[name].stand_under(self.cards[name].frame)
            wires |= self.wires_of.get(name, frozenset())
        self.blocks.surround(positions)
        for caption in self.captions.values():
            if caption.anchor in positions:
                caption.setPos(positions[caption.anchor])
        self.inside.settle(positions)
        self.ways.follow(wires)

    def show_wire(self, name: str, visible: bool) -> None:
        """Hide a wire while one of its ends is held, or show it again."""
        if name in self.wires:
            self.wires[name].setVisible(visible)
            self.version += 1

    def aim(self, *names: str) -> None:
        """Ring the cards that what is held would be wired to, and no others."""
        cards = {self.blocks.unseen.get(name, name) for name in names}
        for name in (self.aimed | cards) & self.cards.keys():
            self.cards[name].change(aimed=name in cards)
        self.aimed = cards
        self.change(passing=True)

    def change(self, *, passing: bool = False) -> None:
        """Something else is to be seen; ``passing``: of what is held or aimed at alone."""
        self.version += 1
        self.passing += passing

    def _note_reach(self, position: QPointF) -> None:
        self.reach = max(self.reach, abs(position.x()), abs(position.y()))

    def _show_inference(self, inference: Inference) -> None:
        document = self.session.document
        recipe, self._data = self._data, document.data
        self.version += 1
        for name, item in self.nodes.items():
            facts = inference.facts.get(name)
            if facts is not self._facts[name] or (recipe is not self._data and item.node.spec.fed):
                self._facts[name] = facts
                item.change(face=face(item.node, facts, document.data))
        self.blocks.show_inference(inference)
        self._show_problems(inference)

    def _show_problems(self, inference: Inference) -> None:
        graph = self.session.document.graph
        told = [(p.node, *words(p)) for p in inference.problems]
        before, self._told = self._told, (graph.wires, graph.blocks, told)
        if self._told == before and not self.blocks.unseen:
            problems = {p.node: (p, self.bubbles[p.node].more) for p in inference.problems if self._shows(p)}
        else:
            problems = self.blocks.on_cards(shown(inference.problems, graph))
        for name in [n for n in self.bubbles if n not in problems]:
            self._remove_bubble(name)
        for name, (problem, more) in problems.items():
            item = self.cards[name]
            item.change(faulty=problem.severity == "error")
            if name in self.bubbles:
                self.bubbles[name].show_problem(problem, more)
            else:
                self.bubbles[name] = Bubble(problem, more, self.inks)
                self.addItem(self.bubbles[name])
            self.bubbles[name].stand_under(item.frame)  # the card may have become higher
        self.inside.settle()

    def _shows(self, problem: Problem) -> bool:
        """Whether a bubble says the same already."""
        return problem.node in self.bubbles and words(problem) == words(self.bubbles[problem.node].problem)

    def _remove_bubble(self, name: str) -> None:
        if name in self.bubbles:
            self.removeItem(self.bubbles.pop(name))
            if name in self.cards:  # a block may have been expanded
                self.cards[name].change(faulty=False)

    def _show_selection(self, selection: frozenset[str]) -> None:
        changed, self.selected = selection ^ self.selected, selection
        self.version += 1
        self.notes.mark_selected(changed, selection)
        self.inside.mark_selected(selection)
        for name in changed:
            if name in self.nodes:
                self.nodes[name].change(selected=name in selection)
            elif name in self.wires:
                self.wires[name].mark(selected=name in selection)
        self.blocks.show_selection(selection)
        self.emphasis.show()

    @contextmanager
    def dressed(self, inks: Inks) -> Iterator[None]:
        """In other inks and with nothing selected, for as long as it takes to draw it somewhere else."""
        selection, worn, pointed = self.selected, self.inks, self.emphasis.pointed
        self.emphasis.point("")
        self._show_selection(frozenset())
        self._wear(inks)
        try:
            yield
        finally:
            self._wear(worn)
            self._show_selection(selection)
            self.emphasis.point(pointed)

    def _repaint(self, theme: Theme) -> None:
        self._wear(Inks(theme))

    def _wear(self, inks: Inks) -> None:
        self.inks = inks
        self.store.set_inks(self.inks)
        self.notes.set_inks(self.inks)
        self.blocks.set_inks(self.inks)
        self.inside.set_inks(self.inks)
        for item in (*self.wires.values(), *self.bubbles.values(), *self.captions.values()):
            item.set_inks(self.inks)
        self.update()

    def port_position(self, end: End, output: bool) -> QPointF:
        """Where a port is now; that of a hidden node, on its block's card."""
        on_card = self.blocks.port(end, output)
        return self.nodes[end.node].port_position(end.port, output) if on_card is None else on_card

    def card(self, name: str) -> NodeItem | NoteItem:
        """What stands for a node: its own card, or that of its block; also of a collapsed block, or a note."""
        return self.movable[self.blocks.unseen.get(name, name)]

    @property
    def standing(self) -> dict[str, NodeItem]:
        """The cards that are to be seen, of nodes and of blocks."""
        return {name: item for name, item in self.cards.items() if name not in self.blocks.unseen}
