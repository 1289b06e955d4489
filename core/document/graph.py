"""Nodes, wires and the graph: values."""

from collections.abc import Iterable
from typing import Annotated

import msgspec

from core.layers import AnyLayer
from core.spec import Meta

Name = Annotated[str, Meta(min_length=1, max_length=64)]
Position = tuple[float, float]


class End(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One end of a wire: a port of a node."""

    node: Name
    port: Name


class Node(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A layer on the canvas. ``position`` of its card's upper left corner, in canvas units (pixels at 100 %)."""

    id: Name
    spec: AnyLayer
    title: Annotated[str, Meta(max_length=200)] = ""  # the user's own name for it; empty: the layer's title
    position: Position = (0.0, 0.0)

    @property
    def name(self) -> str:
        return self.title or self.spec.title


class Wire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A connection from an output port to an input port; ``delayed``: it carries the value of the step before."""

    id: Name
    source: End
    target: End
    delayed: bool = False


class Graph(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nodes and wires by their ids. The dicts are never changed in place."""

    nodes: dict[str, Node] = {}
    wires: dict[str, Wire] = {}

    def into(self, node: str) -> list[Wire]:
        """The wires that end in a node, in no particular order."""
        return [w for w in self.wires.values() if w.target.node == node]

    def out_of(self, node: str) -> list[Wire]:
        """The wires that start at a node."""
        return [w for w in self.wires.values() if w.source.node == node]

    def free_id(self, stem: str) -> str:
        """An id that no node and no wire has: ``dense1``, ``dense2`` ..."""
        number = 1
        while f"{stem}{number}" in self.nodes or f"{stem}{number}" in self.wires:
            number += 1
        return f"{stem}{number}"


def sorted_nodes(graph: Graph) -> tuple[list[str], set[str]]:
    """Node ids such that every wire (delayed ones apart) leads forward, and the ids that lie on or behind a cycle.

    Kahn 1962. Ties keep the order of the graph's dict, so the result is the same for equal graphs.
    """
    waiting = dict.fromkeys(graph.nodes, 0)
    followers: dict[str, list[str]] = {node: [] for node in graph.nodes}
    for wire in graph.wires.values():
        if not wire.delayed and wire.source.node in waiting and wire.target.node in waiting:
            waiting[wire.target.node] += 1
            followers[wire.source.node].append(wire.target.node)
    order = [node for node, count in waiting.items() if count == 0]
    for node in order:
        for follower in followers[node]:
            waiting[follower] -= 1
            if waiting[follower] == 0:
                order.append(follower)
    return order, set(graph.nodes).difference(order)


def reaches(graph: Graph, start: str, goal: str) -> bool:
    """Whether wires (delayed ones apart) lead from one node to another; a node reaches itself."""
    followers: dict[str, list[str]] = {}
    for wire in graph.wires.values():
        if not wire.delayed:
            followers.setdefault(wire.source.node, []).append(wire.target.node)
    return goal in _spread(followers, [start])


def upstream(graph: Graph, goals: Iterable[str]) -> set[str]:
    """The goals and all nodes from which wires lead to them."""
    feeders: dict[str, list[str]] = {}
    for wire in graph.wires.values():
        feeders.setdefault(wire.target.node, []).append(wire.source.node)
    return _spread(feeders, goals)


def downstream(graph: Graph, starts: Iterable[str]) -> set[str]:
    """The starts and all nodes to which wires lead from them."""
    followers: dict[str, list[str]] = {}
    for wire in graph.wires.values():
        followers.setdefault(wire.source.node, []).append(wire.target.node)
    return _spread(followers, starts)


def _spread(neighbours: dict[str, list[str]], starts: Iterable[str]) -> set[str]:
    seen, todo = set(starts), list(starts)
    while todo:
        for other in neighbours.get(todo.pop(), ()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen
