"""Read-only parts of the inspector: a quiet table of facts, and problems in words with their mends."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.document.archive import in_bytes
from core.document.document import Document
from core.document.shapes import Facts, Fix, Problem
from core.layers.base import Layer, Shape, in_words
from core.phrases import amount
from gui.controls import BLEED
from gui.form import LINK_PADDING
from gui.theme import Appearance

PITCH = 24  # from one fact to the next
MOST_CARDS = 6
EDGE = 12  # from the coloured edge of a problem to its text


class FactTable(QWidget):
    """Names left, values right."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(BLEED, 0, BLEED, 0)
        self._grid.setSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._labels: list[tuple[QLabel, QLabel]] = []

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these facts, each a name and a value."""
        while len(self._labels) < len(facts):
            self._add_row()
        for row, (name, value) in enumerate(self._labels):
            there = row < len(facts)
            name.setVisible(there)
            value.setVisible(there)
            if there:
                name.setText(facts[row][0])
                value.setText(facts[row][1])

    def facts(self) -> dict[str, str]:
        """What is shown."""
        return {name.text(): value.text() for name, value in self._labels if not name.isHidden()}

    def _add_row(self) -> None:
        name, value = QLabel(), QLabel()
        name.setProperty("role", "lead")
        value.setProperty("role", "figure")
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for column, label in enumerate((name, value)):
            label.setMinimumHeight(PITCH)
            self._grid.addWidget(label, len(self._labels), column)
        self._labels.append((name, value))


def facts_of(spec: Layer, facts: Facts | None, document: Document) -> list[tuple[str, str]]:
    """What is known of a node: the shapes that leave it (or come in, where none leave), and what it needs."""
    word, ports = ("Output", spec.outputs) if spec.outputs else ("Input", spec.inputs)
    names = [word if len(ports) == 1 else f"{word} {port}" for port in ports]
    if facts is None:
        return [(name, "not known yet") for name in names]
    shapes = facts.outputs if spec.outputs else facts.inputs
    known = [(name, spaced(shape)) for name, shape in zip(names, shapes, strict=False)]
    return [*known, *totals([facts], document)]


def totals(facts: Iterable[Facts], document: Document) -> list[tuple[str, str]]:
    """What nodes need together: parameters, memory for a batch, multiply-adds for a sample."""
    facts, batch = list(facts), document.training.batch_size
    return [
        ("Parameters", f"{sum(f.parameters for f in facts):,}"),
        (f"Memory, batch of {batch:,}", in_bytes(batch * sum(f.memory for f in facts))),
        ("Multiply-adds a sample", amount(sum(f.multiply_adds for f in facts))),
    ]


def spaced(shape: Shape) -> str:
    """A shape as a fact: ``784``, ``12 steps × 40``, ``28×28×1 image``."""
    return f"{shape[0]:,}" if len(shape) == 1 else in_words(shape)


class ProblemList(QWidget):
    """Problems one below the other; of many, the first ones.

    ``fix_chosen(Fix)``: the button of a mend was clicked. ``node_chosen(id)``: the node is to be shown.
    """

    fix_chosen = Signal(object)
    node_chosen = Signal(str)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._problems: Sequence[Problem] = ()
        self._words: list[object] = []
        self.cards: list[ProblemCard] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(BLEED, 0, BLEED, 0)
        self._layout.setSpacing(BLEED)
        self.rest = QLabel()
        self.rest.setProperty("role", "lead")
        self._layout.addWidget(self.rest)
        self.hide()

    def show_problems(self, problems: Sequence[Problem], name_of: Callable[[str], str] | None = None) -> None:
        """Show these; ``name_of`` names a problem's node where the node is not plain from the context."""
        self._problems, shown = problems, problems[:MOST_CARDS]
        names = [name_of(p.node) if name_of and p.node else "" for p in shown]
        words: list[object] = [(p.message, p.severity, [f.text for f in p.fixes]) for p in shown]
        words += [*names, len(problems)]
        if words != self._words:  # the mends are new functions after every edit, and no reason for new cards
            self._words = words
            self._rebuild(list(zip(shown, names, strict=True)))

    def _rebuild(self, named: list[tuple[Problem, str]]) -> None:
        for card in self.cards:
            self._layout.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [self._card(place, *of) for place, of in enumerate(named)]
        more = len(self._problems) - len(self.cards)
        self.rest.setText(f"and {more:,} more")
        self.rest.setVisible(more > 0)
        self.setVisible(bool(self._problems))

    def _card(self, place: int, problem: Problem, node: str) -> "ProblemCard":
        card = ProblemCard(problem, node, self._appearance)
        for number, button in enumerate(card.fixes):
            button.clicked.connect(partial(self._fix, place, number))
        if card.show_node is not None:
            card.show_node.clicked.connect(partial(self._show_node, place))
        self._layout.insertWidget(place, card)
        return card

    def _fix(self, place: int, number: int) -> None:
        self.fix_chosen.emit(self._problems[place].fixes[number])

    def _show_node(self, place: int) -> None:
        self.node_chosen.emit(self._problems[place].node)


class ProblemCard(QWidget):
    """One problem: a sentence beside a coloured edge, and its mends."""

    def __init__(self, problem: Problem, node: str, appearance: Appearance) -> None:
        super().__init__()
        self._appearance, self._serious = appearance, problem.severity == "error"
        self.text = QLabel(problem.message)
        self.text.setWordWrap(True)
        self.text.setContentsMargins(LINK_PADDING, 0, 0, 0)  # in line with the text of the buttons
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE - LINK_PADDING, 6, 0, 6)
        layout.setSpacing(2)
        layout.addWidget(self.text)
        self.fixes = [_link(fix.text) for fix in problem.fixes]
        self.show_node = _link(f"Show {node}") if node else None
        buttons = [*self.fixes, *([self.show_node] if self.show_node else [])]
        for button in buttons:
            line = QHBoxLayout()
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(button)
            line.addStretch(1)
            layout.addLayout(line)
        appearance.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.warn if self._serious else theme.muted))
        painter.drawRoundedRect(QRectF(0, 4, 3, self.height() - 8), 1.5, 1.5)


def _link(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "link")
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def fix_text(fix: Fix) -> str:
    """What the undo of a fix says: ``put Flatten in between``."""
    return fix.text[:1].lower() + fix.text[1:]
