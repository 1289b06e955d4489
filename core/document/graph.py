"""Nodes, wires and the graph: values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from core.layers import AnyLayer
from core.spec import Meta, meta

Name = Annotated[str, Meta(min_length=1, max_length=64)]
LONGEST_TITLE, LARGEST_WEIGHT = 200, 1e6
Title = Annotated[str, Meta(max_length=LONGEST_TITLE)]
Position = tuple[float, float]
Weight = Annotated[
    float,
    meta(
        "Weight",
        "What the neuron multiplies the value of this wire by.",
        ge=-LARGEST_WEIGHT,
        le=LARGEST_WEIGHT,
        step=0.05,
        reach=5,
        live=True,
    ),
]
Colour = Literal["", "red", "orange", "yellow", "green", "teal", "blue", "purple", "grey"]
"""A mark that the user gives to things on the canvas; empty: none. The themes know how each looks."""


class End(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One end of a wire: a port of a node."""

    node: Name
    port: Name


class Node(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A layer on the canvas. ``position`` of its card's upper left corner, in canvas units (pixels at 100 %).

    ``pinned``: it is neither moved nor deleted until it is let loose.
    """

    id: Name
    spec: AnyLayer
    title: Title = ""  # the user's own name for it; empty: the layer's title
    position: Position = (0.0, 0.0)
    colour: Colour = ""
    pinned: bool = False

    @property
    def name(self) -> str:
        return self.title or self.spec.title


class Wire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A connection from an output port to an input port.

    Where it ends at a node that weighs its inputs (a neuron), it has a weight of its own. ``weight``: the one to start
    with; None: it is drawn as the neuron's activation likes it. ``locked``: training leaves it as it is. ``delayed``:
    it carries the value of the step before.
    """

    id: Name
    source: End
    target: End
    delayed: Annotated[bool, meta("Delayed", "It carries the value of the step before.")] = False
    weight: Weight | None = None
    locked: Annotated[bool, meta("Locked", "Training leaves the weight as it is.")] = False


class Block(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some nodes under one name; a node is in at most one block.

    ``collapsed``: one card with a port for each wire end that crosses its border stands for all of them, with its upper
    left corner at ``position``.
    """

    id: Name
    title: Title = ""
    members: tuple[Name, ...]
    collapsed: bool = False
    position: Position = (0.0, 0.0)
    colour: Colour = ""


class Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something written on the canvas: a comment, or with ``frame`` a frame around what lies in it, with a title."""

    id: Name
    text: Annotated[str, Meta(max_length=10_000)] = ""
    position: Position = (0.0, 0.0)
    size: tuple[float, float] = (220.0, 80.0)
    frame: bool = False
    colour: Colour = ""


class Graph(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nodes, wires, blocks and notes by their ids; no two of them share an id. The dicts are never changed in place."""

    nodes: dict[str, Node] = {}
    wires: dict[str, Wire] = {}
    blocks: dict[str, Block] = {}
    notes: dict[str, Note] = {}

    def into(self, node: str) -> list[Wire]:
        """The wires that end in a node, in no particular order."""
        return [w for w in self.wires.values() if w.target.node == node]

    def out_of(self, node: str) -> list[Wire]:
        """The wires that start at a node."""
        return [w for w in self.wires.values() if w.source.node == node]

    def free_id(self, stem: str) -> str:
        """An id that nothing has yet: ``dense1``, ``dense2`` ... Among thousands it takes a few looks only."""
        groups = (self.nodes, self.wires, self.blocks, self.notes)

        def taken(number: int) -> bool:
            return any(f"{stem}{number}" in group for group in groups)

        high = 1
        while taken(high):
            high *= 2
        low = high // 2  # taken, or 0
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if taken(middle) else (low, middle)
        return f"{stem}{high}"


def weighed_wires(graph: Graph) -> dict[str, list[Wire]]:
    """The wires that have a weight of their own, by the node at which they end, in the order of the graph."""
    found: dict[str, list[Wire]] = {}
    for wire in graph.wires.values():
        if wire.target.node in graph.nodes and graph.nodes[wire.target.node].spec.weighs:
            found.setdefault(wire.target.node, []).append(wire)
    return found


def joined(graph: Graph, node: str, neighbours: Iterable[str]) -> dict[str, Block]:
    """The blocks, where a node that is in none has joined the one that its neighbours are all in."""
    sides = set(neighbours)
    if any(node in block.members for block in graph.blocks.values()):
        return graph.blocks
    home = next((b for b in graph.blocks.values() if sides.issubset(b.members)), None)
    if home is None:
        return graph.blocks
    return {**graph.blocks, home.id: replace(home, members=(*home.members, node))}


def carried(graph: Graph, positions: Mapping[str, Position]) -> dict[str, Position]:
    """Where the cards of collapsed blocks go whose members all move by the same distance."""
    places = {}
    for block in graph.blocks.values():
        if block.collapsed and all(member in positions for member in block.members):
            steps = {_step(graph.nodes[m].position, positions[m]) for m in block.members}
            if len(steps) == 1:
                ((dx, dy),) = steps
                places[block.id] = (block.position[0] + dx, block.position[1] + dy)
    return places


def _step(before: Position, after: Position) -> Position:
    return (round(after[0] - before[0], 6), round(after[1] - before[1], 6))


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


def depths(graph: Graph, order: Iterable[str]) -> dict[str, int]:
    """How many wires (delayed ones apart) the longest way to each node has.

    Args:
        order: the nodes, such that wires that are not delayed lead forward.
    """
    found = dict.fromkeys(order, 0)
    followers: dict[str, list[str]] = {}
    for wire in graph.wires.values():
        if not wire.delayed:
            followers.setdefault(wire.source.node, []).append(wire.target.node)
    for name in found:
        for follower in followers.get(name, ()):
            if follower in found:
                found[follower] = max(found[follower], found[name] + 1)
    return found


def reaches(graph: Graph, start: str, goal: str) -> bool:
    """Whether wires (delayed ones apart) lead from one node to another; a node reaches itself."""
    return goal in _spread(_neighbours(_Wires(graph)).followers_at_once, [start])


def upstream(graph: Graph, goals: Iterable[str]) -> set[str]:
    """The goals and all nodes from which wires lead to them."""
    return _spread(_neighbours(_Wires(graph)).feeders, goals)


def downstream(graph: Graph, starts: Iterable[str]) -> set[str]:
    """The starts and all nodes to which wires lead from them."""
    return _spread(_neighbours(_Wires(graph)).followers, starts)


class _Wires:
    """The wires of a graph, the same as others if they are the same object: they are never changed in place."""

    def __init__(self, graph: Graph) -> None:
        self.wires = graph.wires

    def __hash__(self) -> int:
        return id(self.wires)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Wires) and other.wires is self.wires


class _Neighbours(NamedTuple):
    """Of each node, those that wires lead to or from; ``at_once``: leaving out delayed wires."""

    feeders: dict[str, list[str]]
    followers: dict[str, list[str]]
    followers_at_once: dict[str, list[str]]


@lru_cache(maxsize=4)
def _neighbours(wires: _Wires) -> _Neighbours:
    """Remembered, as many are asked about the same wires in a row."""
    found = _Neighbours(defaultdict(list), defaultdict(list), defaultdict(list))
    for wire in wires.wires.values():
        source, target = wire.source.node, wire.target.node
        found.feeders[target].append(source)
        found.followers[source].append(target)
        if not wire.delayed:
            found.followers_at_once[source].append(target)
    return found


def _spread(neighbours: dict[str, list[str]], starts: Iterable[str]) -> set[str]:
    seen, todo = set(starts), list(starts)
    while todo:
        for other in neighbours.get(todo.pop(), ()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen
