"""The inspector's page for a block."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from core.document import blocks
from core.document.document import Document
from core.document.graph import Block, End
from core.errors import NeurowrightError
from gui.canvas.faces import counted
from gui.controls import BLEED, Line
from gui.facts import FactTable, spaced, totals
from gui.inspector_pages import HEADING, Page, heading, rule, sentence
from gui.mark_row import MarkRow
from gui.session import Session
from gui.theme import Appearance

MOST_PORTS = 12


class BlockPage(Page):
    """Name, what can be done with it, facts of its members together, and what goes in and comes out."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self.name = Line()
        self.name.setProperty("role", "heading")
        self.name.setAccessibleName("Name of the block")
        self.name.setMaxLength(200)
        self.name.setFixedHeight(HEADING)
        self.name.entered.connect(self._rename)
        self.add_head(self.name, sentence("A block: layers under one name, which one card can stand for."))
        self.toggle, self.ungroup = QPushButton(), QPushButton("Ungroup")
        self.toggle.clicked.connect(self._toggle)
        self.ungroup.clicked.connect(self._ungroup)
        line = QHBoxLayout()
        line.setContentsMargins(BLEED, 0, BLEED, 0)
        line.addWidget(self.toggle)
        line.addWidget(self.ungroup)
        line.addStretch(1)
        self.column.addLayout(line)
        self.problems = self.add_problems()
        self.marks = MarkRow(session, appearance)
        self.column.addWidget(self.marks)
        self.column.addWidget(rule())
        self.facts, self.ports = FactTable(), FactTable()
        self.column.addWidget(self.facts)
        self._head = heading("In and out")
        self.column.addWidget(self._head)
        self.column.addWidget(self.ports)
        self._named = ""

    @property
    def block(self) -> Block:
        """The selected block."""
        graph = self.session.document.graph
        return next(block for name, block in graph.blocks.items() if name in self.session.selection)

    def refresh(self) -> None:
        block, document, inference = self.block, self.session.document, self.session.inference
        if self._named != block.id or not (self.name.hasFocus() and self.name.isModified()):
            self.name.show_text(blocks.name_of(block))
        self._named = block.id
        self.marks.refresh()
        self.toggle.setText("Expand" if block.collapsed else "Collapse")
        nodes = document.graph.nodes
        problems = [p for p in inference.problems if p.node in block.members]
        self.problems.show_problems(problems, lambda node: nodes[node].name)
        known = [inference.facts[name] for name in block.members if name in inference.facts]
        number, word = counted([nodes[name] for name in block.members]).split()
        self.facts.show_facts([(word.rstrip("s").capitalize() + "s", number), *totals(known, document)])
        self._show_ports(blocks.ports(document.graph, block.members))

    def _show_ports(self, ports: blocks.Ports) -> None:
        rows = [(f"Into {self._port(end)}", self._comes_in(end)) for end in ports.inputs]
        rows += [(f"Out of {self._port(end)}", self._shape(end)) for end in ports.outputs]
        more = len(rows) - MOST_PORTS
        rows = rows if more <= 0 else [*rows[:MOST_PORTS], (f"and {more} more", "")]
        self.ports.show_facts(rows)
        self._head.setVisible(bool(rows))

    def _port(self, end: End) -> str:
        node = self.session.document.graph.nodes[end.node]
        many = len(node.spec.inputs) > 1 or len(node.spec.outputs) > 1
        return f"{node.name}, {end.port}" if many else node.name

    def _comes_in(self, end: End) -> str:
        sources = [w.source for w in self.session.document.graph.into(end.node) if w.target == end]
        if not sources:
            return "no wire yet"
        return self._shape(sources[0]) if len(sources) == 1 else f"{len(sources)} wires"

    def _shape(self, end: End) -> str:
        shape = self.session.inference.shape(end, self.session.document.graph)
        return spaced(shape) if shape else "not known yet"

    def _rename(self, text: str) -> None:
        block = self.block
        title = text.strip()
        name = f"rename {blocks.name_of(block)} to {title or 'Block'}"
        self._apply(name, partial(blocks.rename, block_id=block.id, title=title))
        self.name.show_text(blocks.name_of(self.block))

    def _toggle(self) -> None:
        block = self.block
        edit, verb = (blocks.expand, "expand") if block.collapsed else (blocks.collapse, "collapse")
        self._apply(f"{verb} {blocks.name_of(block)}", partial(edit, block_id=block.id))

    def _ungroup(self) -> None:
        block = self.block
        self._apply(f"ungroup {blocks.name_of(block)}", partial(blocks.ungroup, block_id=block.id))
        self.session.select(block.members)

    def _apply(self, text: str, edit: Callable[[Document], Document]) -> None:
        try:
            self.session.apply(text, edit(self.session.document))
        except NeurowrightError as error:
            self.session.notice.emit(str(error))
