"""Which layer a view looks at."""

from collections.abc import Callable

from PySide6.QtCore import Signal

from core.document.graph import Node
from core.document.shapes import Facts
from gui.controls import Choice
from gui.listing import Listing
from gui.session import Session
from gui.tools import compact

Test = Callable[[Node, Facts], bool]


class LayerChoice(Choice):
    """One entry for each layer that passes a test, in the order in which values flow; it follows the selection.

    ``node_changed``: another layer is chosen, or the layers are others.
    """

    node_changed = Signal()

    def __init__(self, session: Session, wanted: Test, first: Test = lambda node, facts: True) -> None:
        """``first``: the layer to begin with is the first that passes this test, or else the first of all."""
        super().__init__()
        self._session, self._wanted, self._first = session, wanted, first
        self._listing = Listing(self)
        compact(self)
        self.setToolTip("Which layer; a layer selected on the canvas is shown here")
        self.setAccessibleName("Layer")
        self.currentIndexChanged.connect(lambda _: self.node_changed.emit())
        session.inference_changed.connect(lambda _: self._list())
        session.selection_changed.connect(self._follow)
        self._list()
        self._follow(session.selection)

    @property
    def node(self) -> str:
        """The layer that is chosen; empty where there is none."""
        return self.currentData() or ""

    def _list(self) -> None:
        facts, nodes = self._session.inference.facts, self._session.document.graph.nodes
        order = [i for i in self._session.inference.order if i in facts]
        shown = [nodes[i] for i in order if self._wanted(nodes[i], facts[i])]
        entries = [(f"{node.name} · {node.spec.summary}".rstrip(" ·"), node.id) for node in shown]
        chosen = self.node
        if all(node.id != chosen for node in shown):
            chosen = next((node.id for node in shown if self._first(node, facts[node.id])), "")
        if self._listing.show(entries, chosen):
            self.node_changed.emit()

    def _follow(self, selection: frozenset[str]) -> None:
        index = self.findData(next(iter(selection))) if len(selection) == 1 else -1
        if index >= 0:
            self.setCurrentIndex(index)
