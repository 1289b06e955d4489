"""The pages of the inspector: for nodes, for wires, and for the document where nothing is selected."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.document import edits
from core.document.blocks import nodes_of
from core.document.document import Document
from core.document.graph import Node
from core.document.shapes import Fix
from core.errors import NeurowrightError
from core.spec import shared
from gui.controls import BLEED, Line
from gui.data_preview import DataPreview
from gui.editing import Change
from gui.facts import FactTable, ProblemList, facts_of, fix_text, totals
from gui.form import StructForm
from gui.mark_row import MarkRow
from gui.session import Session
from gui.theme import SPACE, Appearance
from gui.training import players
from gui.weight_picture import WeightPicture

HEADING = 30  # height of a heading, also of one that can be typed into


class Page(QWidget):
    """Base of the pages: a column of parts, filled anew by ``refresh`` whenever something has changed."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.session, self.appearance = session, appearance
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE[2])

    def refresh(self) -> None:
        """Show what the session holds now; only called while the page is the one to be shown."""
        raise NotImplementedError

    def add_head(self, *parts: QWidget) -> None:
        """Put title and explanation close together."""
        head = QVBoxLayout()
        head.setSpacing(2)
        for part in parts:
            head.addWidget(part)
        self.column.addLayout(head)

    def add_problems(self) -> ProblemList:
        problems = ProblemList(self.appearance)
        problems.fix_chosen.connect(self._fix)
        problems.node_chosen.connect(lambda node: self.session.select({node}))
        self.column.addWidget(problems)
        return problems

    def attempt(self, form: StructForm, change: Change, edit: Callable[[Document], Document]) -> None:
        """Make an edit that a form asks for, or have the form say why not."""
        try:
            document = edit(self.session.document)
        except NeurowrightError as error:
            form.complain(change.path, str(error))
            return
        self.session.apply(change.text, document, change.merge)

    def _fix(self, fix: Fix) -> None:
        try:
            self.session.apply(fix_text(fix), fix.edit(self.session.document))
        except NeurowrightError as error:
            self.session.notice.emit(str(error))


class NodesPage(Page):
    """One node or several: name, what it does, its fields, facts and problems."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self.name = Line()
        self.name.setProperty("role", "heading")
        self.name.setAccessibleName("Name")
        self.name.setMaxLength(200)
        self.name.setFixedHeight(HEADING)
        self.name.entered.connect(self._rename)
        self.title, self.help = heading(""), sentence("")
        self._named = ""
        self.form: StructForm | None = None
        self._form_place = QVBoxLayout()
        self.add_head(self.name, self.title, self.help)
        self.problems = self.add_problems()
        self.column.addLayout(self._form_place)
        self.marks = MarkRow(session, appearance)
        self.column.addWidget(self.marks)
        self._line = rule()
        self.column.addWidget(self._line)
        self.facts, self.weights = FactTable(), WeightPicture(session, appearance)
        self.column.addWidget(self.facts)
        self.column.addWidget(self.weights)

    def nodes(self) -> list[Node]:
        """The selected nodes and the members of selected blocks, in the graph's order."""
        graph = self.session.document.graph
        return [graph.nodes[name] for name in nodes_of(graph, self.session.selection)]

    def refresh(self) -> None:
        nodes = self.nodes()
        self.marks.refresh()
        classes = {type(node.spec) for node in nodes}
        self._show_head(nodes, classes)
        offered = shared(classes)
        self._show_form([node.spec for node in nodes] if offered else [], offered)
        inference, ids = self.session.inference, {node.id for node in nodes}
        self.problems.show_problems([p for p in inference.problems if p.node in ids and len(ids) == 1])
        known = [inference.facts[i] for i in ids if i in inference.facts]
        if len(nodes) == 1:
            facts = facts_of(nodes[0].spec, known[0] if known else None, self.session.document)
        else:
            facts = [("Selected", f"{len(nodes)} layers"), *totals(known, self.session.document)]
        self.facts.show_facts(facts)
        self.weights.show_node(nodes[0].id if len(nodes) == 1 else "")
        self._line.setVisible(self.form is not None and bool(self.form.rows) and bool(facts))

    def _show_head(self, nodes: list[Node], classes: set[type]) -> None:
        single = len(nodes) == 1
        self.name.setVisible(single)
        self.title.setVisible(not single)
        spec = nodes[0].spec
        if single:
            self.name.setPlaceholderText(spec.title)
            if self._named != nodes[0].id or not (self.name.hasFocus() and self.name.isModified()):
                self.name.show_text(nodes[0].name)
            self._named = nodes[0].id
            self.help.setText(spec.help)
        elif len(classes) == 1:
            self.title.setText(f"{len(nodes)} × {spec.title}")
            self.help.setText("What you set here is set on all of them.")
        else:
            self.title.setText(f"{len(nodes)} layers")
            several = "What they share is set on all of them."
            self.help.setText(several if shared(classes) else "These layers share no setting.")

    def _show_form(self, specs: list[msgspec.Struct], offered: frozenset[str]) -> None:
        """Offer some fields of the first one's class, which all of them have."""
        cls = type(specs[0]) if specs else None
        if self.form is not None and (self.form.cls is not cls or self.form.rows.keys() != offered):
            self._form_place.removeWidget(self.form)
            self.form.retire()
            self.form = None
        if cls is None:
            return
        if self.form is None:
            self.form = StructForm(cls, self.appearance, lambda field: field.name in offered)
            self.form.edited.connect(self._edit)
            self.form.settled.connect(self.session.end_merge)
            self._form_place.addWidget(self.form)
        self.form.show_values(specs)

    def _edit(self, change: Change) -> None:
        ids = [node.id for node in self.nodes()]
        if len(ids) > 1:
            change = replace(change, text=f"{change.text} on {len(ids)} layers")
        assert self.form is not None
        self.attempt(self.form, change, lambda d: edits.set_fields(d, ids, change.path, change.value))

    def _rename(self, text: str) -> None:
        (node,) = self.nodes()
        title = "" if text.strip() in ("", node.spec.title) else text.strip()
        document = edits.rename(self.session.document, node.id, title)
        self.session.apply(f"rename {node.name} to {title or node.spec.title}", document)
        self.name.show_text(title or node.spec.title)


