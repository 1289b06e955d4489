"""Colours and pins: what of the selection has them, and giving them."""

from core.document import annotations
from core.document.graph import Graph
from gui.canvas.faces import title_of
from gui.naming import named
from gui.session import Session


class Marking:
    """Marks what is selected in a session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def _graph(self) -> Graph:
        return self._session.document.graph

    @property
    def things(self) -> list[str]:
        """What of the selection can have a colour."""
        groups = (self._graph.nodes, self._graph.blocks, self._graph.notes)
        return [name for group in groups for name in group if name in self._session.selection]

    @property
    def nodes(self) -> list[str]:
        """What of the selection can be pinned."""
        return [name for name in self._graph.nodes if name in self._session.selection]

    @property
    def colours(self) -> set[str]:
        """The colours of what is selected."""
        groups = (self._graph.nodes, self._graph.blocks, self._graph.notes)
        return {group[name].colour for name in self.things for group in groups if name in group}

    def colour(self, colour: str) -> None:
        """Give what is selected a colour; an empty one takes it away."""
        things = self.things
        name = self._named(things)
        text = f"colour {name} {colour}" if colour else f"take the colour off {name}"
        self._session.apply(text, annotations.set_colour(self._session.document, things, colour))

    @property
    def pinned(self) -> bool:
        """Whether all selected nodes are pinned."""
        return bool(self.nodes) and all(self._graph.nodes[name].pinned for name in self.nodes)

    def toggle_pins(self) -> None:
        """Pin the selected nodes where they stand, or let them loose if they all are."""
        pinned = not self.pinned
        text = f"{'pin' if pinned else 'unpin'} {self._named(self.nodes)}"
        self._session.apply(text, annotations.set_pinned(self._session.document, self.nodes, pinned))

    def _named(self, ids: list[str]) -> str:
        data = self._session.document.data
        return named(self._graph, ids, lambda node: title_of(self._graph.nodes[node], data))