class DocumentPage(Page):
    """Nothing is selected: the whole network, the data it learns from, and how it is trained."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self.problems = self.add_problems()
        self.forms: dict[str, StructForm] = {}
        self.preview = DataPreview(appearance)
        self._add_form("data", self.preview)
        self._add_form("training")
        self.column.addWidget(heading("Network"))
        self.facts = FactTable()
        self.column.addWidget(self.facts)

    def _add_form(self, name: str, *above: QWidget) -> None:
        form = self.forms[name] = StructForm(type(getattr(self.session.document, name)), self.appearance)
        form.edited.connect(lambda change: self._edit(name, change))
        form.settled.connect(self.session.end_merge)
        for part in (heading(name.capitalize()), *above):
            self.column.addWidget(part)
        self.column.addWidget(form)
        self.column.addWidget(rule())

    def refresh(self) -> None:
        document, inference = self.session.document, self.session.inference
        for name, form in self.forms.items():
            form.show_values([getattr(document, name)])
        self.forms["data"].suit(document.data.idle(), {})
        players.suit(self.forms["training"], adversarial=self.session.players is not None)
        self.preview.show_source(document.data.source, document.training.seed)
        nodes = document.graph.nodes
        self.problems.show_problems(inference.problems, lambda node: nodes[node].name)
        known = [inference.facts[name] for name in inference.order if name in inference.facts]
        self.facts.show_facts([("Layers", f"{len(nodes):,}"), *totals(known, document)])

    def _edit(self, name: str, change: Change) -> None:
        path = (name, *change.path)
        self.attempt(self.forms[name], change, lambda d: edits.with_path(d, path, change.value))


def heading(text: str) -> QLabel:
    label = _label(text, "title")
    label.setMinimumHeight(HEADING)
    return label


def sentence(text: str) -> QLabel:
    label = _label(text, "lead")
    label.setWordWrap(True)
    return label


def rule() -> QWidget:
    """A thin line between two parts, as wide as the text."""
    place, line = QWidget(), QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    layout = QHBoxLayout(place)
    layout.setContentsMargins(BLEED, 0, BLEED, 0)
    layout.addWidget(line)
    return place


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setContentsMargins(BLEED, 0, BLEED, 0)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
